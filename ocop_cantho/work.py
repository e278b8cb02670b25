"""What waits for a person: counts of rows by role, each with the page where the work is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import Role, User
from evaluations.domain.queries.progress import entries_owed
from evaluations.enums import RoundState
from evaluations.models import Round
from ocop_cantho.navigation import address
from products.domain.deadlines import deadlines_of
from products.models import Dossier, DossierState

# The dossiers a role has to move on, in the order of urgency.
WAITING_STATES: dict[str, tuple[tuple[DossierState, str], ...]] = {
    Role.PRODUCER: (
        (DossierState.RETURNED, "Hồ sơ phải bổ sung"),
        (DossierState.DRAFT, "Hồ sơ đang soạn, chưa nộp"),
    ),
    Role.LOCAL_OFFICER: (
        (DossierState.RETURNED, "Hồ sơ bị trả lại để bổ sung"),
        (DossierState.HANDED_IN, "Hồ sơ mới nộp, chờ xem xét"),
        (DossierState.COMMUNE_REVIEW, "Hồ sơ đang xem xét, chờ đề nghị"),
        (DossierState.DRAFT, "Hồ sơ đang soạn"),
    ),
    Role.OFFICE_STAFF: (
        (DossierState.PROPOSED, "Hồ sơ cấp xã đề nghị, chờ kiểm tra"),
        (DossierState.OFFICE_CHECK, "Hồ sơ đang kiểm tra"),
        (DossierState.ACCEPTED, "Hồ sơ đã tiếp nhận, chờ đưa vào đợt"),
        (DossierState.RETURNED, "Hồ sơ đã trả lại, chờ bổ sung"),
    ),
}
WAITING_STATES[Role.OFFICE_ADMIN] = WAITING_STATES[Role.OFFICE_STAFF]
ROUND_WORK = (
    (RoundState.PREPARING, "Đợt đánh giá đang chuẩn bị"),
    (RoundState.OPEN, "Đợt đánh giá đang chấm điểm"),
    (RoundState.CLOSED, "Đợt đã khóa phiếu, chờ quyết định"),
)
SHOWN = 8


@dataclass(frozen=True)
class Work:
    """One line of the work list; ``url`` is None where there is no page for it."""

    label: str
    count: int
    url: str | None
    due: date | None = None
    """The first day by which one of them must be done."""
    late: int = 0
    """How many of them are past their day."""

    @property
    def urgency(self) -> tuple[bool, date]:
        return not self.late, self.due or date.max


def _link(name: str, **query: str) -> str | None:
    url = address(name)
    return f"{url}?{urlencode(query)}" if url and query else url


def _lines(rows: QuerySet, states: Iterable[tuple[str, str]], page: str, due: str) -> list[Work]:
    """A line for each state, with the earliest day in the field ``due`` and how many are past it."""
    late = Count("pk", filter=Q(**{f"{due}__lt": timezone.localdate()}))
    counted = rows.order_by().values("state").annotate(n=Count("pk"), first=Min(due), late=late)
    found = {row["state"]: row for row in counted}
    nothing = {"n": 0, "first": None, "late": 0}
    lines = [(state, label, found.get(state, nothing)) for state, label in states]
    return [
        Work(label, row["n"], _link(page, state=state), row["first"], row["late"])
        for state, label, row in lines
    ]


def _scoring_work(user: User) -> list[Work]:
    owed = entries_owed(user).order_by().aggregate(n=Count("pk"), first=Min("round__evaluate_before"))
    late = owed["n"] if owed["first"] and owed["first"] < timezone.localdate() else 0
    return [Work("Sản phẩm còn phải chấm điểm", owed["n"], _link("scoring_home"), owed["first"], late)]


def work_for(user: User) -> list[Work]:
    """The work list of ``user``, the most urgent first and what there is none of last.

    A seat on a council adds to it, whatever the role.
    """
    work: list[Work] = []
    if user.role in WAITING_STATES:
        rows = Dossier.objects.kept_by(user)
        work += _lines(rows, WAITING_STATES[user.role], "dossier_list", "due_on")
    if user.is_office or user.role == Role.LEADER:
        work += _lines(Round.objects.visible_to(user), ROUND_WORK, "round_list", "evaluate_before")
    seated = user.council_seats.filter(is_active=True).exists()
    if seated or user.role in {Role.COUNCIL_MEMBER, Role.ADVISER}:
        work += _scoring_work(user)
    waiting = sorted((line for line in work if line.count), key=lambda line: line.urgency)
    return waiting + [line for line in work if not line.count]


def dossiers_waiting_for(user: User) -> list[dict[str, Any]]:
    """The first few dossiers waiting for ``user``, the earliest deadline first."""
    states = [state for state, _ in WAITING_STATES.get(user.role, ())]
    if not states:
        return []
    kept, by_day = Dossier.objects.kept_by(user), F("due_on").asc(nulls_last=True)
    # the first of each state come from its index; all of all states would have to be sorted
    first, *others = [
        kept.filter(state=state).order_by(by_day, "pk").values("pk")[:SHOWN] for state in states
    ]
    rows = (
        Dossier.objects.filter(pk__in=first.union(*others, all=True))
        .select_related("product__producer", "unit")
        .order_by(by_day, "pk")[:SHOWN]
    )
    due = deadlines_of(rows, today=timezone.localdate())
    return [{"dossier": row, "url": _dossier_address(row), "deadline": due.get(row.pk)} for row in rows]


def _dossier_address(dossier: Dossier) -> str | None:
    return address("dossier", dossier.pk)
