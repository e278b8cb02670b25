"""The way of a file into the register: taken in, looked at, written by a job, perhaps undone."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import User
from accounts.policy import require
from core.domain.files import store_bytes
from core.errors import ActRefused
from core.heap import undisturbed
from core.spreadsheets.importing import Examined, Options, examine, is_applied
from core.spreadsheets.reading import Book, read_book
from exchange.domain.kinds import importer_of, may_import
from exchange.domain.undoing import undo
from exchange.models import ColumnMemory, ImportRun, ImportState
from programme.domain.plans import unless_closed

Step = Callable[[int, int], None]
REASON = (
    "Chỉ Văn phòng Điều phối được nhập dữ liệu từ tệp; tài khoản, đơn vị hành chính chỉ quản trị của Văn phòng "
    "được nhập."
)
CHANGED = (
    "Sổ đã thay đổi từ lúc bạn xem trước (hàng {rows}). Chưa ghi gì; hãy xem lại kết quả kiểm tra rồi ghi."
)


def require_importer(user: User, kind: str) -> None:
    """Raise PermissionDenied unless ``user`` may import files of ``kind``."""
    require(user, "exchange.import_files", kind, reason=REASON)
    if not may_import(user, kind):
        require(user, "accounts.manage_accounts", reason=REASON)


@transaction.atomic
@undisturbed()
def take_in(*, kind: str, content: bytes, name: str, as_of: date, actor: User, **extra: Any) -> ImportRun:
    """Keep an uploaded file for looking at; nothing of the register changes.

    The columns are mapped as the office last mapped such a header. Raises FileRefused or NoTable.
    """
    require_importer(actor, kind)
    book = read_book(content, name)
    importer = importer_of(kind)
    found = examine(importer, book, Options(as_of=as_of, today=timezone.localdate(), name=name, extra=extra))
    remembered = ColumnMemory.objects.filter(kind=kind, signature=_signature(found)).first()
    stored = store_bytes(content=content, name=name, content_type="application/octet-stream", actor=actor)
    return ImportRun.objects.create(
        kind=kind,
        file=stored,
        name=book.name,
        as_of=as_of,
        mapping=remembered.mapping if remembered else {},
        extra=extra,
        created_by=actor,
    )


@transaction.atomic
def choose(*, run_id: int, actor: User, **chosen: Any) -> ImportRun:
    """Say how the file is to be read: ``mapping``, ``sheets``, ``choices`` of units, ``as_of``, ``accepted`` rows,
    or what its kind asks for (``extra``: the class, the reason).

    The mapping is remembered for the next file with such a header. Locks the import; raises ActRefused
    when it was written already, or when the file has no table read so.
    """
    run = _locked(run_id, ImportState.READ)
    require_importer(actor, run.kind)
    if unknown := set(chosen) - {"mapping", "sheets", "choices", "as_of", "accepted", "extra"}:
        raise ValueError(f"not choices of an import: {sorted(unknown)}")
    for name, value in chosen.items():
        setattr(run, name, value)
    run.save(update_fields=list(chosen))
    if "mapping" in chosen:
        found = look_at(run)
        ColumnMemory.objects.update_or_create(
            kind=run.kind, signature=_signature(found), defaults={"mapping": chosen["mapping"]}
        )
    return run


def book_of(run: ImportRun) -> Book:
    """The cells of the kept file."""
    with run.file.content.open("rb") as stored:
        return read_book(stored.read(), run.name)


@undisturbed()
def look_at(run: ImportRun) -> Examined:
    """What the file says against the register as it is now; writes nothing."""
    return examine(importer_of(run.kind), book_of(run), options_of(run))


def options_of(run: ImportRun) -> Options:
    """How the file is read, as the row holds it."""
    return Options(
        as_of=run.as_of,
        today=timezone.localdate(),
        name=run.name,
        mapping=run.mapping,
        sheets=run.sheets,
        choices=run.choices,
        extra=run.extra,
    )


def accepted_of(run: ImportRun) -> set[tuple[str, int]]:
    """The doubtful rows somebody has accepted."""
    return {(sheet, row) for sheet, row in run.accepted}


def same_file_before(run: ImportRun) -> ImportRun | None:
    """An import of the very same file that was written already."""
    before = ImportRun.objects.filter(kind=run.kind, file__sha256=run.file.sha256, state=ImportState.APPLIED)
    return before.exclude(pk=run.pk).order_by("-pk").first()


@transaction.atomic
@undisturbed()
def apply_import(*, run_id: int, actor: User, promised: Mapping[str, str]) -> ImportRun:
    """Write the file's new and changed rows and the doubtful ones that were accepted, all or none.

    ``promised`` is what the preview said each row would do ("Sheet1!12" → "new"). Locks the import. Raises
    ActRefused when it is written already, or when a row would do something else than promised.
    """
    run = _locked(run_id, ImportState.READ, ImportState.APPLYING)
    require_importer(actor, run.kind)
    found = look_at(run)
    differs = [place for place, told in promise_of(found).items() if promised.get(place) != told]
    if differs:
        numbers = [place.rpartition("!")[2] for place in differs[:10]]
        raise ActRefused(CHANGED.format(rows=", ".join(numbers)))
    rows = [row for row in found.rows if is_applied(row, accepted_of(run))]
    if not rows:
        raise ActRefused("Không có hàng nào để ghi.")
    with pghistory.context(user=actor.pk):
        trace = found.importer.apply(rows, options_of(run), actor)
    run.state, run.applied_at = ImportState.APPLIED, timezone.now()
    run.counts = found.counts | {"applied": len(rows)}
    run.trace = trace.as_json()
    run.save(update_fields=["state", "applied_at", "counts", "trace"])
    notify(
        users=[actor],
        kind=NotificationKind.RESULT,
        text=f"Đã ghi {len(rows)} hàng từ tệp “{run.name}”.",
        url=f"/quan-tri-du-lieu/nhap/{run.pk}/",
        key=f"import-{run.pk}",
    )
    return run


@transaction.atomic
@undisturbed()
def undo_import(*, run_id: int, actor: User) -> ImportRun:
    """Take back everything an import wrote; the tables are then as they were before it.

    Locks the import. Raises ActRefused, naming what, where something was built on its rows since.
    """
    run = _locked(run_id, ImportState.APPLIED)
    require_importer(actor, run.kind)
    with pghistory.context(user=actor.pk), unless_closed():
        undo(run.trace)
    run.state, run.undone_at, run.undone_by = ImportState.UNDONE, timezone.now(), actor
    run.save(update_fields=["state", "undone_at", "undone_by"])
    return run


def place_name(place: tuple[str, int]) -> str:
    """ "Sheet1!12": a row as a key."""
    return f"{place[0]}!{place[1]}"


def promise_of(found: Examined) -> dict[str, str]:
    """What each row of a preview would do; a row of the file that is read as two says both."""
    told: dict[str, list[str]] = {}
    for row in found.rows:
        told.setdefault(place_name(row.place), []).append(row.action)
    return {place: "+".join(actions) for place, actions in told.items()}


def _locked(run_id: int, *states: ImportState) -> ImportRun:
    rows = ImportRun.objects.select_for_update(of=("self",), no_key=True).select_related("file")
    run = rows.get(pk=run_id)
    if run.state not in states:
        raise ActRefused(f"Lần nhập này ở trạng thái “{run.get_state_display()}” nên không làm được việc đó.")
    return run


def _signature(found: Examined) -> str:
    return hashlib.sha256(found.layouts[0].signature().encode()).hexdigest()
