"""Who is trained and who is not, unit by unit."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from localities.domain.counting import count_by_unit
from localities.domain.standing import city_on, level_below
from localities.models import Unit
from training.domain.queries.coverage import Coverage, coverage


@dataclass(frozen=True)
class UnitCoverage:
    """A unit with those to be trained and those trained, of both groups the plan names."""

    unit: Unit
    managers: int
    managers_trained: int
    leaders: int
    leaders_trained: int

    @property
    def managers_share(self) -> Fraction | None:
        return Fraction(self.managers_trained, self.managers) if self.managers else None

    @property
    def leaders_share(self) -> Fraction | None:
        return Fraction(self.leaders_trained, self.leaders) if self.leaders else None


def units_of(year: int) -> Any:
    """The units figures of ``year`` are given by: districts, or communes since July 2025."""
    day = min(date(year, 12, 31), timezone.localdate())
    city = city_on(day)
    if city is None:
        return Unit.objects.none()
    return Unit.objects.within(city).filter(level=level_below(city, day=day)).valid_on(day).by_name()


def coverage_by_unit(*, year: int, within: Any = None) -> tuple[Coverage, list[UnitCoverage]]:
    """The whole, and each unit; four counts whatever the number of units. ``within`` narrows the units."""
    whole = coverage(year=year)
    counts = [
        count_by_unit(rows)
        for rows in (
            whole.managers.wanted,
            whole.managers.trained,
            whole.leaders.wanted,
            whole.leaders.trained,
        )
    ]
    units = units_of(year) if within is None else units_of(year).filter(within)
    return whole, [UnitCoverage(unit, *(counted[unit.path] for counted in counts)) for unit in units]
