"""The round as those who run it watch it: who is present, who has scored what, what is missing.

No mark is in it before closing, unless the council's rules let the secretary see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from accounts.models import User
from evaluations.arithmetic import CouncilResult, Edge, nearest_edge, quorum, show_points
from evaluations.domain.queries.counted import Basis, bases_of
from evaluations.domain.queries.seats import scoring_members
from evaluations.enums import EntryState, Office, RoundState, SheetState
from evaluations.models import CouncilMember, Entry, Presence, Recusal, Round, Sheet
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
    edge: Edge
    over_spread: bool

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
    """The board of ``round_``: six questions, four more for results, however many products and members."""
    members = list(scoring_members(round_).select_related("user"))
    entries = list(
        round_.entries.select_related(
            "round", "dossier__criteria_set", "dossier__product__producer"
        ).order_by("order")
    )
    recused = set(
        Recusal.objects.filter(entry__in=entries, waived_by=None).values_list("entry_id", "member_id")
    )
    lines = [
        EntryLine(entry, [seat for seat in members if (entry.pk, seat.pk) not in recused])
        for entry in entries
    ]
    sheets = _sheets(round_)
    for line in lines:
        _sort_in(line, sheets)
    seats = _member_lines(round_, members, lines, sheets)
    if results:
        _add_results(lines)
    return Board(round_, lines, seats, results)


def _sheets(round_: Round) -> dict[tuple[int, int], Sheet]:
    """The active sheets by entry and member, the open ones with ``marked``."""
    rows = Sheet.objects.filter(entry__round=round_).active().annotate(marked=Count("marks")).order_by("pk")
    return {(row.entry_id, row.member_id): row for row in rows}


def _sort_in(line: EntryLine, sheets: dict[tuple[int, int], Sheet]) -> None:
    lines = len(spec_of(line.entry.dossier.criteria_set).criteria)
    for member in line.eligible:
        sheet = sheets.get((line.entry.pk, member.pk))
        if sheet is None:
            line.not_begun.append(member)
        elif sheet.state == SheetState.SUBMITTED:
            line.submitted.append(member)
        else:
            line.begun.append(Begun(member, sheet.marked, lines))


def _member_lines(
    round_: Round,
    members: list[CouncilMember],
    lines: Iterable[EntryLine],
    sheets: dict[tuple[int, int], Sheet],
) -> list[MemberLine]:
    present = {row.member_id: row for row in Presence.objects.filter(round=round_)}
    found = {member.pk: MemberLine(member, present.get(member.pk)) for member in members}
    for line in lines:
        if line.entry.state == EntryState.ELIMINATED:
            continue
        for member in line.eligible:
            found[member.pk].owed += 1
        for member in line.submitted:
            found[member.pk].submitted += 1
    for (_, member_id), sheet in sheets.items():
        if member_id in found and sheet.saved_at:
            before = found[member_id].saved_at
            found[member_id].saved_at = max(before, sheet.saved_at) if before else sheet.saved_at
    return list(found.values())


def _add_results(lines: list[EntryLine]) -> None:
    by_entry = {line.entry.pk: line for line in lines}
    for basis in bases_of(line.entry for line in lines):
        by_entry[basis.entry.pk].result = result_of(basis)


def result_of(basis: Basis) -> Result | None:
    """What the valid sheets come to, with what the council has to talk about."""
    result = basis.result()
    if result is None:
        return None
    edge = nearest_edge(result.mean, basis.spec.rules.bands)
    return Result(result, edge, result.spread > basis.entry.round.max_spread)


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
