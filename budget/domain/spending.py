"""Giving out and paying the plan's money: never more than the line, never more than was given."""

from datetime import date

from django.db import models, transaction
from django.db.models import Sum

from accounts.models import User
from budget.models import Allocation, Disbursement, EstimateLine
from core.errors import ActRefused
from core.models import StoredFile
from core.money import format_dong
from localities.models import Unit
from programme.models import PlanState


@transaction.atomic
def allocate(
    *,
    line_id: int,
    recipient: str,
    amount: int,
    on: date,
    actor: User,
    unit: Unit | None = None,
    decision_no: str = "",
) -> Allocation:
    """Give ``amount`` đồng of an estimate line to ``recipient``.

    Locks the line, so that two people together cannot give out more than it holds. Raises ActRefused
    for a plan not issued or closed, an amount not positive or above what is left of the line.
    """
    line = EstimateLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    _check_plan(line)
    _check_amount(amount, line.amount - _sum(line.allocations), "phân bổ", "dự toán")
    if not recipient.strip():
        raise ActRefused("Chưa ghi đơn vị thực hiện.")
    return Allocation.objects.create(
        line=line,
        unit=unit,
        recipient=recipient,
        amount=amount,
        on=on,
        decision_no=decision_no,
        recorded_by=actor,
    )


@transaction.atomic
def disburse(
    *,
    allocation_id: int,
    amount: int,
    on: date,
    voucher_no: str,
    actor: User,
    purpose: str = "",
    file: StoredFile | None = None,
) -> Disbursement:
    """Record that ``amount`` đồng of an allocation was paid, with its voucher.

    Locks the allocation. Raises ActRefused for a plan not issued or closed, a missing voucher number, a
    day before the allocation, an amount not positive or above what is left of the allocation.
    """
    allocation = Allocation.objects.select_for_update(of=("self",), no_key=True).get(pk=allocation_id)
    _check_plan(allocation.line)
    _check_amount(amount, allocation.amount - _sum(allocation.disbursements), "giải ngân", "phân bổ")
    if not voucher_no.strip():
        raise ActRefused("Chưa ghi số chứng từ.")
    if on < allocation.on:
        raise ActRefused(
            f"Ngày giải ngân {on:%d/%m/%Y} trước ngày phân bổ {allocation.on:%d/%m/%Y}. Hãy kiểm tra lại ngày."
        )
    return Disbursement.objects.create(
        allocation=allocation,
        amount=amount,
        on=on,
        voucher_no=voucher_no,
        purpose=purpose,
        file=file,
        recorded_by=actor,
    )


def _sum(rows: models.Manager) -> int:
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _check_plan(line: EstimateLine) -> None:
    state = PlanState(line.plan.state)
    if state != PlanState.ISSUED:
        raise ActRefused(f"Kế hoạch ở trạng thái “{state.label}”; chỉ ghi tiền khi kế hoạch đã ban hành.")


def _check_amount(amount: int, left: int, act: str, limit: str) -> None:
    if amount <= 0:
        raise ActRefused(f"Số tiền {act} phải lớn hơn 0.")
    if amount > left:
        raise ActRefused(
            f"Số tiền {act} {format_dong(amount)} vượt quá phần {limit} còn lại là {format_dong(left)}."
        )
