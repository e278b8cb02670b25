"""Lists of products and dossiers as workbooks."""

from collections.abc import Iterable
from itertools import islice

from core.documents import Column, Table, render_tables
from products.models import Dossier, Product

MOST = 5000
"""Rows of one workbook: more is for reports, and would keep a person waiting."""


def dossier_workbook(dossiers: Iterable[Dossier]) -> bytes:
    """The dossiers of a list, in its order."""
    columns = (
        *(Column(label) for label in ("Số phiếu", "Sản phẩm", "Chủ thể", "Nơi nộp", "Quy định")),
        *(Column(label) for label in ("Lần đăng ký", "Hạng mong muốn", "Trạng thái")),
        *(Column(label, "date") for label in ("Ngày lập", "Ngày nộp", "Ngày đề nghị", "Hạn")),
    )
    rows = tuple(
        (
            row.form_number,
            row.product.name,
            row.product.producer.name,
            row.unit.name,
            str(row.regime),
            row.get_kind_display(),
            row.get_wished_stars_display(),
            row.get_state_display(),
            row.opened_on,
            row.handed_in_on,
            row.proposed_on,
            row.due_on,
        )
        for row in islice(dossiers, MOST)
    )
    return render_tables([Table("Hồ sơ", f"Hồ sơ sản phẩm: {len(rows)} dòng", columns, rows)])


def product_workbook(products: Iterable[Product]) -> bytes:
    """The products of a list, in its order."""
    labels = ("Sản phẩm", "Chủ thể", "Xã, phường", "Mô tả", "Quy cách, bao bì", "Tiêu chuẩn công bố")
    columns = (*(Column(label) for label in labels), Column("Năm được chuẩn hóa", "count"))
    rows = tuple(
        (
            *(row.name, row.producer.name, row.unit.name, row.description, row.packaging, row.standards),
            row.standardised_year,
        )
        for row in islice(products, MOST)
    )
    return render_tables([Table("Sản phẩm", f"Sản phẩm: {len(rows)} dòng", columns, rows)])
