"""The tables of a document as a workbook: typed cells, one sheet a table."""

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.documents.model import Cell, OfficialDocument, Table

FORMATS = {"count": "#,##0", "money": "#,##0", "date": "DD/MM/YYYY"}
HEADER_ROW = 3
WIDEST = 60


def render_workbook(document: OfficialDocument) -> bytes:
    """Every table of ``document``."""
    return render_tables(document.tables)


def render_tables(tables: Iterable[Table]) -> bytes:
    """One sheet a table; text that looks like a formula stays text."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet(table.sheet), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    _write(sheet, 1, 1, table.caption, bold=True)
    for column, wanted in enumerate(table.columns, start=1):
        _write(sheet, HEADER_ROW, column, wanted.label, bold=True)
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    for offset, row in enumerate(rows, start=1):
        is_total = table.total is not None and offset == len(rows)
        for column, (wanted, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _write(sheet, HEADER_ROW + offset, column, value, bold=is_total, form=FORMATS.get(wanted.kind))
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    for column, wanted in enumerate(table.columns, start=1):
        shown = [len(wanted.label), *(len(wanted.show(row[column - 1])) for row in rows)]
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(shown) + 2)


def _write(
    sheet: Worksheet, row: int, column: int, value: Cell, *, bold: bool = False, form: str | None = None
) -> None:
    cell = sheet.cell(row=row, column=column, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # "=…" typed by a person is text, never a formula
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and row >= HEADER_ROW)
    if form and isinstance(value, int | date):
        cell.number_format = form
