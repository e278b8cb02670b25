"""Estimate lines with what was given out and paid."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from budget.models import Allocation, Disbursement, EstimateLine
from programme.models import ContentGroup, Plan


def _total(rows: QuerySet[Any], by: str) -> Coalesce:
    """Sum of the rows of one outer row; separate subqueries, since joins would multiply the sums."""
    sums = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(sums), 0)


def lines(*, plan: Plan) -> QuerySet[Any]:
    """The plan's lines in its order, with ``allocated``, ``disbursed`` in đồng and ``is_settled``."""
    return (
        EstimateLine.objects.filter(plan=plan)
        .select_related("group", "activity", "source", "settlement", "carried_from")
        .annotate(
            allocated=_total(Allocation.objects.all(), "line"),
            disbursed=_total(Disbursement.objects.paid(), "allocation__line"),
            is_settled=Case(When(settlement__isnull=False, then=True), default=False),
        )
        .order_by("group__order", "pk")
    )


def allocations(line: EstimateLine) -> QuerySet[Any]:
    """The allocations of a line with ``paid``, their disbursements (voided ones too) loaded."""
    payments = Disbursement.objects.select_related("recorded_by", "voided_by").order_by("on", "pk")
    return (
        line.allocations.select_related("unit", "recorded_by")
        .prefetch_related(Prefetch("disbursements", payments))
        .annotate(paid=_total(Disbursement.objects.paid(), "allocation"))
        .order_by("on", "pk")
    )


def allocations_of(*, plan: Plan) -> QuerySet[Any]:
    """Every allocation of a plan with ``paid`` and ``left``."""
    return (
        Allocation.objects.filter(line__plan=plan)
        .select_related("line__group", "line__source", "unit")
        .annotate(paid=_total(Disbursement.objects.paid(), "allocation"))
        .annotate(left=F("amount") - F("paid"))
        .order_by("recipient", "pk")
    )


def vouchers_of(*, plan: Plan) -> QuerySet[Any]:
    """Every voucher of a plan, the latest first; voided ones too."""
    return (
        Disbursement.objects.filter(allocation__line__plan=plan)
        .select_related("allocation__line__group", "allocation__line__source", "recorded_by")
        .order_by("-on", "-pk")
    )


@dataclass(frozen=True)
class GroupOfLines:
    """A content group with its lines and their sums."""

    group: ContentGroup
    lines: list[Any]

    @property
    def planned(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def allocated(self) -> int:
        return sum(line.allocated for line in self.lines)

    @property
    def disbursed(self) -> int:
        return sum(line.disbursed for line in self.lines)


def by_group(*, plan: Plan) -> list[GroupOfLines]:
    """The plan's lines by content group; groups without money are left out."""
    grouped: dict[int, GroupOfLines] = {}
    for line in lines(plan=plan):
        grouped.setdefault(line.group_id, GroupOfLines(line.group, [])).lines.append(line)
    return list(grouped.values())
