"""Money as lists: what was planned, given out and paid, one row a movement."""

from collections.abc import Iterator

from budget.domain.queries.split import Stage
from budget.models import Allocation, Disbursement, EstimateLine, FundingSide
from reports.domain.frame import Frame
from reports.domain.lists.declaration import ListColumn, ListKind, Row


def _money(frame: Frame) -> Iterator[Row]:
    """The plan's whole estimate; allocations and disbursements up to the period's end, those in it marked."""
    if frame.plan is None:
        return
    sides = dict(FundingSide.choices)
    for line in EstimateLine.objects.filter(plan=frame.plan).select_related("group", "source"):
        yield _row(line, sides, Stage.PLANNED, line.name, line.amount, None, "", frame)
    of_line = ("line__group", "line__source")
    until = frame.period.last
    for given in Allocation.objects.filter(line__plan=frame.plan, on__lte=until).select_related(*of_line):
        yield _row(
            given.line,
            sides,
            Stage.ALLOCATED,
            given.recipient,
            given.amount,
            given.on,
            given.decision_no,
            frame,
        )
    paid = Disbursement.objects.filter(allocation__line__plan=frame.plan, on__lte=until)
    for one in paid.select_related(*(f"allocation__{name}" for name in of_line)):
        yield _row(
            one.allocation.line,
            sides,
            Stage.DISBURSED,
            one.purpose or one.allocation.recipient,
            one.amount,
            one.on,
            one.voucher_no,
            frame,
        )


def _row(line, sides, stage, what, amount, on, paper, frame):  # type: ignore[no-untyped-def]
    return (
        line.group.name,
        line.name,
        line.source.name,
        sides[line.source.side],
        stage.label,
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
        "Dự toán, phân bổ, giải ngân",
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
