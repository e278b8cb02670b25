"""The acts on estimates: lines of a draft come and go; those of an issued plan only with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pghistory
from django.db import transaction

from accounts.models import User
from budget.models import Adjustment, EstimateLine, Settlement
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from programme.domain.plans import hold_open, unless_closed
from programme.models import Activity, ContentGroup, Plan, PlanState

LINE_FIELDS = frozenset({"group", "activity", "source", "name", "amount"})


@transaction.atomic
def add_line(*, plan_id: int, actor: User, on: date, reason: str = "", **details: Any) -> EstimateLine:
    """A new estimate line. In an issued plan it is an adjustment from nothing, and needs its reason.

    Raises ValidationError by field, ActRefused for a closed year or a group of another plan.
    """
    plan = hold_open(plan_id)
    line = EstimateLine(plan=plan)
    fill(line, details, LINE_FIELDS)
    _check_place(line)
    if plan.state == PlanState.ISSUED and not reason.strip():
        raise ActRefused("Kế hoạch đã ban hành: hãy ghi lý do bổ sung dự toán.")
    with unless_closed():
        save(line, actor=actor)
        if plan.state == PlanState.ISSUED:
            added = Adjustment(
                line=line, before=0, after=line.amount, reason=reason, on=on, recorded_by=actor
            )
            save(added, actor=actor)
    return line


def _check_place(line: EstimateLine) -> None:
    if line.group_id and line.group.plan_id != line.plan_id:
        raise ActRefused("Nhóm nội dung này thuộc kế hoạch của năm khác.")
    if line.activity_id and line.activity.group_id != line.group_id:
        raise ActRefused("Hoạt động này thuộc nhóm nội dung khác. Hãy chọn lại nhóm hoặc hoạt động.")


@transaction.atomic
def change_line(*, line_id: int, version: int, actor: User, **details: Any) -> EstimateLine:
    """Change a line of a draft; of an issued plan only its place and words, the amount is adjusted."""
    plan = hold_open(EstimateLine.objects.values_list("plan", flat=True).get(pk=line_id))
    line = locked(EstimateLine, line_id, version=version)
    before = (line.amount, line.source_id)
    fill(line, details, LINE_FIELDS)
    _check_place(line)
    if plan.state == PlanState.ISSUED and before != (line.amount, line.source_id):
        raise ActRefused(
            "Kế hoạch đã ban hành: số tiền chỉ sửa bằng “Điều chỉnh dự toán” kèm lý do, nguồn vốn giữ nguyên."
        )
    with unless_closed():
        return save(line, actor=actor)


@transaction.atomic
def remove_line(*, line_id: int, actor: User) -> None:
    """Take a line out of a draft."""
    plan = hold_open(EstimateLine.objects.values_list("plan", flat=True).get(pk=line_id))
    line = locked(EstimateLine, line_id)
    if plan.state != PlanState.DRAFT:
        raise ActRefused("Kế hoạch đã ban hành nên không xóa dự toán. Hãy điều chỉnh kèm lý do.")
    line.delete()


@transaction.atomic
def copy_estimates(*, plan_id: int, source_id: int, actor: User) -> int:
    """Copy another plan's lines into a draft without any; groups and activities are found by their names.

    Returns the number of lines.
    """
    plan = hold_open(plan_id)
    if plan.state != PlanState.DRAFT or plan.estimates.exists():
        raise ActRefused("Chỉ chép dự toán vào kế hoạch dự thảo chưa có dòng dự toán nào.")
    groups = {group.order: group for group in plan.content_groups.all()}
    activities = {
        (row.group.order, row.name): row
        for row in Activity.objects.filter(group__plan=plan).select_related("group")
    }
    lines = EstimateLine.objects.filter(plan=source_id, carried_from=None).select_related("group", "activity")
    copied = [
        EstimateLine(
            plan=plan,
            group=groups[line.group.order],
            activity=activities.get((line.group.order, line.activity.name)) if line.activity else None,
            source_id=line.source_id,
            name=line.name,
            amount=line.amount,
        )
        for line in lines.order_by("pk")
        if line.group.order in groups
    ]
    with unless_closed():
        EstimateLine.objects.bulk_create(copied)
    return len(copied)


@transaction.atomic
def carry_over(*, plan_id: int, on: date, actor: User) -> int:
    """Take what the settled year before carries over into this plan, once: a line for each.

    Returns the number of lines. Holds this plan open; the settlements of the other year stay as they are.
    """
    plan = hold_open(plan_id)
    waiting = Settlement.objects.filter(
        line__plan__year=plan.year - 1, carried_over__gt=0, line__carried_to__isnull=True
    ).select_related("line__group")
    groups = {group.order: group for group in plan.content_groups.order_by("order")}
    if not groups:
        raise ActRefused("Kế hoạch chưa có nhóm nội dung để nhận chuyển nguồn.")
    carried = list(waiting.order_by("pk"))
    for settlement in carried:
        _carry(settlement, plan, groups, on, actor)
    return len(carried)


def _carry(
    settlement: Settlement, plan: Plan, groups: dict[int, ContentGroup], on: date, actor: User
) -> None:
    source = settlement.line
    line = EstimateLine(
        plan=plan,
        group=groups.get(source.group.order) or next(iter(groups.values())),
        source_id=source.source_id,
        name=f"Chuyển nguồn năm {plan.year - 1}: {source.name}"[:300],
        amount=settlement.carried_over,
        carried_from=source,
    )
    reason = f"Chuyển nguồn từ năm {plan.year - 1} theo quyết toán"
    with unless_closed():
        save(line, actor=actor)
        if plan.state == PlanState.ISSUED:
            row = Adjustment(line=line, before=0, after=line.amount, reason=reason, on=on, recorded_by=actor)
            save(row, actor=actor)


@transaction.atomic
def add_estimates(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[EstimateLine]:
    """Add lines to the estimates of their plans; locks the plans.

    Raises ActRefused for a plan that is closed, or an amount that is not positive; nothing has changed then.
    """
    keys = {row["plan"].pk for row in rows}
    for plan in Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"):
        if plan.state == PlanState.CLOSED:
            raise ActRefused(f"Kế hoạch năm {plan.year} đã khóa sổ nên không thêm dự toán.")
    if any(row["amount"] <= 0 for row in rows):
        raise ActRefused("Số tiền dự toán phải lớn hơn 0.")
    with pghistory.context(user=actor.pk if actor else None):
        return EstimateLine.objects.bulk_create([EstimateLine(**row) for row in rows], batch_size=1000)
