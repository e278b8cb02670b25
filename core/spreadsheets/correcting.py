"""The file given back with what is wrong in it: cells coloured and commented, a last column that says it all."""

import io
from collections.abc import Sequence
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from core.spreadsheets.importing import ACTION_LABELS, Action, Examined, Row
from core.spreadsheets.layout import Layout
from core.spreadsheets.reading import Book
from core.spreadsheets.writing import put

FILLS = {
    "error": PatternFill("solid", start_color="FFC7CE"),
    "doubtful": PatternFill("solid", start_color="FFEB9C"),
    "note": PatternFill("solid", start_color="DDEBF7"),
}
HEAD = "Kết quả kiểm tra"
AUTHOR = "OCOP Cần Thơ"


def corrected(content: bytes, book: Book, found: Examined) -> bytes:
    """The workbook as it came (or, of other formats, its cells), with the problems marked in their cells."""
    made = _original(content) or _copied(book)
    by_sheet: dict[str, list[Row]] = {}
    for row in found.rows:
        by_sheet.setdefault(row.record.sheet, []).append(row)
    names = dict(zip((sheet.name for sheet in book.sheets), made.sheetnames, strict=False))
    for layout in found.layouts:
        sheet = made[names.get(layout.sheet.name, layout.sheet.name)]
        _mark(sheet, layout, by_sheet.get(layout.sheet.name, []))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _original(content: bytes) -> Workbook | None:
    if not content.startswith(b"PK"):
        return None
    try:
        return load_workbook(io.BytesIO(content))
    except (
        KeyError,
        ValueError,
        OSError,
        BadZipFile,
        TypeError,
    ):  # an .ods, or written by a careless program
        return None


def _copied(book: Book) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for sheet in book.sheets:
        page = made.create_sheet(sheet.name[:31] or None)
        for number, cells in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(cells, start=1):
                if cell is not None:
                    put(page.cell(row=number, column=place), cell)
    return made


def _mark(sheet: Worksheet, layout: Layout, rows: Sequence[Row]) -> None:
    last = max((column.index for column in layout.columns), default=0) + 2
    head = sheet.cell(row=layout.header_row, column=last, value=HEAD)
    head.font = Font(bold=True)
    sheet.column_dimensions[head.column_letter].width = 60
    for row in rows:
        if not row.problems and row.action in {Action.NEW, Action.UNCHANGED}:
            continue
        told = "\n".join([ACTION_LABELS[row.action], *(str(problem) for problem in row.problems)])
        cell = sheet.cell(row=row.record.row, column=last)
        put(cell, told)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        _mark_cells(sheet, row)


def _mark_cells(sheet: Worksheet, row: Row) -> None:
    texts: dict[int, list[str]] = {}
    levels: dict[int, str] = {}
    for problem in row.problems:
        if column := row.record.columns.get(problem.field):
            texts.setdefault(column.index, []).append(problem.text)
            levels[column.index] = min(problem.level, levels.get(column.index, "note"), key=list(FILLS).index)
    for index, said in texts.items():
        cell = sheet.cell(row=row.record.row, column=index + 1)
        if hasattr(cell, "comment") and type(cell).__name__ == "Cell":  # the rest of a merged cell has none
            cell.fill = FILLS[levels[index]]
            cell.comment = Comment("\n".join(said), AUTHOR, width=320, height=120)
