"""Lists as workbooks and CSV: typed cells, nothing that runs as a formula, ready to print on A4."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, the wide forms of Asian keyboards included."""
LONGEST = 32_767
WIDEST, NARROWEST = 60, 8
A4 = 9
HEAD = 3
"""The row of the header: under the title and the line of what was filtered."""
_FONT = Font(name="Times New Roman", size=12)
_HEAD_FONT = Font(name="Times New Roman", size=12, bold=True)
_TITLE_FONT = Font(name="Times New Roman", size=14, bold=True)
_HEAD_FILL = PatternFill("solid", start_color="E2EFDA")
_EDGE = Side(style="thin", color="808080")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_FORMATS = {"date": "DD/MM/YYYY", "datetime": "DD/MM/YYYY HH:MM", "number": "#,##0", "decimal": "#,##0.00"}


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, and what of a row stands in it."""

    label: str
    value: Callable[[Any], Any]


def put(cell: Cell, value: Any) -> None:
    """Write a value with its type; text that looks like a formula is text, and marked so for who edits it."""
    value = plain(value)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(RISKY):
            cell.quotePrefix = True
    elif (form := _format_of(value)) is not None:
        cell.number_format = form


def _format_of(value: Any) -> str | None:
    if isinstance(value, datetime):
        return _FORMATS["datetime"]
    if isinstance(value, date):
        return _FORMATS["date"]
    if isinstance(value, int):
        return _FORMATS["number"] if abs(value) >= 10_000 else "0"
    return _FORMATS["decimal"] if isinstance(value, float | Decimal) else None


def plain(value: Any) -> Any:
    """A value as cells can hold it: local time without zone, yes or no in words, the rest as text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, Fraction):
        return round(Decimal(value.numerator) / Decimal(value.denominator), 2)
    if isinstance(value, int | float | Decimal | date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]


def harmless(text: str) -> str:
    """Text no spreadsheet takes for a formula: an apostrophe goes before the characters formulas begin with."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(RISKY) else text


def as_workbook(*, title: str, notes: Sequence[str], columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """A list as .xlsx: title, what was filtered, frozen header with filter buttons, pages of A4."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    head = HEAD
    sheet.freeze_panes = f"A{head + 1}"
    table = [[plain(column.value(row)) for column in columns] for row in rows]
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column.label, table, place - 1)
    _set_up(sheet, head, len(columns), len(table), title)
    sheet.append([_cell(sheet, title, _TITLE_FONT)])
    sheet.append([_cell(sheet, " ".join(notes), _FONT)])
    sheet.append([_head(sheet, column.label) for column in columns])
    body = _Body(sheet)
    for values in table:
        sheet.append([body.cell(value) for value in values])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(*, columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """A list as CSV that Excel opens with its Vietnamese letters; dates as dd/mm/yyyy."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(column.label) for column in columns])
    for row in rows:
        writer.writerow([_as_text(plain(column.value(row))) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return harmless(value) if isinstance(value, str) else ("" if value is None else value)


def _width(label: str, table: list[list[Any]], place: int) -> int:
    longest = max((len(str(values[place])) for values in table[:500] if values[place] is not None), default=0)
    return max(NARROWEST, min(WIDEST, max(longest, len(label)) + 3))


def _cell(sheet: Any, value: Any, font: Font) -> Cell:
    cell = WriteOnlyCell(sheet)
    put(cell, value)
    cell.font = font
    return cell


def _head(sheet: Any, label: str) -> Cell:
    cell = _cell(sheet, label, _HEAD_FONT)
    cell.fill, cell.border = _HEAD_FILL, _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


class _Body:
    """Makes the cells of the list; a style is put together once and shared, which is what makes it fast."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._styles: dict[tuple[type, str | None, bool], Any] = {}

    def cell(self, value: Any) -> Cell | None:
        if value is None:
            return None
        risky = isinstance(value, str) and value.startswith(RISKY)
        key = (type(value), _format_of(value), risky)
        if key not in self._styles:
            made = _cell(self.sheet, value, _FONT)
            made.border = _BORDER
            made.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
            self._styles[key] = made._style
        cell = WriteOnlyCell(self.sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
        cell._style = self._styles[key]
        return cell


def _set_up(sheet: Any, head: int, columns: int, rows: int, title: str) -> None:
    last = get_column_letter(max(columns, 1))
    sheet.auto_filter.ref = f"A{head}:{last}{head + rows}"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if columns > 5 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter.left.text = title[:80]
    sheet.oddFooter.right.text = "Trang &P / &N"
