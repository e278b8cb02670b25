"""Pace, forecast, traffic light, trend."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.arithmetic import elapsed_share, forecast, light, trend

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("value", "elapsed", "colour"),
    [
        (None, Fraction(1, 2), "grey"),
        (20, Fraction(1, 10), "green"),
        (10, Fraction(1, 2), "green"),
        (9, Fraction(1, 2), "amber"),
        (7, Fraction(1, 2), "amber"),
        (6, Fraction(1, 2), "red"),
        (19, Fraction(1), "red"),
        (Fraction(1999, 100), Fraction(1), "red"),
    ],
)
def test_the_light_of_twenty(value, elapsed, colour):
    assert light(value, 20, elapsed) == colour


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 400))
@settings(max_examples=60)
def test_a_forecast_that_reaches_is_green(value, minimum, days):
    elapsed = elapsed_share(FIRST, LAST, FIRST + timedelta(days=days))
    ahead = forecast(value, elapsed)
    assert ahead is not None
    assert ahead >= value
    if elapsed < 1:
        assert (light(value, minimum, elapsed) == "green") == (value >= minimum or value >= minimum * elapsed)


def test_before_the_year_there_is_no_forecast():
    elapsed = elapsed_share(FIRST, LAST, date(2025, 12, 1))
    assert (elapsed, forecast(3, elapsed)) == (0, None)
    assert forecast(80, Fraction(1, 2), most=100) == 100


@given(st.lists(st.dates(FIRST, LAST), min_size=1, max_size=40))
@settings(max_examples=40)
def test_a_trend_only_rises_and_ends_with_the_value(moments):
    points = trend(moments, len(moments), [date(2026, month, 28) for month in range(1, 13)] + [LAST])
    values = [point.value for point in points]
    assert values == sorted(values)
    assert values[-1] == len(moments)
