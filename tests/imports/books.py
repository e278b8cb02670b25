"""Office workbooks as they come: one table of facts, written in every way offices write it.

`Style` says how the book is made; `write` makes it; every row of data is followed by what must be read from it.
"""

import csv
import io
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from viparse.normalize.encodings import CHARMAPS

STARS = {
    "number": lambda stars: stars,
    "words": lambda stars: {3: "Ba sao", 4: "Bốn sao", 5: "Năm sao"}[stars],
    "sao": lambda stars: f"{stars} sao",
    "symbols": lambda stars: "*" * stars,
    "mixed": lambda stars: f"{stars}*",
    "rank": lambda stars: f"Hạng {stars}",
    "star signs": lambda stars: "★" * stars,
    "ocop": lambda stars: f"OCOP {stars} sao ",
}
DAYS = {
    "cell": lambda day: day,
    "slash": lambda day: f"{day:%d/%m/%Y}",
    "dash": lambda day: f"{day:%d-%m-%Y}",
    "dots, short": lambda day: f"{day:%d.%m.%y}",
    "bare": lambda day: f"{day.day}/{day.month}/{day.year}",
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "words": lambda day: f"ngày {day:%d} tháng {day:%m} năm {day.year}",
    "iso": lambda day: day.isoformat(),
    "moment": lambda day: datetime(day.year, day.month, day.day),
}
TEXTS = {
    "nfc": lambda text: text,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "eth": lambda text: text.replace("Đ", "Ð"),
    "spaces": lambda text: "  " + text.replace(" ", "\u00a0  ", 1) + " \u200b",
}
HEADS = {
    "plain": (
        "TT",
        "Tên sản phẩm",
        "Chủ thể",
        "Xã/phường",
        "Người đại diện",
        "Hạng sao",
        "Số QĐ",
        "Ngày QĐ",
        "Hết hạn",
    ),
    "long": (
        *("STT", "TÊN SẢN PHẨM OCOP", "TÊN CHỦ THỂ OCOP", "Xã, phường, thị trấn", "Họ và tên người đại diện"),
        *("Phân hạng", "Số quyết định công nhận", "Ngày ban hành", "Có giá trị đến ngày"),
    ),
    "short": (
        "Số TT",
        "Sản phẩm",
        "Cơ sở sản xuất",
        "Địa bàn",
        "Đại diện",
        "Sao",
        "Quyết định",
        "Ngày công nhận",
        "Ngày hết hạn",
    ),
}
TWO_ROWS = (
    (
        "STT",
        "Sản phẩm",
        "Chủ thể",
        None,
        "Người đại diện",
        "Kết quả đánh giá",
        "Quyết định công nhận",
        None,
        "Hết hạn",
    ),
    (None, None, "Tên chủ thể", "Xã/phường", None, "Hạng sao", "Số", "Ngày", None),
)


@dataclass(frozen=True)
class Fact:
    """A product as the office knows it."""

    product: str
    producer: str
    unit: str
    unit_code: str
    representative: str
    stars: int
    decision_no: str
    decided_on: date
    expires_on: date
    district: str = ""


@dataclass
class Style:
    """One way of writing a book."""

    head: str = "plain"
    stars: str = "number"
    days: str = "slash"
    text: str = "nfc"
    titles: int = 5
    two_rows: bool = False
    numbers_row: bool = False
    groups: bool = False
    merged: bool = False
    totals: bool = True
    signatures: bool = True
    one_cell: bool = False
    """Number and day of the decision in one cell."""
    hidden_column: bool = False
    noise_sheet: bool = False
    empty_rows: bool = False
    repeated_head: bool = False
    shuffled: int = 0
    expected: list[tuple[int, Fact]] = field(default_factory=list)


def write(facts: list[Fact], style: Style) -> bytes:
    """The book of ``facts``; ``style.expected`` tells the row each stands in."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    order = list(range(9))
    if style.shuffled:
        rest = order[1:]
        random.Random(style.shuffled).shuffle(rest)
        order = [0, *rest]
    _titles(sheet, style)
    _head(sheet, style, order)
    groups = _grouped(facts, style)
    number, row = 0, sheet.max_row + 1
    for index, (group, members) in enumerate(groups):
        if group:
            sheet.cell(row=row, column=1, value=("I", "II", "III", "IV", "V", "VI")[index])
            sheet.cell(row=row, column=2, value=TEXTS[style.text](group))
            row += 1
        begins = row
        for fact in members:
            number += 1
            _fact(sheet, row, number, fact, style, order)
            style.expected.append((row, fact))
            row += 1
            if style.repeated_head and number == 2:
                _head(sheet, style, order, at=row)
                row += 1
            if style.empty_rows and number % 2:
                row += 1
        if style.merged:
            _merge_owners(sheet, begins, members, order)
    _foot(sheet, row, number, style)
    if style.noise_sheet:
        other = book.create_sheet("Tổng hợp", 0)
        other.append(["TỔNG HỢP THEO HUYỆN"])
        other.append(["STT", "Huyện", "Số sản phẩm", "3 sao", "4 sao"])
        other.append([1, "Phong Điền", 12, 8, 4])
    if style.hidden_column:
        letter = "C" if not style.shuffled else "J"
        sheet.column_dimensions[letter].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _titles(sheet: Any, style: Style) -> None:
    lines = (
        ("UBND THÀNH PHỐ CẦN THƠ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("VĂN PHÒNG ĐIỀU PHỐI", "Độc lập - Tự do - Hạnh phúc"),
        (None, None),
        ("DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN, CHỦ THỂ VÀ HẠNG SAO", None),
        ("(Kèm theo Quyết định số 3588/QĐ-UBND ngày 30/11/2021)", None),
        (None, None),
    )
    for place, (left, right) in enumerate(lines[: style.titles], start=1):
        sheet.cell(row=place, column=1, value=left)
        sheet.cell(row=place, column=6, value=right)
        if left and right is None:
            sheet.merge_cells(start_row=place, start_column=1, end_row=place, end_column=9)
    sheet.cell(row=style.titles + 1, column=1).font = Font(bold=True)


def _head(sheet: Any, style: Style, order: list[int], at: int = 0) -> None:
    row = at or style.titles + 1
    if style.two_rows and not at:
        for place, index in enumerate(range(9), start=1):
            sheet.cell(row=row, column=place, value=TWO_ROWS[0][index])
            sheet.cell(row=row + 1, column=place, value=TWO_ROWS[1][index])
            if TWO_ROWS[1][index] is None:
                sheet.merge_cells(start_row=row, start_column=place, end_row=row + 1, end_column=place)
        sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=4)
        sheet.merge_cells(start_row=row, start_column=7, end_row=row, end_column=8)
    else:
        for place, index in enumerate(order, start=1):
            sheet.cell(row=row, column=place, value=TEXTS[style.text](HEADS[style.head][index]))
    if style.numbers_row and not at:
        for place in range(9):
            sheet.cell(row=sheet.max_row + (place == 0), column=place + 1, value=place + 1)


def _grouped(facts: list[Fact], style: Style) -> list[tuple[str, list[Fact]]]:
    if not style.groups:
        return [("", facts)]
    names = list(dict.fromkeys(fact.district or fact.unit for fact in facts))
    return [(name, [fact for fact in facts if (fact.district or fact.unit) == name]) for name in names]


def _fact(sheet: Any, row: int, number: int, fact: Fact, style: Style, order: list[int]) -> None:
    text = TEXTS[style.text]
    decision, day = fact.decision_no, DAYS[style.days](fact.decided_on)
    if style.one_cell:
        decision, day = f"QĐ số {fact.decision_no} ngày {fact.decided_on:%d/%m/%Y}", None
    cells = [
        number,
        text(fact.product),
        text(fact.producer),
        text(fact.unit),
        text(fact.representative),
        STARS[style.stars](fact.stars),
        text(decision),
        day,
        DAYS["cell" if style.days == "words" else style.days](fact.expires_on),
    ]
    for place, index in enumerate(order, start=1):
        sheet.cell(row=row, column=place, value=cells[index])


def _merge_owners(sheet: Any, begins: int, members: list[Fact], order: list[int]) -> None:
    """The producer's cells once over all its products."""
    start = 0
    while start < len(members):
        end = start
        while end + 1 < len(members) and members[end + 1].producer == members[start].producer:
            end += 1
        for index in (2, 3, 4):
            if end > start:
                column = order.index(index) + 1
                sheet.merge_cells(
                    start_row=begins + start, end_row=begins + end, start_column=column, end_column=column
                )
        start = end + 1


def _foot(sheet: Any, row: int, number: int, style: Style) -> None:
    if style.totals:
        sheet.cell(row=row, column=2, value="Tổng cộng")
        sheet.cell(row=row, column=6, value=number)
        row += 2
    if style.signatures:
        sheet.cell(row=row, column=7, value="Cần Thơ, ngày 05 tháng 12 năm 2021")
        sheet.cell(row=row + 1, column=2, value="NGƯỜI LẬP BIỂU")
        sheet.cell(row=row + 1, column=7, value="KT. GIÁM ĐỐC")
        sheet.cell(row=row + 4, column=2, value="Nguyễn Văn A")


def typed(text: str, charmap: str) -> str:
    """A text as people typed it in an old font: "tcvn3" or "vni"."""
    pairs = sorted(((new, old) for old, new in CHARMAPS[charmap].pairs), key=lambda pair: -len(pair[0]))
    for new, _ in pairs:
        text = text.replace(new, f"\ue000{ord(new)}\ue001")
    for new, old in pairs:
        text = text.replace(f"\ue000{ord(new)}\ue001", old)
    return text


def as_csv(content: list[list[Any]], *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """A table as a CSV file in some encoding."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(content)
    return out.getvalue().encode(encoding)
