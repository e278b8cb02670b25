"""Large papers, without a database: wall time, processor time and peak memory of each.

`python -m bench.annex 20000` a report whose annex lists so many products; `python -m bench.annex report` an annual
report of some 60 pages with 12 tables and 8 charts; `python -m bench.annex yearbook 300` a yearbook of so many
products with photographs. The file is left in the folder of temporary files.
"""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.test")


def letter(*annexes: Any, body: tuple = ()) -> Any:
    """A report with these annexes and this body."""
    from core.documents import Heading, OfficialDocument, Paragraph

    return OfficialDocument(
        parent="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ",
        issuer="VĂN PHÒNG ĐIỀU PHỐI\nNÔNG THÔN MỚI",
        issuer_name="Văn phòng Điều phối nông thôn mới",
        symbol="/BC-VPĐP",
        place="Cần Thơ",
        kind="BÁO CÁO",
        subject="Kết quả năm 2026",
        signer_position="CHÁNH VĂN PHÒNG",
        body=body or (Heading("I. Tình hình chung"), Paragraph("Số liệu tại phụ lục.")),
        annexes=annexes,
    )


def products(rows: int) -> Any:
    """An annex of ``rows`` products in a hundred units."""
    from core.documents import Annex, Column, Table

    columns = (
        Column("TT", "count", 5),
        Column("Sản phẩm", width=23),
        Column("Chủ thể", width=20),
        Column("Địa bàn", width=13),
        Column("Hạng", width=8),
        Column("Quyết định", width=11),
        Column("Ngày", "date", 10),
        Column("Hết hạn", "date", 10),
    )
    table = Table(
        "",
        "Danh sách đến ngày 31/12/2026",
        columns,
        tuple(
            (
                number,
                f"Mắm cá linh ủ chua Bến Đá số {number}",
                f"Hợp tác xã nông nghiệp Thới Hưng {number % 9000}",
                f"Phường Bình Thủy {number * 103 // rows}",
                "4 sao" if number % 3 else "3 sao",
                f"{number % 4000}/QĐ-UBND",
                date(2026, 6, 30),
                date(2029, 6, 30),
            )
            for number in range(1, rows + 1)
        ),
        bands={row: f"Phường Bình Thủy {row * 103 // rows}" for row in range(0, rows, max(rows // 103, 1))},
    )
    return Annex("DANH SÁCH SẢN PHẨM OCOP", (table,), landscape=True)


def annual() -> Any:
    """Text, eleven tables and eight charts, and the list of products as the twelfth: some 60 pages."""
    from core.documents import Bar, Chart, Column, Heading, Paragraph, Table

    text = "Trong năm, Văn phòng đã phối hợp các sở, ngành và 103 xã, phường triển khai kế hoạch. " * 8
    body: list[Any] = []
    for number in range(1, 12):
        body += [Heading(f"{number}. Nội dung thứ {number}", 2), Paragraph(text), Paragraph(text)]
        columns = (Column("Đơn vị", width=40), *(Column(f"{star} sao", "count") for star in (3, 4, 5)))
        rows = tuple((f"Phường Ninh Kiều {row}", row, row * 2, row % 3) for row in range(1, 25))
        if number <= 8:
            bars = tuple(Bar(str(row[0]), row[1:]) for row in rows[:12])
            body.append(Chart(f"Biểu đồ {number}", ("3 sao", "4 sao", "5 sao"), bars))
        body.append(Table(f"Bang {number}", f"Bảng {number}", columns, rows, ("Tổng", 300, 600, 24)))
    return letter(products(600), body=tuple(body))


def yearbook(count: int) -> bytes:
    """The printed book of ``count`` products, each with a photograph of its own."""
    from PIL import Image

    from reports.domain import yearbook_printing as printing

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pages = []
        for number in range(count):
            photo = place / f"photo-{number}.jpg"
            noise = Image.effect_noise((400, 300), 60 + number % 40).resize((1600, 1200))
            Image.merge("RGB", (noise, noise, noise)).save(photo, quality=80)
            unit = SimpleNamespace(name="Xã Thới Hưng", sort_key="thoi hung")
            producer = SimpleNamespace(
                name="Hợp tác xã Thới Hưng", address="Ấp 3", phone="0292 3", email="", website="", unit=unit
            )
            product = SimpleNamespace(unit=unit, producer=producer, sort_key=f"{number:04d}")
            rating = SimpleNamespace(product=product, is_demo=True, state="", decision_no="9/QĐ-UBND")
            pages.append(
                printing.Page(
                    entry=SimpleNamespace(shows_contact=True),
                    rating=rating,
                    sector=("Sản phẩm thực phẩm", "Sản phẩm đồ uống")[number * 2 // count],
                    name=f"Rượu mận Thới Hưng số {number}",
                    story="Từ vườn mận trĩu quả bên sông, người Thới Hưng giữ cách ủ rượu của ông bà. " * 9,
                    stars=4,
                    picture=photo.as_uri(),
                    qr=printing.qr_of(number),
                    unit="Xã Thới Hưng",
                    decided_on="30/06/2026",
                    expires_on="30/06/2029",
                )
            )
        book = SimpleNamespace(
            title="Sản phẩm OCOP tiêu biểu", subtitle="", year=2026, language="vi", paper="A4",
            foreword="Lời giới thiệu.", signed_by="",
        )  # fmt: skip
        parts = place / "parts"
        parts.mkdir()
        return timed(f"yearbook of {count}", lambda: printing.print_pages(book, pages, parts, _quiet))


def _quiet(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def timed(name: str, make: Callable[[], bytes]) -> bytes:
    """Make it once and print what it took."""
    from pypdf import PdfReader

    start, before = time.perf_counter(), _processor()
    content = make()
    wall, used = time.perf_counter() - start, _processor() - before
    own, helper = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    pages = len(PdfReader(io.BytesIO(content)).pages)
    print(
        f"{name}: {wall:.1f} s, {used:.1f} s of processor, {pages} pages, {len(content) / 1e6:.1f} MB; "
        f"peak {own} MB" + (f" + {helper} MB a helper" if helper else "")
    )
    return content


def _processor() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def main(what: str = "20000", count: str = "300") -> None:
    """Make the paper that was asked for."""
    import django

    django.setup()
    from core.documents import render_official

    if what == "yearbook":
        content = yearbook(int(count))
    else:
        document = annual() if what == "report" else letter(products(int(what)))
        name = "annual report" if what == "report" else f"annex of {what} rows"
        content = timed(name, lambda: render_official(document))
    file = Path(tempfile.gettempdir()) / "ocop-bench.pdf"
    file.write_bytes(content)
    print(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
