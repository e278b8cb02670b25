"""Figures of a list counted by the database, without taking its rows: what a page needs that shows only numbers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from reports.domain.frame import Frame

Key = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Dimension:
    """A column figures are counted by: the database's columns behind it, and the cell their values make."""

    fields: tuple[str, ...]
    cell: Callable[..., str]  # called with the frame and the values of the fields
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows


@dataclass(frozen=True)
class Counted:
    """What the rows of a list are made from, and the columns they can be counted by.

    The counts are those of the list's rows; ``tests/reports/test_counting.py`` holds both against each other.
    """

    rows: Callable[[Frame], Sequence[QuerySet[Any]]]
    dimensions: Mapping[str, Dimension]

    def covers(self, dims: Iterable[str]) -> bool:
        return self.dimensions.keys() >= set(dims)

    def cube(self, frame: Frame) -> Counter[Key]:
        """How many rows there are for each combination of cells in all columns, in their order."""
        columns = list(self.dimensions.values())
        fields = list(dict.fromkeys(field for one in columns for field in one.fields))
        places = [[fields.index(field) for field in one.fields] for one in columns]
        found: Counter[Key] = Counter()
        for rows in self.rows(frame):
            for one in columns:
                rows = one.prepare(rows)
            for *values, count in rows.order_by().values_list(*fields).annotate(counted=Count("pk")):
                cells = [
                    one.cell(frame, *(values[at] for at in place))
                    for one, place in zip(columns, places, strict=True)
                ]
                found[tuple(cells)] += count
        return found


def added_up(cube: Counter[Key], places: Sequence[int]) -> Counter[Key]:
    """The cube by some of its columns."""
    found: Counter[Key] = Counter()
    for cells, count in cube.items():
        found[tuple([cells[at] for at in places])] += count
    return found
