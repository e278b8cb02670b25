"""Measures reading, checking and writing a list of many products: seconds, statements, memory."""

import io
import resource
import time
from collections.abc import Callable
from datetime import date
from typing import Any


def list_of_products(count: int) -> bytes:
    """A list with titles above it: ``count`` products of a third as many owners."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["UBND THÀNH PHỐ CẦN THƠ"])
    sheet.append(["DANH SÁCH SẢN PHẨM OCOP"])
    sheet.append([])
    head = [
        "TT",
        "Tên sản phẩm",
        "Chủ thể",
        "Xã/phường",
        "Địa chỉ",
        "Người đại diện",
        "Điện thoại",
        "Hạng sao",
    ]
    sheet.append([*head, "Số QĐ", "Ngày QĐ", "Hết hạn", "Ghi chú"])
    units = ("Phường Cái Khế", "Xã Thới Hưng", "Phường Tân An", "Xã Đại Ngãi", "Phường Ô Môn")
    wares = ("Nước mắm", "Gạo thơm", "Trà mãng cầu", "Mật ong", "Bánh tráng", "Khô cá lóc", "Rượu nếp")
    for number in range(1, count + 1):
        owner = number // 3
        sheet.append(
            [
                *(
                    number,
                    f"{wares[number % 7]} số {number}",
                    f"HTX Nông nghiệp Bến Đá {owner}",
                    units[owner % 5],
                ),
                *(f"Ấp {owner % 9}", f"Nguyễn Văn {owner}", None, ("4 sao", "***", 3)[number % 3]),
                *(f"{100 + number % 50}/QĐ-UBND", "15/09/2025", "15/09/2028", None),
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(count: int) -> list[str]:
    """Lines of a table in Markdown: preview, writing, the same file again, undoing."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from exchange.domain import imports
    from exchange.interfaces.preview import _preview
    from tests.factories.accounts import UserFactory

    actor, content = UserFactory(), list_of_products(count)
    state: dict[str, Any] = {}

    def timed(act: Callable[[], Any]) -> tuple[Any, str]:
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            made = act()
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return made, f"{seconds:.2f} s | {len(captured)} | {peak:.0f} MB"

    def taken(name: str) -> Any:
        return imports.take_in(
            kind="products", content=content, name=name, as_of=date(2026, 3, 1), actor=actor
        )

    lines = []
    run, told = timed(lambda: taken("danh-sach.xlsx"))
    lines.append(f"| nhận tệp {count} hàng: đọc, kiểm tra, lưu | {told} |")
    state["found"], told = timed(lambda: imports.look_at(run))
    lines.append(f"| xem trước {count} hàng | {told} |")
    promised = _preview(run, state["found"]).promised
    _, told = timed(lambda: imports.apply_import(run_id=run.pk, actor=actor, promised=promised))
    lines.append(f"| ghi {count} hàng (kiểm tra lại và ghi, một giao dịch) | {told} |")
    again = taken("lan-hai.xlsx")
    state["found"], told = timed(lambda: imports.look_at(again))
    lines.append(f"| xem trước lại tệp đã ghi ({state['found'].counts['unchanged']} không đổi) | {told} |")
    _, told = timed(lambda: imports.undo_import(run_id=run.pk, actor=actor))
    lines.append(f"| hoàn tác {count} hàng | {told} |")
    return lines
