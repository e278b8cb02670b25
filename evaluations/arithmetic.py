"""The council's arithmetic: exact mean, spread, majorities, stars. No Django, no floats.

The law speaks of the average total (QĐ 26/2026/QĐ-TTg, Điều 3.3); how members' differences are
settled belongs to the council's rules of procedure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from regimes.arithmetic import Band, Requirement, SheetSpec, highest_star_allowed, stars_for


@dataclass(frozen=True)
class CountedSheet:
    """A valid sheet: its total and its counted points per criterion."""

    member: int
    total: int
    points: Mapping[str, int]


@dataclass(frozen=True)
class Sums:
    """What the valid sheets of one entry add up to: a result depends on nothing else.

    ``reached`` counts the sheets that reach each of the sheet's minimum requirements, in their order.
    """

    total: int
    sheets: int
    lowest: int
    highest: int
    reached: tuple[int, ...]


class RequirementVote(NamedTuple):
    """How the sheets stand on one minimum requirement, and whether it counts as met."""

    requirement: Requirement
    reached: int
    sheets: int
    concluded: bool | None
    majority_percent: int = 50

    @property
    def is_disputed(self) -> bool:
        """Members disagree: the chairman records the council's conclusion."""
        return 0 < self.reached < self.sheets

    @property
    def is_met(self) -> bool:
        """The council's conclusion where there is one, else the majority its rules ask for (more than half)."""
        if self.concluded is not None:
            return self.concluded
        return 100 * self.reached > self.majority_percent * self.sheets


@dataclass(frozen=True)
class CouncilResult:
    """What the valid sheets of one entry come to."""

    total: int
    sheets: int
    spread: int
    stars_by_points: int
    stars: int
    votes: tuple[RequirementVote, ...]

    @property
    def mean(self) -> Fraction:
        """The exact arithmetic mean of the totals."""
        return Fraction(self.total, self.sheets)

    @property
    def unmet(self) -> tuple[RequirementVote, ...]:
        return tuple(vote for vote in self.votes if not vote.is_met)


def show_points(value: Fraction | int) -> str:
    """Two decimals with a comma, cut and never rounded up: 66,36; 89,99 for 89,999."""
    cents = Fraction(value) * 100
    whole = cents.numerator // cents.denominator
    return f"{whole // 100},{whole % 100:02d}"


def council_result(
    spec: SheetSpec,
    sheets: Sequence[CountedSheet],
    conclusions: Mapping[tuple[str, int], bool] | None = None,
    majority_percent: int = 50,
) -> CouncilResult:
    """The result of one entry from all its valid sheets; their order does not matter.

    ``conclusions`` maps (criterion, stars) to what the council concluded on a disputed requirement.
    Raises ValueError without sheets.
    """
    return result_of_sums(spec, sums_of(spec, sheets), conclusions, majority_percent)


def sums_of(spec: SheetSpec, sheets: Sequence[CountedSheet]) -> Sums:
    """Add the sheets up; the live board lets the database do it (`evaluations.domain.queries.standing`)."""
    if not sheets:
        raise ValueError("a result needs at least one valid sheet")
    totals = [sheet.total for sheet in sheets]
    reached = tuple(
        sum(sheet.points.get(requirement.criterion, 0) >= requirement.min_points for sheet in sheets)
        for requirement in spec.requirements
    )
    return Sums(sum(totals), len(totals), min(totals), max(totals), reached)


def result_of_sums(
    spec: SheetSpec,
    sums: Sums,
    conclusions: Mapping[tuple[str, int], bool] | None = None,
    majority_percent: int = 50,
) -> CouncilResult:
    """The one rule from sums to stars, whoever added them up."""
    conclusions = conclusions or {}
    votes = tuple(
        RequirementVote(
            requirement,
            reached,
            sums.sheets,
            conclusions.get((requirement.criterion, requirement.stars)),
            majority_percent,
        )
        for requirement, reached in zip(spec.requirements, sums.reached, strict=True)
    )
    by_points = stars_for(Fraction(sums.total, sums.sheets), spec.rules.bands)
    allowed = highest_star_allowed((vote.requirement for vote in votes if not vote.is_met), spec.rules.bands)
    return CouncilResult(
        total=sums.total,
        sheets=sums.sheets,
        spread=sums.highest - sums.lowest,
        stars_by_points=by_points,
        stars=min(by_points, allowed),
        votes=votes,
    )


def quorum(members: int, percent: int) -> int:
    """The least number of members that is ``percent`` of all, never fewer."""
    return -(-members * percent // 100)


def over_spread(totals: Iterable[int], limit: int) -> bool:
    """Whether two members' totals are more than ``limit`` points apart."""
    values = list(totals)
    return bool(values) and max(values) - min(values) > limit


@dataclass(frozen=True)
class Edge:
    """The nearest edge between two bands: it is ``above`` the mean, or the mean has just passed it."""

    stars: int
    distance: Fraction
    above: bool

    @property
    def is_close(self) -> bool:
        """Within one point: a single mark may decide."""
        return self.distance <= 1

    @property
    def shown(self) -> str:
        return show_points(self.distance)


def nearest_edge(mean: Fraction, bands: Iterable[Band]) -> Edge:
    """The band whose beginning is nearest to the mean; of two as near, the one still missed."""
    edges = [
        Edge(band.stars, abs(Fraction(band.min_points) - mean), band.min_points > mean)
        for band in bands
        if band.min_points > 0
    ]
    return min(edges, key=lambda edge: (edge.distance, not edge.above))
