"""How far a target is: pace, forecast, traffic light. Exact, and free of Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Literal

Light = Literal["green", "amber", "red", "grey"]
SLOW = Fraction(7, 10)
"""Below this share of what the elapsed time asks for, a target is in danger."""


def elapsed_share(first: date, last: date, today: date) -> Fraction:
    """The share of the days from ``first`` to ``last`` that are over on ``today``, both counted: 0 to 1."""
    days = (last - first).days + 1
    return Fraction(min(max((today - first).days + 1, 0), days), days)


def forecast(value: Fraction | int, elapsed: Fraction, *, most: int | None = None) -> int | None:
    """What the period ends with at the present pace, cut to the whole; None before it has begun."""
    if elapsed <= 0:
        return None
    ahead = floor(Fraction(value) / elapsed)
    return min(ahead, most) if most is not None else ahead


def light(value: Fraction | int | None, minimum: int, elapsed: Fraction) -> Light:
    """Green: reached or on pace. Amber: behind the pace. Red: far behind, or the time is over."""
    if value is None:
        return "grey"
    if value >= minimum:
        return "green"
    if elapsed >= 1:
        return "red"
    pace = minimum * elapsed
    if value >= pace:
        return "green"
    return "amber" if value >= pace * SLOW else "red"


@dataclass(frozen=True)
class TrendPoint:
    """The value at the end of a day."""

    day: date
    value: Fraction


def trend(moments: Sequence[date], value: Fraction | int, days: Sequence[date]) -> list[TrendPoint]:
    """How ``value`` came about: at each of ``days`` the share of it whose moments were over."""
    if not moments:
        return [TrendPoint(day, Fraction(0)) for day in days]
    return [
        TrendPoint(day, Fraction(value) * sum(moment <= day for moment in moments) / len(moments))
        for day in days
    ]
