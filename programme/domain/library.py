"""The acts on the documents library and on the schemes of localities."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.domain.notifications import settle
from accounts.models import User
from core.domain.files import keep_upload
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from localities.models import Unit
from programme.domain.plans import hold_open, unless_closed
from programme.domain.reading import text_of
from programme.domain.workflow import SCHEME_WORKFLOW
from programme.models import Activity, LibraryDocument, UnitScheme
from regimes.models import LegalRegime

DOCUMENT_FIELDS = frozenset(
    {"number", "name", "issuer", "level", "issued_on", "kind", "subject", "in_force_from", "in_force_to"}
    | {"replaces"}
)


@transaction.atomic
def file_document(
    *,
    actor: User,
    document_id: int | None = None,
    version: int | None = None,
    upload: Any = None,
    activities: Collection[Activity] = (),
    regimes: Collection[LegalRegime] = (),
    **details: Any,
) -> LibraryDocument:
    """Put a document into the library, or correct one; the words of its file are read for the search.

    Raises StaleVersion, ValidationError by field (the document is there already …), FileRefused.
    """
    row = (
        locked(LibraryDocument, document_id, version=version)
        if document_id
        else LibraryDocument(added_by=actor)
    )
    fill(row, details, DOCUMENT_FIELDS)
    if row.pk and row.replaces_id == row.pk:
        raise ActRefused("Văn bản không thể thay thế chính nó.")
    if stored := keep_upload(upload=upload, actor=actor):
        row.file, row.body = stored, text_of(stored)
    save(row, actor=actor)
    row.activities.set(activities)
    row.regimes.set(regimes)
    return row


@transaction.atomic
def ask_for_schemes(
    *, plan_id: int, units: Collection[Unit], title: str, actor: User, due_on: date | None = None
) -> int:
    """Ask units for their schemes of the year: a row each, those asked before stay. Returns how many are new."""
    plan = hold_open(plan_id)
    if not units:
        raise ActRefused("Hãy chọn ít nhất một đơn vị.")
    asked = set(plan.schemes.values_list("unit", flat=True))
    rows = [
        UnitScheme(plan=plan, unit=unit, title=title, due_on=due_on) for unit in units if unit.pk not in asked
    ]
    with unless_closed():
        return len(UnitScheme.objects.bulk_create(rows))


@transaction.atomic
def receive_scheme(
    *, scheme_id: int, number: str, received_on: date, actor: User, upload: Any = None
) -> UnitScheme:
    """The unit's scheme has come in, for the first time or mended. Locks the scheme."""
    row = _open_scheme(scheme_id)
    row.number, row.received_on = number, received_on
    row.file = keep_upload(upload=upload, actor=actor) or row.file
    return _moved(row, "receive", actor, "", ("number", "received_on", "file"))


@transaction.atomic
def return_scheme(*, scheme_id: int, reason: str, actor: User) -> UnitScheme:
    """Give a scheme back with the office's opinion. Locks the scheme."""
    row = _open_scheme(scheme_id)
    row.opinion = reason
    return _moved(row, "return", actor, reason, ("opinion",))


@transaction.atomic
def accept_scheme(*, scheme_id: int, actor: User) -> UnitScheme:
    """Agree with a scheme. Locks the scheme."""
    return _moved(_open_scheme(scheme_id), "accept", actor, "", ())


def _open_scheme(scheme_id: int) -> UnitScheme:
    hold_open(UnitScheme.objects.values_list("plan", flat=True).get(pk=scheme_id))
    return locked(UnitScheme, scheme_id)


def _moved(row: UnitScheme, step: str, actor: User, reason: str, fields: tuple[str, ...]) -> UnitScheme:
    row.version += 1
    with unless_closed():
        SCHEME_WORKFLOW.move(row, step, actor=actor, reason=reason, save=(*fields, "version"))
    settle(url=reverse("scheme", args=[row.pk]))
    return row
