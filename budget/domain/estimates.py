"""The acts on estimates: lines of a draft come and go; those of an issued plan only with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from budget.models import Adjustment, EstimateLine, Settlement
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from programme.domain.plans import hold_open, unless_closed
from programme.models import Activity, ContentGroup, Plan, PlanState

BATCH = 1000
LINE_FIELDS = frozenset({"group", "activity", "source", "name", "amount"})


@transaction.atomic
def add_line(*, plan_id: int, actor: User, on: date, reason: str = "", **details: Any) -> EstimateLine:
    """A new estimate line, as ``add_lines`` adds many. Raises ValidationError by field, ActRefused."""
    [line], _ = add_lines(plan_id=plan_id, rows=[details], actor=actor, on=on, reason=reason)
    return line


@transaction.atomic
def add_lines(
    *,
    plan_id: int,
    rows: Sequence[dict[str, Any]],
    actor: User | None,
    on: date,
    reason: str = "",
    decision_no: str = "",
) -> tuple[list[EstimateLine], list[Adjustment]]:
    """New estimate lines. In an issued plan each is an adjustment from nothing, and they need their reason.

    Holds the year open. Raises ValidationError by field, ActRefused for a closed year, a group of another
    plan, or an issued plan without the reason; then nothing is added.
    """
    plan = hold_open(plan_id)
    if plan.state == PlanState.ISSUED and not reason.strip():
        raise ActRefused(f"Kế hoạch năm {plan.year} đã ban hành: hãy ghi lý do bổ sung dự toán.")
    lines = []
    for details in rows:
        line = EstimateLine(plan=plan)
        fill(line, details, LINE_FIELDS)
        # rows that were handed over are there; asking for each again would be four questions a line
        there = {name for name in ("plan", "group", "activity", "source") if getattr(line, f"{name}_id")}
        line.clean_fields(exclude=there)
        _check_place(line)
        if line.amount <= 0:
            raise ValidationError({"amount": "Số tiền phải lớn hơn 0."})
        lines.append(line)
    with unless_closed(), pghistory.context(user=actor.pk if actor else None):
        EstimateLine.objects.bulk_create(lines, batch_size=BATCH)
        if plan.state != PlanState.ISSUED:
            return lines, []
        added = [_from_nothing(line, reason, on, actor, decision_no) for line in lines]
        return lines, Adjustment.objects.bulk_create(added, batch_size=BATCH)


def _from_nothing(
    line: EstimateLine, reason: str, on: date, actor: User | None, decision_no: str = ""
) -> Adjustment:
    return Adjustment(
        line=line,
        before=0,
        after=line.amount,
        reason=reason,
        decision_no=decision_no,
        on=on,
        recorded_by=actor,
    )


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
    if line.classes.exists():
        raise ActRefused("Có lớp đào tạo chi từ dòng này. Hãy gắn các lớp với dòng khác trước khi xóa.")
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
            save(_from_nothing(line, reason, on, actor), actor=actor)
