"""Tables as a workbook: typed cells, one sheet a table, the same bytes from the same tables."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.documents.long_sheets import LongRows
from core.documents.model import Cell, OfficialDocument, Table

FORMATS = {"count": "#,##0", "money": "#,##0", "date": "DD/MM/YYYY"}
HEADER_ROW = 3
WIDEST = 60
PAPER_A4 = 9
MANY = 2000
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook knows no time zone)
PLAIN, BOLD = Font(name="Times New Roman", size=12), Font(name="Times New Roman", size=12, bold=True)
TOP, WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)


def render_workbook(document: OfficialDocument) -> bytes:
    """Every table of ``document``."""
    return render_tables(document.tables, title=document.subject)


def render_tables(tables: Iterable[Table], *, title: str = "", made: datetime = MADE) -> bytes:
    """Every table; text that looks like a formula stays text, rows are written as they come."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.created = title, made
    used: set[str] = set()
    long: dict[str, LongRows] = {}
    for number, table in enumerate(tables, start=1):
        rows = _fill(book.create_sheet(_free_name(table.sheet, used)), table)
        if rows is not None:
            long[f"xl/worksheets/sheet{number}.xml"] = rows
    if not used:
        book.create_sheet("Trống")
    out = io.BytesIO()
    book.save(out)
    return _settled(out, made, long)


def _free_name(wanted: str, used: set[str]) -> str:
    """Excel asks for sheet names that differ, whatever the case."""
    name, number = wanted, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = f"{wanted[: 31 - len(tail)]}{tail}", number + 1
    used.add(name.casefold())
    return name


def _fill(sheet: Any, table: Table) -> LongRows | None:
    """Everything of a sheet; thousands of rows are handed back, to be put in when the file is packed."""
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = PAPER_A4, "landscape"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    if table.rows:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + len(table.rows)}"
    for column, wanted in enumerate(table.columns, start=1):
        shown = [len(wanted.label), *(len(wanted.show(row[column - 1])) for row in rows[:MANY])]
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(shown) + 2)
    sheet.append([_cell(sheet, table.caption, bold=True, wrap=False)])
    sheet.append([])
    sheet.append([_cell(sheet, column.label, bold=True) for column in table.columns])
    if len(rows) > MANY:
        return _long(sheet, table, rows)
    for number, row in enumerate(rows, start=1):
        is_total = table.total is not None and number == len(rows)
        sheet.append(
            [
                _cell(sheet, value, bold=is_total, form=FORMATS.get(wanted.kind))
                for wanted, value in zip(table.columns, row, strict=True)
            ]
        )
    return None


def _long(sheet: Any, table: Table, rows: list[tuple[Cell, ...]]) -> LongRows:
    """The rows with the styles short lists have, but for lines that do not break: Excel would measure each."""
    return LongRows(
        rows,
        HEADER_ROW + 1,
        text=_cell(sheet, "", wrap=False).style_id,
        day=_cell(sheet, None, form=FORMATS["date"]).style_id,
        numbers=tuple(_cell(sheet, 0, form=FORMATS.get(column.kind)).style_id for column in table.columns),
    )


def _cell(sheet: Any, value: Cell, *, bold: bool = False, wrap: bool = True, form: str | None = None) -> Any:
    cell = WriteOnlyCell(
        sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    )
    if isinstance(value, str):
        cell.data_type = "s"  # "=…" typed by a person is text, never a formula
    cell.font = BOLD if bold else PLAIN
    cell.alignment = WRAPPED if wrap and isinstance(value, str) else TOP
    if form and not isinstance(value, str):
        cell.number_format = form
    return cell


def _settled(saved: io.BytesIO, made: datetime, long: Mapping[str, LongRows]) -> bytes:
    """The workbook without the time of its writing, and with the rows that were kept back."""
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for item in given.infolist():
            content = given.read(item)
            if item.filename == "docProps/core.xml":
                content = _without_saving_time(content, made)
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with kept.open(entry, "w") as part:
                if item.filename in long:
                    long[item.filename].put_into(content, part)
                else:
                    part.write(content)
    return out.getvalue()


def _without_saving_time(core: bytes, made: datetime) -> bytes:
    return MODIFIED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", core)
