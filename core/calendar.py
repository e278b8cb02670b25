"""Working days of Việt Nam: Tết, public holidays and their substitutes, week-ends off.

What the office wrote down (:class:`core.models.SpecialDay`) goes before the public calendar.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property, lru_cache

import holidays

from core.models import SpecialDay

# Tết with both week-ends is nine days off; a few more may be written down
MARGIN = 40


@lru_cache(maxsize=32)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


class WorkCalendar:
    """The days from ``first`` to ``last``, with what is written down about them; one query."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        written = SpecialDay.objects.filter(day__range=(first, last)).order_by()
        self._written = dict(written.values_list("day", "is_working"))

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        return self._written.get(day, day.weekday() < 5 and day not in _days_off(day.year))

    @cached_property
    def _working(self) -> list[date]:
        """The working days in order: a list of dossiers asks about the same months again and again."""
        days = (self._first + timedelta(days=n) for n in range((self._last - self._first).days + 1))
        return [day for day in days if self.is_working(day)]

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is behind ``start``.

        Both lie between the first and the last day of the calendar.
        """
        return bisect_right(self._working, end) - bisect_right(self._working, start)


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    return WorkCalendar(day, day).is_working(day)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; the day itself does not count."""
    known = WorkCalendar(day, day + timedelta(days=2 * count + MARGIN))
    while count:
        day += timedelta(days=1)
        count -= known.is_working(day)
    return day
