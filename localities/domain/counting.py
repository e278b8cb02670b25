"""Counting by administrative unit: a row counts in its unit and in everything above it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from localities.models import Unit


def count_by_unit(rows: Iterable[Any]) -> Counter[str]:
    """How many of the rows lie in each unit, by its path: in the unit itself or anywhere below."""
    if isinstance(rows, QuerySet):
        return tally(rows, "path" if rows.model is Unit else "unit__path")
    return add_up((row.path if isinstance(row, Unit) else row.unit.path, 1) for row in rows)


def tally(rows: QuerySet[Any], path: str, *, of: str = "pk") -> Counter[str]:
    """The same for rows whose unit's path is the column ``path``; one query, whatever their number.

    ``of`` is the column whose different values are counted: the rows themselves, or what they are of.
    """
    return add_up(rows.order_by().values_list(path).annotate(n=Count(of, distinct=True)))


def add_up(by_path: Iterable[tuple[str | None, int]]) -> Counter[str]:
    """Numbers found for the paths of units, each counted in all that lies above too."""
    counted: Counter[str] = Counter()
    for path, number in by_path:
        for above in _lineage(path or ""):
            counted[above] += number
    return counted


def _lineage(path: str) -> list[str]:
    """The path itself and those above it: "/a/b/" → "/a/", "/a/b/"."""
    parts = [part for part in path.split("/") if part]
    return [f"/{'/'.join(parts[:depth])}/" for depth in range(1, len(parts) + 1)]
