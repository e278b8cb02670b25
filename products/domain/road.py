"""The road to the next star: what separates a dossier from each higher star, and the shortest way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from products.domain.marks import picks_of
from products.domain.renewal import latest_rating
from products.enums import DossierState
from products.models import Dossier
from regimes.arithmetic import Points, Requirement, SheetSpec, Step, road_to, score
from regimes.domain.queries.specs import spec_of

NEXT = 5
"""How many of the criteria that bring most are shown."""


@dataclass(frozen=True)
class Leap:
    """One criterion to raise: from what it says now to the option that is needed."""

    code: str
    name: str
    now: str
    option: str
    gain: int
    requirement: int | None
    """The stars whose minimum requirement it meets, if any."""


@dataclass(frozen=True)
class Way:
    """What is missing for a number of stars; ``plan`` together reaches them by the sheet's own points."""

    stars: int
    min_points: int
    points_missing: Points
    requirements: tuple[Leap, ...]
    plan: tuple[Leap, ...]
    best: tuple[Leap, ...]

    @property
    def missing(self) -> str:
        """The points missing, up to the next hundredth: what reads "0" is reached."""
        hundredths = -(-Fraction(self.points_missing) * 100 // 1)
        whole, rest = divmod(hundredths, 100)
        return f"{whole},{rest:02d}" if rest else str(whole)


@dataclass(frozen=True)
class Roads:
    """Where a dossier stands, and the ways up from there."""

    total: int
    mean: Fraction | None
    stars: int
    ways: tuple[Way, ...]


def plan_to(spec: SheetSpec, picks: Mapping[str, int], stars: int) -> dict[str, int]:
    """The fewest-first changes that reach ``stars``: option numbers by criterion, empty when reached.

    Missed requirements first, then always the criterion that brings most. Pure; where a sheet cannot reach
    the stars (one of two cases chosen), it goes as far as it can.
    """
    changed, now = {}, dict(picks)
    while not (road := road_to(spec, now, stars)).reached and road.steps:
        step = _first(road.steps, bool(road.requirements_missed))
        changed[step.criterion] = now[step.criterion] = step.option
    return changed


def _first(steps: tuple[Step, ...], requirements_missed: bool) -> Step:
    """The next step: what meets a requirement, otherwise what brings most for one change."""
    meeting = [step for step in steps if step.meets]
    return meeting[0] if requirements_missed and meeting else max(steps, key=lambda step: step.gain)


def roads_of(dossier: Dossier) -> Roads:
    """The ways from the dossier's own marks; a concluded one is measured by the council's mean too."""
    spec, picks = spec_of(dossier.criteria_set), picks_of(dossier)
    result = score(spec, picks)
    mean = _mean(dossier)
    recognised = [band for band in spec.rules.bands if band.recognised and band.stars > result.stars]
    ways = [
        _way(spec, picks, band.stars, band.min_points, mean)
        for band in sorted(recognised, key=lambda band: band.stars)
    ]
    return Roads(result.total, mean, result.stars, tuple(ways))


def _mean(dossier: Dossier) -> Fraction | None:
    """What the council gave, where the dossier is concluded and its points are known."""
    rating = latest_rating(dossier.product) if dossier.state == DossierState.CONCLUDED else None
    if rating is None or rating.points_numerator is None or not rating.points_denominator:
        return None
    return Fraction(rating.points_numerator, rating.points_denominator)


def _way(
    spec: SheetSpec, picks: Mapping[str, int], stars: int, min_points: int, mean: Fraction | None
) -> Way:
    road = road_to(spec, picks, stars, average=mean)
    least = {row.criterion: row for row in road.requirements_missed}
    plan = plan_to(spec, picks, stars)
    return Way(
        stars=stars,
        min_points=min_points,
        points_missing=road.points_missing,
        requirements=tuple(_least(spec, picks, row) for row in least.values()),
        plan=tuple(_leap(spec, picks, code, number, least.get(code)) for code, number in plan.items()),
        best=tuple(
            _leap(spec, picks, step.criterion, step.option, least.get(step.criterion))
            for step in road.steps[:NEXT]
        ),
    )


def _least(spec: SheetSpec, picks: Mapping[str, int], row: Requirement) -> Leap:
    """The option that carries the requirement's mark."""
    criterion = spec.by_code[row.criterion]
    number = next(
        option.number
        for option in criterion.options
        if option.stars == row.stars and option.points == row.min_points
    )
    return _leap(spec, picks, row.criterion, number, row)


def _leap(
    spec: SheetSpec, picks: Mapping[str, int], code: str, number: int, meets: Requirement | None
) -> Leap:
    criterion = spec.by_code[code]
    option = criterion.options[number - 1]
    now = criterion.options[picks[code] - 1] if code in picks else None
    return Leap(
        code=code,
        name=criterion.name,
        now=f"{now.points} điểm: {now.text}" if now else "Chưa chấm",
        option=f"{option.points} điểm: {option.text}",
        gain=option.points - (now.points if now else 0),
        requirement=meets.stars if meets else None,
    )
