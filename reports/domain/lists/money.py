"""Money as lists: what was planned, given out and paid, one row a movement."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from budget.domain.queries.split import Stage
from budget.models import Allocation, Disbursement, EstimateLine, Settlement
from reports.domain.frame import Frame
from reports.domain.lists.declaration import ListColumn, ListKind, Row

SETTLED = "Quyết toán"


def _money(frame: Frame) -> Iterator[Row]:
    """The plan's whole estimate; allocations and payments up to the day, those of the period marked; settlement.

    A payment voided by that day is not counted, one voided later was a payment then.
    """
    if frame.plan is None:
        return
    until, of_line = frame.day, ("line__group", "line__source")
    for line in EstimateLine.objects.filter(plan=frame.plan).select_related("group", "source"):
        yield _row(frame, line, Stage.PLANNED.label, line.name, line.amount)
    for given in Allocation.objects.filter(line__plan=frame.plan, on__lte=until).select_related(*of_line):
        yield _row(
            frame,
            given.line,
            Stage.ALLOCATED.label,
            given.recipient,
            given.amount,
            given.on,
            given.decision_no,
        )
    paid = Disbursement.objects.filter(
        Q(voided_on__isnull=True) | Q(voided_on__gt=until), allocation__line__plan=frame.plan, on__lte=until
    )
    for one in paid.select_related(*(f"allocation__{name}" for name in of_line)):
        line, what = one.allocation.line, one.purpose or one.allocation.recipient
        yield _row(frame, line, Stage.DISBURSED.label, what, one.amount, one.on, one.voucher_no)
    for settled in Settlement.objects.filter(line__plan=frame.plan, on__lte=until).select_related(*of_line):
        yield _row(
            frame, settled.line, SETTLED, settled.note, settled.settled, settled.on, settled.decision_no
        )


def _row(
    frame: Frame,
    line: EstimateLine,
    stage: str,
    what: str,
    amount: int,
    on: date | None = None,
    paper: str = "",
) -> Row:
    return (
        line.group.name,
        line.name,
        line.source.name,
        line.source.get_side_display(),
        stage,
        what,
        on.isoformat() if on else None,
        paper,
        amount,
        "Có" if frame.holds(on) else "",
        line.pk,
    )


LISTS = (
    ListKind(
        "money",
        "Dự toán, phân bổ, giải ngân, quyết toán",
        (
            ListColumn("group", "Nhóm nội dung"),
            ListColumn("line", "Nội dung chi"),
            ListColumn("source", "Nguồn vốn"),
            ListColumn("side", "Thuộc"),
            ListColumn("stage", "Khâu"),
            ListColumn("what", "Diễn giải"),
            ListColumn("on", "Ngày", "date"),
            ListColumn("paper", "Số chứng từ, quyết định"),
            ListColumn("amount", "Số tiền (đồng)", "money"),
            ListColumn("in_period", "Trong kỳ"),
            ListColumn("pk", "pk", hidden=True),
        ),
        _money,
        "budget_line",
    ),
)
