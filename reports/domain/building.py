"""Building a report: figures are taken once, frozen, and every file is made from what was frozen."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from core.documents import OfficialDocument, render_docx, render_official, render_workbook
from core.domain.files import store_bytes
from core.models import Counter
from core.text import clean_lines
from reports.domain.annual.snapshot import Snapshot
from reports.domain.kinds import Kind, kind_of
from reports.models import ReportRun

if TYPE_CHECKING:
    from accounts.models import User

NARRATIVE = ("assessment", "outlook", "proposals")
PDF = "application/pdf"
Step = Callable[[int, int], None]


def canonical(snapshot: Snapshot) -> bytes:
    """The snapshot's one way of being written, digested and exported."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(snapshot: Snapshot) -> str:
    """SHA-256 of the snapshot as written."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def build(
    *,
    kind: str,
    year: int,
    actor: "User | None" = None,
    narrative: Mapping[str, str] | None = None,
    step: Step = lambda done, total: None,
) -> ReportRun:
    """The report of ``kind`` for ``year`` with its PDF.

    Where neither figures nor texts differ from the last version, that version is given back. Raises
    ActRefused for an unknown kind or a year without plan. ``step`` is told what is done of how much.
    """
    chosen, texts = kind_of(kind), narrative or {}
    step(0, 3)
    as_of, snapshot = timezone.now(), _figures(chosen, year)
    snapshot["narrative"] = {part: clean_lines(texts.get(part, "")) for part in NARRATIVE}
    run = _version(chosen, year=year, actor=actor, as_of=as_of, snapshot=snapshot)
    step(1, 3)
    if run.pdf is None:
        content = render_official(document_of(run))
        step(2, 3)
        run.pdf = store_bytes(content=content, name=f"{file_name(run)}.pdf", content_type=PDF, actor=actor)
        run.save(update_fields=["pdf"])
    step(3, 3)
    return run


def _figures(kind: Kind, year: int) -> Snapshot:
    """All figures from one state of the data; inside a caller's transaction, from what that sees."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return kind.take(year)


def _version(
    kind: Kind, *, year: int, actor: "User | None", as_of: datetime, snapshot: Snapshot
) -> ReportRun:
    """A new version with these figures, or the last one where they are the same."""
    value = digest(snapshot)
    with transaction.atomic():
        # the counter's row stays locked: two builds at once follow each other
        version = Counter.next_number(register=f"report-{kind.code}", year=year)
        last = ReportRun.objects.filter(kind=kind.code, year=year, period="").order_by("-version").first()
        if last is not None and last.digest == value:
            transaction.set_rollback(True)  # gives the number back
            return last
        return ReportRun.objects.create(
            kind=kind.code,
            year=year,
            version=version,
            title=kind.title.format(year=year),
            as_of=as_of,
            snapshot=snapshot,
            digest=value,
            requested_by=actor,
        )


def document_of(run: ReportRun) -> OfficialDocument:
    """The document of a built report."""
    return kind_of(run.kind).document(run.snapshot, number=run.number, day=run.issued_on, signer=run.signer)


def file_name(run: ReportRun) -> str:
    """ "bao-cao-ocop-2022-annual-v1": what a downloaded file is called, without the ending."""
    return f"bao-cao-ocop-{run.year}-{run.kind}-v{run.version}"


def export(run: ReportRun, ending: str) -> bytes:
    """The report as ``pdf``, ``xlsx``, ``docx`` or ``json``."""
    match ending:
        case "pdf" if run.pdf is not None:
            with run.pdf.content.open("rb") as stored:
                return stored.read()
        case "pdf":
            return render_official(document_of(run))
        case "xlsx":
            return render_workbook(document_of(run))
        case "docx":
            return render_docx(document_of(run))
        case "json":
            return canonical(run.snapshot)
    raise ValueError(f"no such form of a report: {ending}")


FORMS = {
    "pdf": PDF,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
