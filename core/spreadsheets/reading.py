"""A workbook as cells: .xlsx, .xls, .ods and .csv, told apart by content, never by name."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from core.domain.uploads import MAX_BYTES, MAX_RATIO, MAX_UNPACKED, FileRefused, safe_name
from core.spreadsheets.marks import Marks, marks_of
from core.spreadsheets.oldfonts import Decoder
from core.text import clean

MOST_ROWS = 100_000
MOST_COLUMNS = 250
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


@dataclass
class Sheet:
    """One sheet: ``rows`` from the first row and column on, text cleaned, empty cells None.

    Rows count from 1 as people see them, columns from 0. ``faults`` are cells Excel itself shows as an
    error, or formulas that were saved without a result.
    """

    name: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    is_hidden: bool = False
    old_font: str = ""


@dataclass
class Book:
    """The sheets of a file, in its order."""

    name: str
    kind: str
    sheets: list[Sheet]


def read_book(content: bytes, name: str) -> Book:
    """The cells of a file. Raises FileRefused for what is empty, too large, protected, broken or no table."""
    called = safe_name(name)
    if not content:
        raise FileRefused(f"Tệp “{called}” trống. Hãy chọn lại tệp.")
    if len(content) > MAX_BYTES:
        raise FileRefused(f"Tệp “{called}” lớn hơn 25 MB. Hãy tách thành nhiều tệp nhỏ hơn.")
    if content.startswith(ZIP):
        _check_archive(content, called)
        return _workbook(content, called)
    if content.startswith(OLE):
        return _workbook(content, called)
    return _text(content, called)


def _check_archive(content: bytes, name: str) -> None:
    """Nothing is unpacked before its size is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise FileRefused(f"Tệp “{name}” bị hỏng. Hãy mở bằng Excel, lưu lại rồi tải lên.") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or (unpacked > 50 * 1024 * 1024 and unpacked > MAX_RATIO * len(content)):
        raise FileRefused(f"Tệp “{name}” nén quá nhiều dữ liệu nên không nhận. Hãy tách thành nhiều tệp.")


def _workbook(content: bytes, name: str) -> Book:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        marks = marks_of(content)
        sheets = [
            _sheet(
                book.get_sheet_by_index(index), marks.get(index, Marks()), known.visible, content[:4] == OLE
            )
            for index, known in enumerate(book.sheets_metadata)
            if str(known.typ).endswith("WorkSheet")
        ]
    except PasswordError as error:
        raise FileRefused(f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi tải lên.") from error
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileRefused(
            f"Tệp “{name}” không phải bảng tính đọc được (.xlsx, .xls, .ods, .csv) hoặc có mật khẩu. "
            "Hãy mở bằng Excel và lưu lại thành .xlsx."
        ) from error
    return Book(name, "workbook", sheets)


def _sheet(sheet: CalamineSheet, marks: Marks, visible: SheetVisibleEnum, old_excel: bool) -> Sheet:
    if sheet.total_width > MOST_COLUMNS * 70 or sheet.total_height > MOST_ROWS * 12:
        raise FileRefused(f"Trang “{sheet.name}” quá lớn. Hãy xóa hàng, cột trống rồi lưu lại.")
    raw = [row[:MOST_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]
    while raw and not any(cell not in ("", None) for cell in raw[-1]):
        raw.pop()
    if len(raw) > MOST_ROWS:
        raise FileRefused(f"Trang “{sheet.name}” có hơn {MOST_ROWS} hàng. Hãy tách thành nhiều tệp.")
    return _cleaned(sheet.name, raw, marks, _merged(sheet, marks), visible != SheetVisibleEnum.Visible)


def _merged(sheet: CalamineSheet, marks: Marks) -> list[tuple[int, int, int, int]]:
    """Merged areas as (first row, first column, last row, last column), rows from 1."""
    try:
        areas = sheet.merged_cell_ranges or []
    except (CalamineError, ValueError):
        areas = []
    known = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in areas]
    return known or marks.merged


def _cleaned(
    name: str, raw: list[list[Any]], marks: Marks, merged: list[tuple[int, int, int, int]], hidden: bool
) -> Sheet:
    decoder = Decoder.for_texts(cell for row in raw for cell in row if isinstance(cell, str))
    known: dict[str, Any] = {}

    def cleaned(cell: Any) -> Any:
        if isinstance(cell, str):
            if cell not in known:
                known[cell] = clean(decoder.decode(cell)) or None
            return known[cell]
        if isinstance(cell, float):
            return int(cell) if cell.is_integer() else cell
        if isinstance(cell, datetime) and cell.time() == time():
            return cell.date()
        return cell

    rows = [[cleaned(cell) for cell in row] for row in raw]
    return Sheet(
        name=clean(name),
        rows=rows,
        merged=merged,
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
        faults=marks.faults,
        is_hidden=hidden,
        old_font=decoder.name,
    )


def _text(content: bytes, name: str) -> Book:
    text = _decoded(content)
    if "\x00" in text or text.lstrip()[:1] in {"<", "{"} or text.startswith("%PDF"):
        raise FileRefused(f"Tệp “{name}” không phải bảng tính (.xlsx, .xls, .ods, .csv).")
    sample = text[:20_000]
    separators = {mark: sum(line.count(mark) for line in sample.splitlines()) for mark in ";\t,|"}
    separator = max(separators, key=lambda mark: (separators[mark], mark == ","))
    try:
        raw: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise FileRefused(f"Tệp “{name}” không đọc được như bảng CSV: {error}.") from error
    while raw and not any(cell.strip() for cell in raw[-1]):
        raw.pop()
    width = max((len(row) for row in raw), default=0)
    if len(raw) > MOST_ROWS or width > MOST_COLUMNS:
        raise FileRefused(f"Tệp “{name}” có quá nhiều hàng hoặc cột. Hãy tách thành nhiều tệp.")
    padded = [[*row, *[None] * (width - len(row))] for row in raw]
    return Book(name, "csv", [_cleaned("CSV", padded, Marks(), [], False)])


def _decoded(content: bytes) -> str:
    """Text in whatever encoding Excel or an old program left it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        latin = content.decode("cp1252", errors="replace")
    decoder = Decoder.for_texts(latin.splitlines())
    # what no old font explains is Excel's own Vietnamese code page, with its marks apart from the letters
    return latin if decoder.name else content.decode("cp1258", errors="replace")
