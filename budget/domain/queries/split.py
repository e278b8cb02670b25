"""What the state pays and what is mobilised, at each stage of the money's way."""

from dataclasses import dataclass

from django.db.models import Sum, TextChoices

from budget.arithmetic import Split
from budget.models import Allocation, Disbursement, EstimateLine, FundingSide
from core.numbers import format_hundredths, format_percent
from programme.models import Plan


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


def split(plan: Plan, stage: str) -> StageSplit:
    """Money of ``plan`` at ``stage`` (planned, allocated, disbursed) by side; one query.

    Warns when the state's share is further from the plan's own percentage than its tolerance.
    """
    stage = Stage(stage)
    model, of_plan, side = _ROWS[stage]
    sums = dict(
        model.objects.filter(**{of_plan: plan}).order_by().values_list(side).annotate(sum=Sum("amount"))
    )
    money = Split(sums.get(FundingSide.STATE, 0), sums.get(FundingSide.MOBILISED, 0))
    return StageSplit(money.state, money.mobilised, stage, _warning(plan, stage, money))


def _warning(plan: Plan, stage: Stage, money: Split) -> str:
    away = money.distance(plan.state_percent)
    if money.state_share is None or away <= plan.split_tolerance_percent:
        return ""
    return (
        f"{stage.label}: ngân sách nhà nước chiếm {format_percent(money.state_share)}, "
        f"lệch {format_hundredths(away)} điểm % so với {plan.state_percent}% của kế hoạch "
        f"(cho phép {plan.split_tolerance_percent})."
    )
