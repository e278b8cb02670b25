"""Lists of producers as workbooks."""

from collections.abc import Iterable
from itertools import islice

from core.documents import Column, Table, render_tables
from producers.models import Producer

MOST = 5000


def producer_workbook(producers: Iterable[Producer]) -> bytes:
    """The producers of a list, in its order, with what the office's tables ask of them."""
    labels = ("Chủ thể", "Loại hình", "Mã số thuế", "Xã, phường", "Địa chỉ", "Điện thoại", "Người đại diện")
    columns = (
        *(Column(label) for label in (*labels, "Giới tính", "Dân tộc", "Khuyết tật")),
        *(Column(label, "count") for label in ("Thành viên", "Lao động", "Lao động địa phương")),
    )
    rows = tuple(
        (
            *(row.name, row.get_kind_display(), row.tax_code, row.unit.name, row.address, row.phone),
            *(row.representative, row.get_representative_sex_display(), row.representative_ethnicity),
            "Có" if row.representative_has_disability else "",
            *(row.members, row.workers, row.local_workers),
        )
        for row in islice(producers, MOST)
    )
    return render_tables([Table("Chủ thể", f"Chủ thể OCOP: {len(rows)} dòng", columns, rows)])
