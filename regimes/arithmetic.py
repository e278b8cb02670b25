"""The arithmetic of one official score sheet: points, stars, minimum requirements, the road upwards.

Pure Python on frozen values: no database, no settings. The same functions score the producer's
self-assessment, the council member's sheet and the ``score_sheet`` command. What a sheet must look
like is checked in :mod:`regimes.domain.checking`.

Points on a sheet are whole numbers; averages come as ``Fraction`` (or ``Decimal``) and are compared
with the bands exactly: 89,999 is not 90.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

Points = int | Fraction | Decimal


class UnknownPick(ValueError):
    """A pick names a criterion or an option that the sheet does not have; the text says which."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line printed with a criterion: a requirement, a remark, a hint, a condition."""

    place: str
    kind: str
    text: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A box on the sheet. ``number`` counts from 1 in the sheet's order, across both cases of a choice."""

    number: int
    points: int
    text: str
    stars: int | None = None
    case: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """The criterion counts only where ``criterion`` reached ``min_points``."""

    criterion: str
    min_points: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed line between section and criteria, such as 6.1 over 6.1.1 and 6.1.2."""

    code: str
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line that takes one mark. A section without criteria of its own is one itself ("7")."""

    code: str
    name: str
    points: int
    options: tuple[Option, ...]
    notes: tuple[Note, ...] = ()
    applies_if: Condition | None = None
    heading: Heading | None = None


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: str
    points: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    name: str
    points: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Stars from ``min_points`` up to below the next band."""

    stars: int
    min_points: int
    recognised: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What a regime says about every sheet: the points of each part and the bands, highest first."""

    regime: str
    part_points: tuple[tuple[str, int], ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """The least points on a criterion for a number of stars: the option that carries the mark."""

    criterion: str
    stars: int
    min_points: int


@dataclass(frozen=True)
class SheetSpec:
    """One official sheet, whole: what is printed and what is counted."""

    rules: Rules
    number: int
    name: str
    parts: tuple[Part, ...]
    title: str = ""
    header: str = ""
    legend: str = ""
    needs_samples: bool = True
    elimination: tuple[str, ...] = ()

    @cached_property
    def criteria(self) -> tuple[tuple[str, Criterion], ...]:
        """Every criterion in the sheet's order, with the letter of its part."""
        return tuple(
            (part.code, criterion)
            for part in self.parts
            for section in part.sections
            for criterion in section.criteria
        )

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        return {criterion.code: criterion for _, criterion in self.criteria}

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """All minimum requirements, by stars, then in the sheet's order."""
        found = [
            Requirement(criterion.code, option.stars, option.points)
            for _, criterion in self.criteria
            for option in criterion.options
            if option.stars is not None
        ]
        return tuple(sorted(found, key=lambda requirement: requirement.stars))


@dataclass(frozen=True, slots=True)
class SheetScore:
    """What one filled sheet comes to.

    ``points`` holds the counted points of every criterion, 0 for one without a pick (``missing``)
    and for one whose condition does not hold (``not_applicable``). ``unmet`` lists every missed
    minimum requirement of the sheet, whatever the total.
    """

    parts: dict[str, int]
    total: int
    stars_by_points: int
    unmet: tuple[Requirement, ...]
    stars: int
    points: dict[str, int]
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]


def picked(spec: SheetSpec, code: str, number: int) -> Option:
    """The option a pick means; raises :class:`UnknownPick` where there is none."""
    criterion = spec.by_code.get(code)
    if criterion is None:
        raise UnknownPick(f"phiếu số {spec.number} không có tiêu chí {code}")
    if type(number) is not int:
        raise UnknownPick(f"lựa chọn của tiêu chí {code} phải là số nguyên, không phải {number!r}")
    if not 1 <= number <= len(criterion.options):
        raise UnknownPick(
            f"tiêu chí {code} của phiếu số {spec.number} có các lựa chọn từ 1 đến {len(criterion.options)}, "
            f"không có lựa chọn {number}"
        )
    return criterion.options[number - 1]


def score(spec: SheetSpec, picks: Mapping[str, int]) -> SheetScore:
    """Score a sheet from option numbers by criterion code; the order of picks does not matter.

    A criterion without a pick counts 0 and misses its requirements. A pick on a criterion whose
    condition does not hold (5.2 without a product story in 5.1) counts 0.
    """
    marks = {code: picked(spec, code, number).points for code, number in picks.items()}
    points: dict[str, int] = {}
    parts = {code: 0 for code, _ in spec.rules.part_points}
    not_applicable = []
    for part, criterion in spec.criteria:
        condition = criterion.applies_if
        if condition is not None and points[condition.criterion] < condition.min_points:
            not_applicable.append(criterion.code)
            points[criterion.code] = 0
            continue
        points[criterion.code] = marks.get(criterion.code, 0)
        parts[part] += points[criterion.code]
    total = sum(parts.values())
    unmet = unmet_requirements(spec, points)
    by_points = stars_for(total, spec.rules.bands)
    return SheetScore(
        parts=parts,
        total=total,
        stars_by_points=by_points,
        unmet=unmet,
        stars=min(by_points, highest_star_allowed(unmet, spec.rules.bands)),
        points=points,
        missing=tuple(
            c.code for _, c in spec.criteria if c.code not in picks and c.code not in not_applicable
        ),
        not_applicable=tuple(not_applicable),
    )


def unmet_requirements(spec: SheetSpec, points: Mapping[str, int]) -> tuple[Requirement, ...]:
    """The minimum requirements not reached by these points per criterion; no points count as 0."""
    return tuple(r for r in spec.requirements if points.get(r.criterion, 0) < r.min_points)


def stars_for(points: Points, bands: Iterable[Band]) -> int:
    """Stars by points alone (Điều 3 khoản 3): the highest band that begins at or below ``points``.

    Exact: never rounds, and refuses floats, which already are rounded.
    """
    if isinstance(points, bool) or not isinstance(points, int | Fraction | Decimal):
        raise TypeError("points must be int, Fraction or Decimal")
    reached = [band.stars for band in bands if points >= band.min_points]
    if not reached:
        raise ValueError("points below every band")
    return max(reached)


def highest_star_allowed(unmet: Iterable[Requirement], bands: Iterable[Band]) -> int:
    """The most stars the missed requirements leave open.

    Requirements are cumulative: 4 stars needs those of 3 and 4 stars. A missed requirement of
    3 stars leaves 2, the highest band that asks for nothing.
    """
    ceiling = min((requirement.stars for requirement in unmet), default=None)
    return max(band.stars for band in bands if ceiling is None or band.stars < ceiling)


def final_stars(points: Points, unmet: Iterable[Requirement], bands: Iterable[Band]) -> int:
    """The stars of a product: by points, but never above what the minimum requirements allow."""
    bands = tuple(bands)
    return min(stars_for(points, bands), highest_star_allowed(unmet, bands))


@dataclass(frozen=True, slots=True)
class Step:
    """The next better option on one criterion: what it brings and which requirements it meets."""

    criterion: str
    option: int
    gain: int
    meets: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """What separates a sheet from a number of stars."""

    stars: int
    points_missing: Points
    requirements_missed: tuple[Requirement, ...]
    steps: tuple[Step, ...]

    @property
    def reached(self) -> bool:
        return not self.points_missing and not self.requirements_missed


def road_to(spec: SheetSpec, picks: Mapping[str, int], stars: int, *, average: Points | None = None) -> Road:
    """What is missing for ``stars``: points, requirements, and the next option on each criterion.

    ``average`` replaces the sheet's own total where a council's mean is what counts. Steps that
    meet a missed requirement come first, then those that bring most, then in the sheet's order.
    A step on a criterion with a missed requirement goes as far as the first of them.
    """
    band = next((band for band in spec.rules.bands if band.stars == stars), None)
    if band is None:
        raise ValueError(f"no band of {stars} stars")
    result = score(spec, picks)
    points = result.total if average is None else average
    missed = tuple(r for r in result.unmet if r.stars <= stars)
    steps = [
        step
        for _, criterion in spec.criteria
        if criterion.code not in result.not_applicable
        and (step := _next_step(criterion, result.points[criterion.code], picks.get(criterion.code), missed))
    ]
    steps.sort(key=lambda step: (not step.meets, -step.gain))
    return Road(stars, max(0, band.min_points - points), missed, tuple(steps))


def _next_step(
    criterion: Criterion, points: int, pick: int | None, missed: tuple[Requirement, ...]
) -> Step | None:
    """The cheapest option that is better, within the case already chosen where there are two."""
    least = min((r.min_points for r in missed if r.criterion == criterion.code), default=points + 1)
    case = criterion.options[pick - 1].case if pick else None
    better = [o for o in criterion.options if o.points >= least and (case is None or o.case == case)]
    if not better:
        return None
    option = min(better, key=lambda o: o.points)
    meets = tuple(r for r in missed if r.criterion == criterion.code and r.min_points <= option.points)
    return Step(criterion.code, option.number, option.points - points, meets)
