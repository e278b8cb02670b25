"""Working days of Việt Nam: Tết, public holidays and their substitutes, week-ends off."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=32)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    return day.weekday() < 5 and day not in _days_off(day.year)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; the day itself does not count."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
