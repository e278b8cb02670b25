"""The acts on activities: add, change, move on, prove."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.domain.notifications import settle
from accounts.models import User
from core.domain.files import keep_upload
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from programme.domain.plans import hold_open, unless_closed
from programme.domain.reminders import OPEN
from programme.domain.workflow import ACTIVITY_WORKFLOW
from programme.models import Activity, ActivityEvidence, ActivityState, PlanState

ACTIVITY_FIELDS = frozenset(
    {"group", "order", "name", "kind", "owner", "owner_kind", "unit", "responsible"}
    | {"starts_on", "ends_on", "classes_wanted", "remind_days", "result"}
)


@transaction.atomic
def add_activity(*, plan_id: int, actor: User, **details: Any) -> Activity:
    """A new activity in one of the plan's content groups. Raises ValidationError by field."""
    hold_open(plan_id)
    row = Activity()
    return _saved(row, plan_id, details, actor)


@transaction.atomic
def change_activity(*, activity_id: int, version: int, actor: User, **details: Any) -> Activity:
    """Change an activity of a year that is not closed; locks it. Raises StaleVersion, ValidationError."""
    plan_id = Activity.objects.values_list("group__plan", flat=True).get(pk=activity_id)
    hold_open(plan_id)
    row = locked(Activity, activity_id, version=version)
    asked = (row.responsible_id, row.ends_on)
    row = _saved(row, plan_id, details, actor)
    if asked != (row.responsible_id, row.ends_on):
        settle(url=reverse("activity", args=[row.pk]))  # it waits for somebody else, or for another day
    return row


def _saved(row: Activity, plan_id: int, details: dict[str, Any], actor: User) -> Activity:
    fill(row, details, ACTIVITY_FIELDS)
    if row.group_id and row.group.plan_id != plan_id:
        raise ActRefused("Nhóm nội dung này thuộc kế hoạch của năm khác.")
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def move_activity(
    *, activity_id: int, step: str, actor: User, reason: str = "", result: str = ""
) -> Activity:
    """Take a step of an activity; finishing it asks for the result. Locks the activity."""
    plan = hold_open(Activity.objects.values_list("group__plan", flat=True).get(pk=activity_id))
    row = locked(Activity, activity_id)
    if plan.state != PlanState.ISSUED:
        raise ActRefused("Kế hoạch chưa ban hành nên chưa ghi tiến độ được.")
    if result.strip():
        row.result = result
    if ACTIVITY_WORKFLOW[step].target == ActivityState.DONE and not row.result.strip():
        raise ActRefused("Hãy ghi kết quả trước khi ghi hoàn thành.")
    row.version += 1
    ACTIVITY_WORKFLOW.move(row, step, actor=actor, reason=reason, save=("result", "version"))
    if row.state not in OPEN:
        settle(url=reverse("activity", args=[row.pk]))
    return row


@transaction.atomic
def add_activity_evidence(
    *, activity_id: int, title: str, actor: User, link: str = "", upload: Any = None
) -> ActivityEvidence:
    """Keep a file or a link as proof of an activity. Raises FileRefused, ValidationError."""
    hold_open(Activity.objects.values_list("group__plan", flat=True).get(pk=activity_id))
    row = ActivityEvidence(activity_id=activity_id, title=title, link=link, added_by=actor)
    row.file = keep_upload(upload=upload, actor=actor)
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def remove_activity(*, activity_id: int, actor: User) -> None:
    """Take an activity out of a draft; one of an issued plan is cancelled with its reason instead."""
    plan = hold_open(Activity.objects.values_list("group__plan", flat=True).get(pk=activity_id))
    row = locked(Activity, activity_id)
    if plan.state != PlanState.DRAFT:
        raise ActRefused("Kế hoạch đã ban hành: hãy ghi “Không thực hiện” kèm lý do thay vì xóa.")
    if row.evidence.exists() or row.estimates.exists() or row.media.exists() or row.tours.exists():
        raise ActRefused("Hoạt động đã có dự toán hoặc minh chứng nên không xóa được.")
    if row.classes.exists():
        raise ActRefused("Hoạt động đã có lớp đào tạo. Hãy gắn các lớp với hoạt động khác trước khi xóa.")
    row.documents.clear()
    row.delete()
