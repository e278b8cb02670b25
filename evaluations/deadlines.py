"""The deadlines after a recognition. Pure: days in, days out; no Django, no clock.

Re-evaluation is asked for no sooner than 180 and no later than 120 days before the end (QĐ 26/2026/QĐ-TTg,
Điều 7.6.a): holders are told when the window opens, in its middle, on its last day, then two months, one month and
a week before the end.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

THRESHOLDS = (180, 150, 120, 60, 30, 7)
WITHDRAWAL_DAYS = 15  # QĐ 26/2026/QĐ-TTg, Điều 8.4
EXTENSION_DAYS = 180  # QĐ 26/2026/QĐ-TTg, Điều 12.3
COMPLAIN_DAYS = 90  # Luật Khiếu nại 2011, Điều 9
ACCEPT_DAYS = 10  # Luật Khiếu nại 2011, Điều 27
# Luật Khiếu nại 2011, Điều 28, by whether the matter is complex and the place remote
RESOLVE_DAYS = {(False, False): 30, (True, False): 45, (False, True): 45, (True, True): 60}


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


def complaint_too_late(decided_on: date, received_on: date) -> bool:
    """Whether the 90 days in which a decision may be complained of are over (Luật Khiếu nại 2011, Điều 9).

    They run from the day the complainant got or learned of the decision, which may be after ``decided_on``,
    and days of illness, disaster or another real obstacle do not count: people decide, this only points it out.
    """
    return received_on > days_after(decided_on, COMPLAIN_DAYS)


def resolve_by(accepted_on: date, *, is_complex: bool, is_remote: bool) -> date:
    """The last day to resolve a first complaint (Luật Khiếu nại 2011, Điều 28).

    30 days from taking it up, 45 for a complex matter; 45 and 60 in remote places hard to reach. The second
    complaint (Điều 33, 37) goes to the ministry and is not kept here. Where the last day is no working day the
    civil code gives until the next one; the earlier day is the safe one to be reminded of.
    """
    return days_after(accepted_on, RESOLVE_DAYS[is_complex, is_remote])
