"""A copy of a person's data to take away: one ZIP with a paper to read, a workbook and data for programs."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.documents import Table, render_pdf, render_tables
from core.domain.files import store_bytes
from core.domain.jobs import drop_results
from core.models import JobRun
from ocop_cantho.personal.gathering import tables_of
from ocop_cantho.personal.kinds import Kind

JOB = "personal_copy"
KEPT = timedelta(days=7)
WIDEST, LONGEST = 6, 40
"""A table wider or longer than this is told on paper by its number of rows; the workbook has it in full."""


def key_of(kind: Kind, pk: int, reader: User) -> str:
    return f"{kind.word}/{pk}/{reader.pk}"


def build_copy(*, kind: Kind, row: Any, reader: User) -> bytes:
    """The ZIP, as far as ``reader`` may read."""
    tables = tables_of(kind, row, reader=reader)
    made = timezone.localtime()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("du-lieu-ca-nhan.pdf", _paper(kind, row, tables))
        archive.writestr("du-lieu-ca-nhan.xlsx", render_tables(tables, title="Dữ liệu cá nhân", made=made))
        archive.writestr("du-lieu-ca-nhan.json", _data(tables))
    return out.getvalue()


def _paper(kind: Kind, row: Any, tables: list[Table]) -> bytes:
    first, *others = tables
    facts = [
        (column.label, column.show(cell))
        for column, cell in zip(first.columns, first.rows[0], strict=True)
        if cell is not None
    ]
    parts = [
        (table, table.shown_rows if len(table.columns) <= WIDEST and len(table.rows) <= LONGEST else [])
        for table in others
    ]
    context = {"kind": kind, "name": getattr(row, kind.name), "facts": facts, "parts": parts}
    return render_pdf(
        template="documents/personal_copy.html", context={**context, "made": timezone.localtime()}
    )


def _data(tables: list[Table]) -> bytes:
    def plain(cell: Any) -> Any:
        return cell.isoformat() if isinstance(cell, date) else cell

    found = {
        table.caption: [
            {column.label: plain(cell) for column, cell in zip(table.columns, line, strict=True)}
            for line in table.rows
        ]
        for table in tables
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


@transaction.atomic
def keep_copy(*, job_id: int, kind: Kind, pk: int, content: bytes, reader: User) -> None:
    """Put the ZIP on its job; the reader's older copies of the same person go."""
    drop_copies(kind=kind, pk=pk, reader=reader)
    name = f"du-lieu-ca-nhan-{kind.word}-{pk}.zip"
    stored = store_bytes(content=content, name=name, content_type="application/zip", actor=reader)
    JobRun.objects.filter(pk=job_id).update(file=stored)


def drop_copies(*, kind: Kind, pk: int, reader: User | None = None) -> None:
    """Take away every copy of a person's data, or those that ``reader`` asked for."""
    rows = JobRun.objects.filter(kind=JOB, key__startswith=f"{kind.word}/{pk}/")
    drop_results(rows.filter(requested_by=reader) if reader else rows)


def tidy_copies() -> int:
    """Let go of copies whose week is over; returns how many."""
    return drop_results(JobRun.objects.filter(kind=JOB, requested_at__lt=timezone.now() - KEPT))
