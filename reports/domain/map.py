"""The city as circles: where its units lie and how many products each has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from localities.models import Unit
from reports.domain.book import Book
from reports.domain.narrative import address_of

WIDTH, HEIGHT, EDGE, SMALLEST, LARGEST = 640, 520, 34, 3, 20
NAMED = 24  # so many of the units with most products are named, as far as there is room
LETTER, LINE, AWAY = 6.2, 13, 4
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """The name of a unit beside its circle; ``anchor`` is the side of the text that stands at ``x``."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Spot:
    """A unit on the map; ``size`` is the radius of its circle, its area in proportion to the products."""

    name: str
    x: float
    y: float
    size: float
    count: int
    link: str
    label: Label | None = None


def spots(book: Book) -> list[Spot]:
    """The units with a known point, placed in the frame's box, the largest first; north is up."""
    if book.frame.level is None:
        return []
    points = {
        name: (float(longitude or 0), float(latitude or 0))
        for name, longitude, latitude in Unit.objects.filter(
            path__in=list(book.frame.areas), latitude__isnull=False
        )
        .order_by("path")
        .values_list("name", "longitude", "latitude")
    }
    if not points:
        return []
    counts = {name: book.count("products", {"area": name}) for name in points}
    most = max(counts.values()) or 1
    west, east = min(x for x, _ in points.values()), max(x for x, _ in points.values())
    south, north = min(y for _, y in points.values()), max(y for _, y in points.values())
    scale = min((WIDTH - 2 * EDGE) / ((east - west) or 1), (HEIGHT - 2 * EDGE) / ((north - south) or 1))
    left = (WIDTH - (east - west) * scale) / 2
    found = [
        Spot(
            name,
            round(left + (x - west) * scale, 1),
            round(EDGE + (north - y) * scale, 1),
            round(SMALLEST + (LARGEST - SMALLEST) * sqrt(counts[name] / most), 1),
            counts[name],
            address_of("products", {"area": name}) if counts[name] else "",
        )
        for name, (x, y) in sorted(points.items(), key=lambda item: (-counts[item[0]], item[0]))
    ]
    return list(_labelled(found))


def _labelled(found: list[Spot]) -> Iterator[Spot]:
    """Names for the largest: each where it meets neither another name nor a circle, or not at all."""
    taken = [
        (one.x - one.size, one.y - one.size, one.x + one.size, one.y + one.size) for one in found if one.count
    ]
    for place, one in enumerate(found):
        label = None
        if one.count and place < NAMED:
            others = taken[:place] + taken[place + 1 :]
            for choice, box in _choices(one):
                if not _meets(box, others):
                    label = choice
                    taken.append(box)
                    break
        yield Spot(one.name, one.x, one.y, one.size, one.count, one.link, label)


def _choices(one: Spot) -> Iterator[tuple[Label, Box]]:
    """Above, below, right, left of the circle, with the box the name fills."""
    wide, beside = len(one.name) * LETTER, one.size + AWAY
    for x, y, anchor, start in (
        (one.x, one.y - beside, "middle", one.x - wide / 2),
        (one.x, one.y + beside + LINE - AWAY, "middle", one.x - wide / 2),
        (one.x + beside, one.y + AWAY, "start", one.x + beside),
        (one.x - beside, one.y + AWAY, "end", one.x - beside - wide),
    ):
        box = (start, y - LINE + 2, start + wide, y + 2)
        if box[0] >= 0 and box[2] <= WIDTH:
            yield Label(one.name, round(x, 1), round(y, 1), anchor), box


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in others
    )
