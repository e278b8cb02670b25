"""Working days: the public calendar, and what the office wrote down above it."""

from datetime import date

import pytest

from core.calendar import WorkCalendar, add_working_days, is_working_day
from tests.factories.core import SpecialDayFactory

pytestmark = pytest.mark.django_db


def test_tet_is_no_working_time():
    # Tết 2026 is off from Saturday 14 to Sunday 22 February
    assert add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)


def test_what_the_office_writes_down_goes_before_the_public_calendar():
    assert is_working_day(date(2026, 11, 25))
    SpecialDayFactory(day=date(2026, 11, 25))
    SpecialDayFactory(day=date(2026, 11, 28), is_working=True, name="Làm bù")
    assert not is_working_day(date(2026, 11, 25))
    assert is_working_day(date(2026, 11, 28))
    assert add_working_days(date(2026, 11, 24), 3) == date(2026, 11, 28)


def test_days_between_count_both_ways(django_assert_num_queries):
    with django_assert_num_queries(1):
        known = WorkCalendar(date(2026, 11, 1), date(2026, 12, 1))
        assert known.between(date(2026, 11, 25), date(2026, 11, 30)) == 3
        assert known.between(date(2026, 11, 30), date(2026, 11, 25)) == -3
