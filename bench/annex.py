"""An official document with an annex of many thousand rows: `python -m bench.annex [ROWS]`.

Prints wall time, processor time, and the peak memory of the program and of the largest of its helpers.
"""

import os
import resource
import sys
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.test")


def letter(rows: int):
    """A report whose annex lists ``rows`` products in a hundred units."""
    from core.documents import Annex, Column, Heading, OfficialDocument, Paragraph, Table

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
    return OfficialDocument(
        parent="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ",
        issuer="VĂN PHÒNG ĐIỀU PHỐI\nNÔNG THÔN MỚI",
        issuer_name="Văn phòng Điều phối nông thôn mới",
        symbol="/BC-VPĐP",
        place="Cần Thơ",
        kind="BÁO CÁO",
        subject="Kết quả năm 2026",
        signer_position="CHÁNH VĂN PHÒNG",
        body=(Heading("I. Tình hình chung"), Paragraph("Số liệu tại phụ lục.")),
        annexes=(Annex("DANH SÁCH SẢN PHẨM OCOP", (table,), landscape=True),),
    )


def main(rows: int) -> None:
    """Render once and print what it took."""
    import django

    django.setup()
    import io

    from pypdf import PdfReader

    from core.documents import render_official

    document = letter(rows)
    start = time.perf_counter()
    content = render_official(document)
    wall = time.perf_counter() - start
    own, helpers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + helpers.ru_utime + helpers.ru_stime
    pages = len(PdfReader(io.BytesIO(content)).pages)
    print(
        f"{rows} rows: {wall:.1f} s, {cpu:.1f} s of processor, {pages} pages, {len(content) / 1e6:.1f} MB; "
        f"peak {own.ru_maxrss // 1024} MB + {helpers.ru_maxrss // 1024} MB a helper (2 helpers)"
    )
    with open("/tmp/annex.pdf", "wb") as out:
        out.write(content)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
