from fractions import Fraction

import pytest

from core.numbers import format_hundredths, format_percent


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (70, "70"), (Fraction(205, 3), "68,33"), (Fraction(1, 200), "0,01"), (Fraction(5, 2), "2,5")],
)
def test_hundredths(value, shown):
    assert format_hundredths(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1, "100%"), (Fraction(1, 3), "33,33%"), (Fraction(99999, 100000), "99,99%"), (Fraction(6, 5), "120%")],
)
def test_less_than_the_whole_is_never_shown_as_the_whole(share, shown):
    assert format_percent(share) == shown
