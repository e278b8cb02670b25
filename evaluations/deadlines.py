"""The deadlines after a recognition. Pure: days in, days out; no Django, no clock.

Re-evaluation is asked for no sooner than 180 and no later than 120 days before the end (QĐ 26/2026/QĐ-TTg,
Điều 7.6.a): holders are told when the window opens, in its middle, on its last day, and a month before the end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

THRESHOLDS = (180, 150, 120, 30)
WITHDRAWAL_DAYS = 15  # QĐ 26/2026/QĐ-TTg, Điều 8.4
EXTENSION_DAYS = 180  # QĐ 26/2026/QĐ-TTg, Điều 12.3
ACCEPT_DAYS = 10  # Luật Khiếu nại 2011, Điều 27
RESOLVE_DAYS = 30  # Luật Khiếu nại 2011, Điều 28
RESOLVE_DAYS_COMPLEX = 45


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate with the day it ends and the thresholds already told of that end."""

    key: int
    expires_on: date
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """A notice to give now, and the earlier thresholds it makes superfluous."""

    key: int
    threshold: int
    superseded: tuple[int, ...]


def due_thresholds(expires_on: date, today: date, told: Collection[int] = ()) -> list[int]:
    """The thresholds reached by ``today`` and not told, the farthest from the end first."""
    left = (expires_on - today).days
    if left < 0:
        return []
    return [days for days in THRESHOLDS if left <= days and days not in told]


def due_notices(endings: Iterable[Ending], today: date) -> list[Due]:
    """One notice at most for each certificate: that of the nearest threshold reached.

    After an outage, or for a certificate entered late, several thresholds may have been reached; the holder
    is told once, and the earlier ones count as told with it.
    """
    found = []
    for ending in endings:
        reached = due_thresholds(ending.expires_on, today, ending.told)
        # what was told nearer to the end makes farther thresholds pointless
        reached = [days for days in reached if days < min(ending.told, default=THRESHOLDS[0] + 1)]
        if reached:
            found.append(Due(ending.key, reached[-1], tuple(reached[:-1])))
    return found


def window(expires_on: date, *, opens: int = 180, closes: int = 120) -> tuple[date, date]:
    """The first and the last day on which a re-evaluation may be handed in."""
    return expires_on - timedelta(days=opens), expires_on - timedelta(days=closes)


def last_extension(expires_on: date, days: int = EXTENSION_DAYS) -> date:
    """The last day to which the transition may keep a certificate valid."""
    return expires_on + timedelta(days=days)


def days_after(day: date, days: int) -> date:
    """The last day of a limit of ``days`` that begins the day after ``day``."""
    return day + timedelta(days=days)


def resolve_by(accepted_on: date, *, is_complex: bool) -> date:
    """When a complaint must be resolved."""
    return days_after(accepted_on, RESOLVE_DAYS_COMPLEX if is_complex else RESOLVE_DAYS)
