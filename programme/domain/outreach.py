"""The acts on communication, study tours and commendations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core.domain.files import keep_upload
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from programme.domain.workflow import COMMENDATION_WORKFLOW
from programme.models import Activity, Commendation, CommendationState, MediaItem, StudyTour, TourParticipant

MEDIA_FIELDS = frozenset({"medium", "outlet", "title", "on", "unit", "reach", "cost", "link", "activity"})
TOUR_FIELDS = frozenset(
    {
        "name",
        "destination",
        "is_abroad",
        "starts_on",
        "ends_on",
        "leader",
        "aim",
        "result",
        "cost",
        "activity",
    }
)
COMMENDATION_FIELDS = frozenset(
    {"year", "recipient", "is_collective", "organisation", "award", "reason", "proposed_on"}
)


@transaction.atomic
def record_media(
    *,
    actor: User,
    media_id: int | None = None,
    version: int | None = None,
    upload: Any = None,
    **details: Any,
) -> MediaItem:
    """Record a broadcast, article or fair, or correct one. Raises StaleVersion, ValidationError, FileRefused."""
    row = locked(MediaItem, media_id, version=version) if media_id else MediaItem()
    fill(row, details, MEDIA_FIELDS)
    row.file = keep_upload(upload=upload, actor=actor) or row.file
    return save(row, actor=actor)


@transaction.atomic
def record_tour(
    *,
    actor: User,
    participants: Sequence[tuple[str, str]],
    tour_id: int | None = None,
    version: int | None = None,
    upload: Any = None,
    **details: Any,
) -> StudyTour:
    """Record a study tour with who went along (name, organisation), or correct one; locks it."""
    row = locked(StudyTour, tour_id, version=version) if tour_id else StudyTour()
    fill(row, details, TOUR_FIELDS)
    row.file = keep_upload(upload=upload, actor=actor) or row.file
    save(row, actor=actor)
    row.participants.all().delete()
    TourParticipant.objects.bulk_create(
        TourParticipant(tour=row, order=order, name=name, organisation=organisation)
        for order, (name, organisation) in enumerate(participants, start=1)
    )
    return row


@transaction.atomic
def propose_commendation(
    *, actor: User, commendation_id: int | None = None, version: int | None = None, **details: Any
) -> Commendation:
    """Propose somebody for a commendation, or change a proposal nobody has decided yet."""
    row = locked(Commendation, commendation_id, version=version) if commendation_id else Commendation()
    if row.state != CommendationState.PROPOSED:
        raise ActRefused("Đề nghị này đã có kết quả nên không sửa được.")
    fill(row, details, COMMENDATION_FIELDS)
    row.proposed_by = row.proposed_by or actor
    return save(row, actor=actor)


@transaction.atomic
def award_commendation(
    *, commendation_id: int, decision_no: str, decided_on: date, actor: User, upload: Any = None
) -> Commendation:
    """Record the decision that commends; locks the proposal."""
    row = locked(Commendation, commendation_id)
    if not decision_no.strip():
        raise ActRefused("Hãy ghi số quyết định khen thưởng.")
    if row.proposed_on and decided_on < row.proposed_on:
        raise ActRefused(f"Ngày quyết định trước ngày đề nghị {row.proposed_on:%d/%m/%Y}. Hãy kiểm tra lại.")
    row.decision_no, row.decided_on = decision_no, decided_on
    row.file = keep_upload(upload=upload, actor=actor)
    row.version += 1
    COMMENDATION_WORKFLOW.move(
        row, "award", actor=actor, save=("decision_no", "decided_on", "file", "version")
    )
    return row


@transaction.atomic
def decline_commendation(*, commendation_id: int, reason: str, actor: User) -> Commendation:
    """Record that a proposal is not followed, with the reason."""
    row = locked(Commendation, commendation_id)
    row.decline_reason = reason
    row.version += 1
    COMMENDATION_WORKFLOW.move(row, "decline", actor=actor, reason=reason, save=("decline_reason", "version"))
    return row


def known_activities(year: int | None = None) -> Any:
    """The activities something may be linked to, the latest year first."""
    rows = Activity.objects.select_related("group__plan").order_by(
        "-group__plan__year", "group__order", "order"
    )
    return rows.filter(group__plan__year=year) if year else rows
