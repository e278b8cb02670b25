"""The end of a year's money: each line settled, the year closed."""

from datetime import date

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from budget.models import Allocation, Disbursement, EstimateLine, Settlement
from core.domain.rows import locked, save
from core.errors import ActRefused, Incomplete
from core.money import format_dong
from programme.domain.plans import close_plan, hold_open, unless_closed
from programme.models import Plan, PlanState


@transaction.atomic
def settle_line(
    *,
    line_id: int,
    settled: int | None,
    on: date,
    actor: User,
    carried_over: int = 0,
    decision_no: str = "",
    note: str = "",
) -> Settlement:
    """Say what became of a line: spent, carried over, and the rest cancelled. Done again, it is corrected.

    ``settled`` None settles what was paid, as it is once nothing more can be paid.
    Locks the line and its allocations: nothing is paid meanwhile, and nothing afterwards. Raises
    ActRefused for more than was paid, or more than the line holds.
    """
    plan = hold_open(EstimateLine.objects.values_list("plan", flat=True).get(pk=line_id))
    if plan.state != PlanState.ISSUED:
        raise ActRefused("Chỉ quyết toán kế hoạch đã ban hành.")
    line = locked(EstimateLine, line_id)
    list(Allocation.objects.select_for_update(of=("self",), no_key=True).filter(line=line).order_by("pk"))
    paid = _paid(line)
    settled = paid if settled is None else settled
    if settled < 0 or carried_over < 0:
        raise ActRefused("Số tiền không được âm.")
    if settled > paid:
        raise ActRefused(
            f"Số quyết toán {format_dong(settled)} vượt số đã giải ngân {format_dong(paid)} của dòng này."
        )
    if settled + carried_over > line.amount:
        raise ActRefused(
            f"Quyết toán và chuyển nguồn cộng lại {format_dong(settled + carried_over)}, "
            f"vượt dự toán {format_dong(line.amount)}."
        )
    row = Settlement.objects.filter(line=line).first() or Settlement(line=line)
    row.estimate, row.settled, row.carried_over = line.amount, settled, carried_over
    row.cancelled = line.amount - settled - carried_over
    row.decision_no, row.note, row.on, row.recorded_by = decision_no, note, on, actor
    with unless_closed():
        return save(row, actor=actor)


def _paid(line: EstimateLine) -> int:
    rows = Disbursement.objects.paid().filter(allocation__line=line)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


@transaction.atomic
def unsettle_line(*, line_id: int, actor: User) -> None:
    """Take a settlement back while the year is open; the line may be spent from again."""
    hold_open(EstimateLine.objects.values_list("plan", flat=True).get(pk=line_id))
    line = locked(EstimateLine, line_id)
    if EstimateLine.objects.filter(carried_from=line).exists():
        raise ActRefused(
            "Phần chuyển nguồn của dòng này đã vào kế hoạch năm sau nên không bỏ quyết toán được."
        )
    with unless_closed():
        Settlement.objects.filter(line=line).delete()


@transaction.atomic
def settle_rest(*, plan_id: int, on: date, actor: User) -> int:
    """Settle every line not settled yet with what was paid of it; the rest is cancelled. Returns how many."""
    hold_open(plan_id)
    waiting = EstimateLine.objects.filter(plan=plan_id, settlement__isnull=True).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for key in keys:
        settle_line(line_id=key, settled=None, on=on, actor=actor)
    return len(keys)


@transaction.atomic
def close_year(*, plan_id: int, actor: User) -> Plan:
    """Close a year: its plan, targets and money never change again.

    Locks the plan first; payments under way finish before, later ones are refused. Raises Incomplete with
    the lines that are not settled.
    """
    locked(Plan, plan_id)
    waiting = EstimateLine.objects.filter(plan=plan_id, settlement__isnull=True).order_by(
        "group__order", "pk"
    )
    missing = [f"Chưa quyết toán: {line.name} ({format_dong(line.amount)})." for line in waiting]
    if missing:
        raise Incomplete("Chưa khóa sổ được, còn dòng dự toán chưa quyết toán:", missing)
    return close_plan(plan_id=plan_id, actor=actor)
