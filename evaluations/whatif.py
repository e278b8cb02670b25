"""What would have come of it: a sheet left out, a mark moved. Pure and exact; nothing is changed by asking."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from evaluations.arithmetic import CouncilResult, CountedSheet, Edge, council_result, nearest_edge
from regimes.arithmetic import SheetSpec, score


@dataclass(frozen=True)
class Case:
    """One entry as it was scored: each member's picks, what the council concluded, its majority."""

    spec: SheetSpec
    picks: Mapping[int, Mapping[str, int]]
    conclusions: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    majority_percent: int = 50


@dataclass(frozen=True)
class Outcome:
    """What a case comes to, and how far it is from the nearest edge."""

    result: CouncilResult
    edge: Edge


def outcome(
    case: Case,
    *,
    without: Collection[int] = (),
    moved: Mapping[tuple[int, str], int] | None = None,
) -> Outcome | None:
    """The result without some members' sheets and with some marks moved; None where no sheet is left.

    ``moved`` names the option by (member, criterion). Raises UnknownPick for what is not on the sheet.
    """
    counted = []
    for member, picks in case.picks.items():
        if member in without:
            continue
        changed = {code: option for (who, code), option in (moved or {}).items() if who == member}
        marks = score(case.spec, {**picks, **changed})
        counted.append(CountedSheet(member, marks.total, marks.points))
    return _outcome(case, counted)


def _outcome(case: Case, counted: list[CountedSheet]) -> Outcome | None:
    if not counted:
        return None
    result = council_result(case.spec, counted, case.conclusions, case.majority_percent)
    return Outcome(result, nearest_edge(result.mean, case.spec.rules.bands))


def pivotal(case: Case) -> dict[int, int]:
    """The members whose sheet alone decides the star: left out, it would be the number given."""
    counted = []
    for member, picks in case.picks.items():
        marks = score(case.spec, picks)
        counted.append(CountedSheet(member, marks.total, marks.points))
    whole = _outcome(case, counted)
    found = {}
    for left_out in counted:
        rest = _outcome(case, [sheet for sheet in counted if sheet is not left_out])
        if whole and rest and rest.result.stars != whole.result.stars:
            found[left_out.member] = rest.result.stars
    return found
