"""Giving out and paying the plan's money: never more than the line, never more than was given."""

from datetime import date
from typing import Any

import pghistory
from django.db import models, transaction
from django.db.models import Sum

from accounts.models import User
from budget.models import Adjustment, Allocation, Disbursement, EstimateLine, Settlement
from core.domain.files import keep_upload
from core.domain.rows import locked, save
from core.errors import ActRefused
from core.models import StoredFile
from core.money import format_dong
from localities.models import Unit
from programme.domain.plans import hold_open, unless_closed
from programme.models import Plan, PlanState


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

    Holds the year open and locks the line, so that two people together cannot give out more than it
    holds. Raises ActRefused for a plan not issued or closed, a line already settled, an amount not
    positive or above what is left of the line.
    """
    line = spendable_line(line_id)
    _check_amount(amount, line.amount - _sum(line.allocations), "phân bổ", "dự toán")
    if not recipient.strip():
        raise ActRefused("Chưa ghi đơn vị thực hiện.")
    row = Allocation(
        line=line,
        unit=unit,
        recipient=recipient,
        amount=amount,
        on=on,
        decision_no=decision_no,
        recorded_by=actor,
    )
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def disburse(
    *,
    allocation_id: int,
    amount: int,
    on: date,
    voucher_no: str,
    actor: User,
    payee: str = "",
    purpose: str = "",
    file: StoredFile | None = None,
    upload: Any = None,
) -> Disbursement:
    """Record that ``amount`` đồng of an allocation was paid, with its voucher.

    Holds the year open and locks the allocation. Raises ActRefused for a plan not issued or closed, a
    line already settled, a missing voucher number, a day before the allocation, an amount not positive
    or above what is left; ValidationError for a voucher recorded before.
    """
    allocation = _spendable_allocation(allocation_id)
    _check_amount(amount, allocation.amount - _sum(_paid(allocation)), "giải ngân", "phân bổ")
    if not voucher_no.strip():
        raise ActRefused("Chưa ghi số chứng từ.")
    if on < allocation.on:
        raise ActRefused(
            f"Ngày giải ngân {on:%d/%m/%Y} trước ngày phân bổ {allocation.on:%d/%m/%Y}. Hãy kiểm tra lại ngày."
        )
    row = Disbursement(
        allocation=allocation,
        amount=amount,
        on=on,
        voucher_no=voucher_no,
        payee=payee or allocation.recipient,
        purpose=purpose,
        file=file or keep_upload(upload=upload, actor=actor),
        recorded_by=actor,
    )
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def void_disbursement(*, disbursement_id: int, reason: str, on: date, actor: User) -> Disbursement:
    """Void a wrong voucher: it stays to be seen and counts no more. Locks its allocation."""
    found = Disbursement.objects.get(pk=disbursement_id)
    _spendable_allocation(found.allocation_id)
    row = locked(Disbursement, disbursement_id)
    if row.voided_on is not None:
        raise ActRefused("Chứng từ này đã được hủy.")
    if not reason.strip():
        raise ActRefused("Hãy ghi lý do hủy chứng từ.")
    row.voided_on, row.void_reason, row.voided_by = on, reason, actor
    with unless_closed(), pghistory.context(user=actor.pk):
        row.save(update_fields=["voided_on", "void_reason", "voided_by"])
    return row


@transaction.atomic
def adjust_line(
    *, line_id: int, amount: int, reason: str, on: date, actor: User, decision_no: str = ""
) -> Adjustment:
    """Set an estimate of an issued plan anew, with its reason; never below what was given out of it."""
    line = spendable_line(line_id)
    given = _sum(line.allocations)
    if amount < given:
        raise ActRefused(
            f"Đã phân bổ {format_dong(given)} nên dự toán không thể thấp hơn. "
            "Hãy điều chỉnh giảm phân bổ trước."
        )
    adjustment = _adjustment(line, line.amount, amount, reason, on, actor, decision_no)
    line.amount = amount
    with unless_closed():
        save(line, actor=actor)
        return save(adjustment, actor=actor)


@transaction.atomic
def adjust_allocation(
    *, allocation_id: int, amount: int, reason: str, on: date, actor: User, decision_no: str = ""
) -> Adjustment:
    """Set what was given to a recipient anew, between what was paid of it and what the line has left.

    Locks the line, then the allocation.
    """
    line = spendable_line(Allocation.objects.values_list("line", flat=True).get(pk=allocation_id))
    allocation = locked(Allocation, allocation_id)
    paid = _sum(_paid(allocation))
    if amount < paid:
        raise ActRefused(f"Đã giải ngân {format_dong(paid)} nên phân bổ không thể thấp hơn.")
    others = _sum(line.allocations.exclude(pk=allocation_id))
    _check_amount(amount, line.amount - others, "phân bổ", "dự toán")
    adjustment = _adjustment(line, allocation.amount, amount, reason, on, actor, decision_no)
    adjustment.allocation = allocation
    allocation.amount = amount
    with unless_closed():
        save(allocation, actor=actor)
        return save(adjustment, actor=actor)


def _adjustment(
    line: EstimateLine, before: int, after: int, reason: str, on: date, actor: User, decision_no: str
) -> Adjustment:
    if not reason.strip():
        raise ActRefused("Hãy ghi lý do điều chỉnh.")
    if before == after:
        raise ActRefused(f"Số tiền vẫn là {format_dong(before)}, không có gì để điều chỉnh.")
    return Adjustment(
        line=line,
        before=before,
        after=after,
        reason=reason,
        on=on,
        decision_no=decision_no,
        recorded_by=actor,
    )


def spendable_line(line_id: int) -> EstimateLine:
    """The line, locked, of an issued plan held open; one already settled is refused."""
    _check_plan(hold_open(EstimateLine.objects.values_list("plan", flat=True).get(pk=line_id)))
    line = locked(EstimateLine, line_id)
    _check_unsettled(line.pk)
    return line


def _spendable_allocation(allocation_id: int) -> Allocation:
    _check_plan(hold_open(Allocation.objects.values_list("line__plan", flat=True).get(pk=allocation_id)))
    allocation = locked(Allocation, allocation_id)
    _check_unsettled(allocation.line_id)
    return allocation


def _check_unsettled(line_id: int) -> None:
    if Settlement.objects.filter(line=line_id).exists():
        raise ActRefused("Dòng dự toán này đã quyết toán. Hãy bỏ quyết toán trước nếu còn phải sửa.")


def _paid(allocation: Allocation) -> Any:
    return Disbursement.objects.paid().filter(allocation=allocation)


def _sum(rows: "models.Manager[Any] | models.QuerySet[Any]") -> int:
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _check_plan(plan: Plan) -> None:
    state = PlanState(plan.state)
    if state != PlanState.ISSUED:
        raise ActRefused(f"Kế hoạch ở trạng thái “{state.label}”; chỉ ghi tiền khi kế hoạch đã ban hành.")


def _check_amount(amount: int, left: int, act: str, limit: str) -> None:
    if amount <= 0:
        raise ActRefused(f"Số tiền {act} phải lớn hơn 0.")
    if amount > left:
        raise ActRefused(
            f"Số tiền {act} {format_dong(amount)} vượt quá phần {limit} còn lại là {format_dong(left)}."
        )
