"""The rounds of a year with what came of them."""

from collections import Counter
from dataclasses import dataclass

from evaluations.enums import EntryState
from evaluations.models import Council, Entry, Round


@dataclass(frozen=True)
class RoundRow:
    """A round: its products, those eliminated, and the stars decided (below 3: no recognition)."""

    round: Round
    entries: int
    eliminated: int
    stars: Counter[int]

    @property
    def decided(self) -> int:
        return self.stars.total()

    @property
    def recognised(self) -> int:
        return sum(count for stars, count in self.stars.items() if stars >= 3)


def rounds_of(*, year: int) -> list[RoundRow]:
    """The rounds of ``year`` in their order; two queries."""
    entries: dict[int, list[tuple[str, int | None]]] = {}
    for round_id, state, stars in Entry.objects.filter(round__year=year).values_list(
        "round_id", "state", "outcome__stars"
    ):
        entries.setdefault(round_id, []).append((state, stars))
    rows = Round.objects.filter(year=year).select_related("council").order_by("sequence", "pk")
    return [_row(one, entries.get(one.pk, [])) for one in rows]


def _row(one: Round, entries: list[tuple[str, int | None]]) -> RoundRow:
    return RoundRow(
        one,
        len(entries),
        sum(state == EntryState.ELIMINATED for state, _ in entries),
        Counter(stars for _, stars in entries if stars is not None),
    )


def councils_of(*, year: int) -> list[Council]:
    """The councils with a round in ``year``, with ``seats``, their members in office."""
    rows = Council.objects.filter(rounds__year=year).distinct().order_by("decided_on", "pk")
    found = list(rows.prefetch_related("members"))
    for council in found:
        council.seats = sum(member.is_active for member in council.members.all())
    return found
