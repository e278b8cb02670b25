"""Reading the jury after closing: who marks higher or lower than the others, where members agree. No Django.

Statistics to talk about, never to change a mark with: floats are good enough here, and nowhere else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev

LEAST_PRODUCTS = 3
LEAST_OFFSET = 3.0  # points a member must lie off on average before anything is said
LEAST_SIGNAL = 3.5  # so many standard errors: chance alone says it once in some hundred rounds


@dataclass(frozen=True)
class Profile:
    """One member against the median of the others, product by product."""

    member: int
    products: int
    mean: float
    offset: float
    deviation: float
    lowest: int
    highest: int

    @property
    def signal(self) -> float:
        """The offset in standard errors."""
        if self.products < LEAST_PRODUCTS:
            return 0.0
        return self.offset / max(self.deviation / self.products**0.5, 0.25)

    @property
    def stands_out(self) -> bool:
        """Higher or lower than the others by more than chance explains."""
        return abs(self.offset) >= LEAST_OFFSET and abs(self.signal) >= LEAST_SIGNAL


def profiles(totals: Sequence[Mapping[int, int]]) -> list[Profile]:
    """The members' profiles; ``totals`` holds for each product the total of every member that counts."""
    offsets: dict[int, list[float]] = {}
    given: dict[int, list[int]] = {}
    for sheets in totals:
        for member, total in sheets.items():
            others = [value for who, value in sheets.items() if who != member]
            given.setdefault(member, []).append(total)
            offsets.setdefault(member, []).extend([total - median(others)] if others else [])
    return [
        Profile(
            member,
            len(offsets[member]),
            fmean(values),
            fmean(offsets[member]) if offsets[member] else 0.0,
            stdev(offsets[member]) if len(offsets[member]) > 1 else 0.0,
            min(values),
            max(values),
        )
        for member, values in sorted(given.items())
    ]


def kendall_w(totals: Sequence[Mapping[int, int]]) -> float | None:
    """Whether members order the products alike: 1 all the same, 0 no agreement. Ties corrected.

    Members without a sheet for every product are left out; None with fewer than two members or products,
    or where nobody tells any two products apart.
    """
    members = sorted(set.intersection(*(set(sheets) for sheets in totals))) if totals else []
    if len(members) < 2 or len(totals) < 2:
        return None
    sums, ties = [0.0] * len(totals), 0
    for member in members:
        values = [sheets[member] for sheets in totals]
        for at, rank in enumerate(_ranks(values)):
            sums[at] += rank
        ties += sum(count**3 - count for count in Counter(values).values())
    judges, items = len(members), len(totals)
    centre = fmean(sums)
    squares = sum((value - centre) ** 2 for value in sums)
    whole = judges**2 * (items**3 - items) - judges * ties
    return 12 * squares / whole if whole else None


def _ranks(values: Sequence[int]) -> list[float]:
    """Ranks from 1; equal values share the mean of their places."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


@dataclass(frozen=True)
class Agreement:
    """How alike the marks on one criterion are: the share of pairs of sheets with equal points."""

    criterion: str
    pairs: int
    equal: int

    @property
    def percent(self) -> int:
        return 100 * self.equal // self.pairs if self.pairs else 100


def agreements(points: Sequence[Sequence[Mapping[str, int]]]) -> list[Agreement]:
    """By criterion, the least agreement first; ``points`` holds for each product the points of every sheet."""
    pairs: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    for sheets in points:
        for code in {code for sheet in sheets for code in sheet}:
            counts = Counter(sheet[code] for sheet in sheets if code in sheet)
            pairs[code] += counts.total() * (counts.total() - 1) // 2
            equal[code] += sum(count * (count - 1) // 2 for count in counts.values())
    found = [Agreement(code, pairs[code], equal[code]) for code in pairs]
    return sorted(found, key=lambda row: (row.equal / row.pairs if row.pairs else 1, row.criterion))


@dataclass(frozen=True)
class Spread:
    """The two members furthest apart on one product, and the criteria that set them apart."""

    lowest: int
    highest: int
    points: int
    criteria: tuple[tuple[str, int], ...]


def spread(sheets: Mapping[int, tuple[int, Mapping[str, int]]], *, most: int = 3) -> Spread | None:
    """Who causes the spread, and where; ``sheets`` maps members to total and points by criterion."""
    if len(sheets) < 2:
        return None
    low = min(sheets, key=lambda member: (sheets[member][0], member))
    high = max(sheets, key=lambda member: (sheets[member][0], -member))
    gaps = [
        (code, high_points - sheets[low][1].get(code, 0)) for code, high_points in sheets[high][1].items()
    ]
    wide = sorted((row for row in gaps if row[1]), key=lambda row: (-abs(row[1]), row[0]))
    return Spread(low, high, sheets[high][0] - sheets[low][0], tuple(wide[:most]))
