"""The files of a report, all of them made from its snapshot."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from core.documents import (
    Attachment,
    Column,
    OfficialDocument,
    Table,
    render_docx,
    render_official,
    render_tables,
)
from core.errors import ActRefused
from core.file_types import DOCX, PDF, XLSX
from core.text import fold
from reports.domain.document import document_from
from reports.domain.lists import LISTS
from reports.models import ReportRun

FORMS = {
    "pdf": PDF,
    "xlsx": XLSX,
    "docx": DOCX,
    "json": "application/json",
    "csv": "text/csv",
    "zip": "application/zip",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET = 31


def document_of(run: ReportRun, *, most_rows: int | None = None) -> OfficialDocument:
    """The document of a built report."""
    return document_from(
        run.snapshot,
        number=run.number,
        day=run.issued_on,
        signer=run.signer,
        signer_position=run.signer_position,
        most_rows=most_rows,
    )


def file_name(run: ReportRun) -> str:
    """ "bao-cao-ocop-2022-annual-v1": what a downloaded file is called, without the ending."""
    period = f"-{run.period.lower()}" if run.period else ""
    return f"bao-cao-ocop-{run.year}{period}-{run.kind.replace('_', '-')}-v{run.version}"


def render_run(run: ReportRun, *, step: Callable[[int, int], None] = lambda done, total: None) -> bytes:
    """The PDF with its snapshot and workbook inside; the same bytes from the same snapshot, number and day."""
    made = datetime.fromisoformat(f"{run.snapshot['as_of']}T00:00:00+07:00")
    attachments = (
        Attachment("so-lieu.json", written(run.snapshot), "application/json", "Số liệu của báo cáo", made),
        Attachment("so-lieu.xlsx", workbook(run), XLSX, "Bảng biểu và danh sách", made),
    )
    return render_official(document_of(run), attachments=attachments, made=made, step=step)


def written(snapshot: dict[str, Any]) -> bytes:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def workbook(run: ReportRun) -> bytes:
    """The tables of the report, then every frozen list they were counted from, a sheet each."""
    document = document_of(run)
    # in the order of their declaration: the database keeps the keys of JSON in its own
    lists = [list_table(run.snapshot, code) for code in LISTS if code in run.snapshot["lists"]]
    tables = [table for table in document.tables if table.sheet]
    made = datetime.fromisoformat(f"{run.snapshot['as_of']}T00:00:00")
    return render_tables([*tables, *lists], title=run.title, made=made)


def list_table(snapshot: dict[str, Any], code: str, *, where: dict[str, str] | None = None) -> Table:
    """A frozen list as a table, its hidden columns left out; ``where`` keeps the rows that fit."""
    frozen = snapshot["lists"][code]
    names = [column["code"] for column in frozen["columns"]]
    seen = [index for index, column in enumerate(frozen["columns"]) if not column["hidden"]]
    kept = [
        row
        for row in frozen["rows"]
        if all(str(row[names.index(name)]) == value for name, value in (where or {}).items())
    ]
    columns = [frozen["columns"][index] for index in seen]
    return Table(
        sheet_name(f"DS {frozen['label']}"),
        frozen["label"],
        tuple(Column(one["label"], one["kind"]) for one in columns),
        tuple(tuple(_value(row[index], frozen["columns"][index]["kind"]) for index in seen) for row in kept),
    )


def sheet_name(label: str) -> str:
    """A sheet's name without marks, at most 31 characters."""
    return " ".join(fold(label).split())[:SHEET].strip().capitalize()


def _value(value: Any, kind: str) -> Any:
    return date.fromisoformat(value) if kind == "date" and value else value


def csv_of(run: ReportRun, code: str) -> bytes:
    """A frozen list as CSV in UTF-8 with its mark, so that Excel reads the letters; formulas stay text."""
    table = list_table(run.snapshot, code)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.label for column in table.columns])
    for row in table.rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell.isoformat() if isinstance(cell, date) else cell


def _all_csv(run: ReportRun) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in sorted(run.snapshot["lists"]):
            archive.writestr(zipfile.ZipInfo(f"{code}.csv", (1980, 1, 1, 0, 0, 0)), csv_of(run, code))
    return out.getvalue()


def export(run: ReportRun, ending: str) -> bytes:
    """The report as ``pdf``, ``xlsx``, ``docx``, ``json``, ``csv`` (one list) or ``zip`` (every list as CSV)."""
    match ending:
        case "pdf":
            if run.pdf is None:
                return render_run(run)
            with run.pdf.content.open("rb") as stored:
                return stored.read()
        case "xlsx":
            return workbook(run)
        case "docx":
            return render_docx(document_of(run))
        case "json":
            return written(run.snapshot)
        case "csv":
            return csv_of(run, _only_list(run))
        case "zip":
            return _all_csv(run)
    raise ValueError(f"no such form of a report: {ending}")


def _only_list(run: ReportRun) -> str:
    codes = list(run.snapshot["lists"])
    if len(codes) != 1:
        raise ActRefused(
            f"Báo cáo này có {len(codes)} danh sách nên không thành một tệp CSV. Hãy chọn .zip hoặc .xlsx."
        )
    return codes[0]
