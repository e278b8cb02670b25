"""The round as those who run it watch it: who is present, who has scored what, what is missing.

No mark is in it before closing, unless the council's rules let the secretary see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Case, Count, IntegerField, Max, OuterRef, Subquery, When

from accounts.models import User
from evaluations.arithmetic import CouncilResult, Edge, nearest_edge, quorum, result_of_sums, show_points
from evaluations.domain.queries.counted import concluded, conclusions_of
from evaluations.domain.queries.seats import scoring_members
from evaluations.domain.queries.standing import sums_by_entry
from evaluations.enums import EntryState, Office, RoundState, SheetState
from evaluations.models import (
    CouncilMember,
    Entry,
    Mark,
    Presence,
    Recusal,
    RequirementConclusion,
    Round,
    Sheet,
)
from regimes.arithmetic import Band
from regimes.domain.queries.specs import spec_of

SCORED = frozenset({RoundState.CLOSED, RoundState.DECIDED})


@dataclass
class Begun:
    """A sheet that is not handed in: whose, and how many of its criteria are marked."""

    member: CouncilMember
    marked: int
    lines: int


@dataclass(frozen=True)
class Result:
    """What an entry's valid sheets come to so far."""

    result: CouncilResult
    bands: tuple[Band, ...]
    max_spread: int

    @property
    def over_spread(self) -> bool:
        return self.result.spread > self.max_spread

    @cached_property
    def edge(self) -> Edge:
        return nearest_edge(self.result.mean, self.bands)

    @property
    def mean(self) -> str:
        return show_points(self.result.mean)

    @property
    def disputed(self) -> list[str]:
        return sorted({vote.requirement.criterion for vote in self.result.votes if vote.is_disputed})

    @property
    def needs_talk(self) -> bool:
        return self.over_spread or bool(self.disputed) or self.edge.is_close


@dataclass
class EntryLine:
    """One product: whose sheets are in, begun, and not begun, of those who score it."""

    entry: Entry
    eligible: list[CouncilMember]
    submitted: list[CouncilMember] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    not_begun: list[CouncilMember] = field(default_factory=list)
    result: Result | None = None

    @property
    def waits(self) -> bool:
        return self.entry.state == EntryState.WAITING

    @property
    def lacks_sheets(self) -> bool:
        return self.waits and bool(self.begun or self.not_begun)

    @property
    def needs_talk(self) -> bool:
        return self.result is not None and self.result.needs_talk


@dataclass
class MemberLine:
    """One scoring member: present or not, how much it has handed in of what it owes."""

    member: CouncilMember
    presence: Presence | None
    owed: int = 0
    submitted: int = 0
    saved_at: datetime | None = None

    @property
    def missing(self) -> int:
        return self.owed - self.submitted


@dataclass(frozen=True)
class Board:
    """Everything of a round at one moment."""

    round: Round
    entries: list[EntryLine]
    members: list[MemberLine]
    shows_results: bool

    @property
    def present(self) -> int:
        return sum(line.presence is not None and line.presence.is_present for line in self.members)

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.members)

    @property
    def submitted(self) -> int:
        return sum(line.submitted for line in self.members)

    @property
    def needed(self) -> int:
        """How many members make the quorum."""
        return max(quorum(len(self.members), self.round.quorum_percent), 1)

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.needed


def sees_results(user: User, round_: Round) -> bool:
    """After closing everybody who watches; before it only the secretary, where the council's rules say so."""
    if round_.state in SCORED:
        return True
    if not round_.secretary_sees_marks or round_.state != RoundState.OPEN:
        return False
    seats = CouncilMember.objects.filter(council=round_.council_id, user=user, is_active=True)
    return seats.filter(office=Office.SECRETARY).exists()


def board_of(round_: Round, *, results: bool = False) -> Board:
    """The board of ``round_``: seven questions, two more for results, however many products and members.

    Nothing of it is kept: what is shown are the rows as they are now.
    """
    members = list(scoring_members(round_).select_related("user"))
    entries = _entries(round_)
    standing_back = set(
        Recusal.objects.filter(entry__round=round_, waived_by=None).values_list("entry_id", "member_id")
    )
    short = {entry for entry, _ in standing_back}
    lines = [
        EntryLine(
            entry,
            [seat for seat in members if (entry.pk, seat.pk) not in standing_back]
            if entry.pk in short
            else members,
        )
        for entry in entries
    ]
    sheets = _sheets(round_)
    for line in lines:
        _sort_in(line, sheets)
    seats = _member_lines(round_, members, lines)
    if results:
        _add_results(round_, lines, standing_back)
    return Board(round_, lines, seats, results)


def _entries(round_: Round) -> list[Entry]:
    """The products in their order, with the columns the board shows."""
    return list(
        round_.entries.select_related("dossier__product")
        .prefetch_related("dossier__criteria_set")
        .only("order", "state", "round_id", "dossier__criteria_set_id", "dossier__product__name")
        .order_by("order")
    )


def _sheets(round_: Round) -> dict[tuple[int, int], tuple[str, int]]:
    """State and number of marks of the active sheets by entry and member; marks are counted on open ones."""
    marks = Mark.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet").values(number=Count("pk"))
    rows = (
        Sheet.objects.filter(entry__round=round_)
        .active()
        .annotate(
            marked=Case(
                When(state=SheetState.OPEN, then=Subquery(marks)), default=None, output_field=IntegerField()
            )
        )
        .order_by()
        .values_list("entry_id", "member_id", "state", "marked")
    )
    return {(entry, member): (state, marked or 0) for entry, member, state, marked in rows}


def _sort_in(line: EntryLine, sheets: dict[tuple[int, int], tuple[str, int]]) -> None:
    entry, lines = line.entry.pk, len(spec_of(line.entry.dossier.criteria_set).criteria)
    for member in line.eligible:
        state, marked = sheets.get((entry, member.pk), (None, 0))
        if state is None:
            line.not_begun.append(member)
        elif state == SheetState.SUBMITTED:
            line.submitted.append(member)
        else:
            line.begun.append(Begun(member, marked, lines))


def _member_lines(
    round_: Round, members: list[CouncilMember], lines: Iterable[EntryLine]
) -> list[MemberLine]:
    present = {row.member_id: row for row in Presence.objects.filter(round=round_)}
    saved = dict(
        Sheet.objects.filter(entry__round=round_)
        .active()
        .order_by()
        .values_list("member_id")
        .annotate(Max("saved_at"))
    )
    found = {
        member.pk: MemberLine(member, present.get(member.pk), saved_at=saved.get(member.pk))
        for member in members
    }
    for line in lines:
        if line.entry.state == EntryState.ELIMINATED:
            continue
        for member in line.eligible:
            found[member.pk].owed += 1
        for member in line.submitted:
            found[member.pk].submitted += 1
    return list(found.values())


def _add_results(round_: Round, lines: list[EntryLine], standing_back: set[tuple[int, int]]) -> None:
    """What the valid sheets of each product come to, with what the council has to talk about."""
    sums = sums_by_entry([line.entry for line in lines], standing_back)
    conclusions = conclusions_of(RequirementConclusion.objects.filter(entry__round=round_))
    for line in lines:
        if line.entry.pk not in sums:
            continue
        spec = spec_of(line.entry.dossier.criteria_set)
        result = result_of_sums(
            spec,
            sums[line.entry.pk],
            concluded(conclusions.get(line.entry.pk, ())),
            round_.majority_percent,
        )
        line.result = Result(result, spec.rules.bands, round_.max_spread)


def missing_before_closing(round_: Round, board: Board | None = None) -> list[str]:
    """Everything that keeps the round from being closed, entry by entry."""
    missing = []
    for line in (board or board_of(round_)).entries:
        if not line.waits:
            continue
        begun = sorted(line.begun, key=lambda row: row.member.pk)
        missing += [f"{line.entry}: phiếu của {row.member.user} chưa gửi" for row in begun]
        needed = max(quorum(len(line.eligible), round_.quorum_percent), 1)
        if len(line.submitted) < needed:
            missing.append(f"{line.entry}: mới có {len(line.submitted)} phiếu, cần ít nhất {needed}")
        if round_.chair_must_attend and not any(
            member.office == Office.CHAIR or (member.office == Office.VICE_CHAIR and member.is_delegated)
            for member in line.submitted
        ):
            missing.append(f"{line.entry}: chưa có phiếu của Chủ tịch hoặc người được ủy quyền điều hành")
    return missing
