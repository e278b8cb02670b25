"""What the state pays and what is mobilised, at each stage of the money's way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum, TextChoices

from budget.arithmetic import Split
from budget.models import Allocation, Disbursement, EstimateLine, FundingSide
from core.numbers import format_hundredths, format_percent
from programme.models import ContentGroup, Plan


class Stage(TextChoices):
    PLANNED = "planned", "Dự toán"
    ALLOCATED = "allocated", "Phân bổ"
    DISBURSED = "disbursed", "Giải ngân"


# how each stage's rows reach their line's source
_ROWS = {
    Stage.PLANNED: (EstimateLine, "plan", "source__side"),
    Stage.ALLOCATED: (Allocation, "line__plan", "line__source__side"),
    Stage.DISBURSED: (Disbursement, "allocation__line__plan", "allocation__line__source__side"),
}


@dataclass(frozen=True)
class StageSplit(Split):
    """The split of a plan at one stage; ``warning`` is empty while it is within the plan's tolerance."""

    stage: Stage
    warning: str


def _rows(plan: Plan, stage: Stage) -> tuple[Any, str]:
    """The rows of a stage that count, and how each reaches its line."""
    model, of_plan, side = _ROWS[stage]
    rows = model.objects.filter(**{of_plan: plan}).order_by()
    if stage == Stage.DISBURSED:
        rows = rows.filter(voided_on__isnull=True)
    return rows, side.removesuffix("source__side")


def split(plan: Plan, stage: str) -> StageSplit:
    """Money of ``plan`` at ``stage`` (planned, allocated, disbursed) by side; one query.

    Warns when the state's share is further from the plan's own percentage than its tolerance.
    """
    stage = Stage(stage)
    rows, line = _rows(plan, stage)
    sums = dict(rows.values_list(f"{line}source__side").annotate(sum=Sum("amount")))
    return _split(plan, stage, sums, stage.label)


def _split(plan: Plan, stage: Stage, sums: dict[str, int], what: str) -> StageSplit:
    money = Split(sums.get(FundingSide.STATE, 0), sums.get(FundingSide.MOBILISED, 0))
    return StageSplit(money.state, money.mobilised, stage, _warning(plan, what, money))


@dataclass(frozen=True)
class GroupSplit:
    """The split of one content group at the three stages."""

    group: ContentGroup
    stages: list[StageSplit]


def split_by_group(plan: Plan) -> list[GroupSplit]:
    """The split of every content group that has money, at each stage; one query a stage."""
    sums: dict[int, dict[Stage, dict[str, int]]] = {}
    for stage in Stage:
        rows, line = _rows(plan, stage)
        found = rows.values_list(f"{line}group", f"{line}source__side").annotate(sum=Sum("amount"))
        for group, side, amount in found:
            sums.setdefault(group, {}).setdefault(stage, {})[side] = amount
    return [
        GroupSplit(
            group,
            [
                _split(
                    plan, stage, sums[group.pk].get(stage, {}), f"Nhóm {group.order}, {stage.label.lower()}"
                )
                for stage in Stage
            ],
        )
        for group in plan.content_groups.order_by("order")
        if group.pk in sums
    ]


def _warning(plan: Plan, what: str, money: Split) -> str:
    away = money.distance(plan.state_percent)
    if money.state_share is None or away <= plan.split_tolerance_percent:
        return ""
    return (
        f"{what}: ngân sách nhà nước chiếm {format_percent(money.state_share)}, "
        f"lệch {format_hundredths(away)} điểm % so với {plan.state_percent}% của kế hoạch "
        f"(cho phép {plan.split_tolerance_percent})."
    )
