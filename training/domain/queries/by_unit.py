"""Who is trained and who is not, unit by unit."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from localities.domain.counting import add_up
from localities.domain.standing import city_on, level_below
from localities.models import Unit
from training.domain.queries.coverage import coverage


@dataclass(frozen=True)
class Numbers:
    """Those to be trained and those trained, of both groups the plan names."""

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


@dataclass(frozen=True)
class UnitCoverage(Numbers):
    """The numbers of one unit."""

    unit: Unit = field(kw_only=True)


def units_of(year: int) -> Any:
    """The units figures of ``year`` are given by: districts, or communes since July 2025."""
    day = min(date(year, 12, 31), timezone.localdate())
    city = city_on(day)
    if city is None:
        return Unit.objects.none()
    return Unit.objects.within(city).filter(level=level_below(city, day=day)).valid_on(day).by_name()


def coverage_by_unit(*, year: int, within: Any = None) -> tuple[Numbers, list[UnitCoverage]]:
    """The whole, and each unit; two counts whatever the number of units. ``within`` narrows the units."""
    found = coverage(year=year)
    whole, counts = [], []
    for group in (found.managers.by_path(), found.leaders.by_path()):
        for numbers in ([(path, wanted) for path, wanted, _ in group], [(path, n) for path, _, n in group]):
            whole.append(sum(number for _, number in numbers))
            counts.append(add_up(numbers))
    units = units_of(year) if within is None else units_of(year).filter(within)
    rows = [UnitCoverage(*(counted[unit.path] for counted in counts), unit=unit) for unit in units]
    return Numbers(*whole), rows
