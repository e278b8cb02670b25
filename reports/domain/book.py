"""A report in the making: lists are frozen first, and every figure and table is counted from what was frozen.

So the rows behind a number are a filter on one of the snapshot's own lists, and cannot differ from the number.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

from core.money import format_number
from core.numbers import format_percent
from reports.domain.frame import Frame
from reports.domain.lists import LISTS, ListKind, Row, Value
from reports.domain.lists.counting import Key, added_up

Where = Mapping[str, Value]
Dims = tuple[str, ...]
Blocks = list[dict[str, Any]]
COUNT = "count"
SHOWN = 20  # so many rows of a list are taken where it is only looked at
FEW = 12  # so many units without anything are shown with their noughts


@dataclass(frozen=True)
class Measure:
    """A column of a pivot: rows of ``list`` fitting ``where``, counted, or the sum of ``measure``."""

    label: str
    list: str
    where: Where = field(default_factory=dict)
    measure: str = COUNT
    kind: str = "count"
    width: int | None = None


class Sums:
    """Rows and known sums by the values of some columns."""

    def __init__(self, rows: int = 0) -> None:
        self.rows = rows
        self.known: int | None = None

    def add(self, value: Value) -> None:
        self.rows += 1
        if isinstance(value, int):
            self.known = (self.known or 0) + value


class Book:
    """The lists, figures and tables of one snapshot; sections write into it.

    One that is ``fleeting`` is only looked at: its figures are counted by the database wherever a list says how,
    and long lists are taken as far as they are shown.
    """

    def __init__(self, frame: Frame, *, fleeting: bool = False) -> None:
        self.frame = frame
        self.fleeting = fleeting
        self.lists: dict[str, dict[str, Any]] = {}
        self.beginnings: dict[str, dict[str, Any]] = {}
        self.figures: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, dict[str, Any]] = {}
        self.charts: dict[str, dict[str, Any]] = {}
        self._cubes: dict[str, Counter[Key]] = {}
        self._sums: dict[tuple[str, Dims, str], dict[tuple[Value, ...], Sums]] = {}

    def frozen(self, code: str) -> dict[str, Any]:
        """The list ``code``, taken the first time it is asked for."""
        if code not in self.lists:
            self.lists[code] = self._taken(LISTS[code], LISTS[code].take(self.frame))
        return self.lists[code]

    @staticmethod
    def _taken(kind: ListKind, rows: Iterable[Row]) -> dict[str, Any]:
        columns = [asdict(one) for one in kind.columns]
        return {
            "label": kind.label,
            "page": kind.page,
            "columns": columns,
            "rows": [list(row) for row in rows],
        }

    def rows(self, code: str) -> list[dict[str, Value]]:
        """The rows of a list by column."""
        names = [column["code"] for column in self.frozen(code)["columns"]]
        return [dict(zip(names, row, strict=True)) for row in self.frozen(code)["rows"]]

    def values(self, code: str, column: str) -> list[Value]:
        """The different values of a column, in the order in which they come; in a fleeting book, in any."""
        return [value for (value,) in self._index(code, (column,), COUNT)]

    def _found(self, code: str, where: Where, measure: str) -> Sums:
        dims = tuple(sorted(where))
        return self._index(code, dims, measure).get(tuple(where[name] for name in dims), Sums())

    def _index(self, code: str, dims: Dims, measure: str) -> dict[tuple[Value, ...], Sums]:
        key = (code, dims, measure)
        if key not in self._sums:
            counted = LISTS[code].counted
            if self.fleeting and counted and measure == COUNT and counted.covers(dims):
                if code not in self._cubes:
                    self._cubes[code] = counted.cube(self.frame)
                by = added_up(self._cubes[code], [list(counted.dimensions).index(name) for name in dims])
                self._sums[key] = {cells: Sums(rows) for cells, rows in by.items()}
            else:
                self._sums[key] = self._of_rows(code, dims, measure)
        return self._sums[key]

    def _of_rows(self, code: str, dims: Dims, measure: str) -> dict[tuple[Value, ...], Sums]:
        place = {column["code"]: number for number, column in enumerate(self.frozen(code)["columns"])}
        places = [place[name] for name in dims]
        summed = None if measure == COUNT else place[measure]
        index: dict[tuple[Value, ...], Sums] = defaultdict(Sums)
        for row in self.frozen(code)["rows"]:
            index[tuple([row[one] for one in places])].add(None if summed is None else row[summed])
        return index

    def count(self, code: str, where: Where | None = None) -> int:
        """How many rows fit."""
        return self._found(code, where or {}, COUNT).rows

    def sum(self, code: str, column: str, where: Where | None = None) -> int | None:
        """The sum of what is known; None where there are rows and nothing is known, 0 without rows."""
        found = self._found(code, where or {}, column)
        return found.known if found.rows else 0

    def value(self, one: Measure, where: Where) -> int | None:
        fits = {**where, **one.where}
        return self.count(one.list, fits) if one.measure == COUNT else self.sum(one.list, one.measure, fits)

    def figure(
        self, code: str, label: str, of: str, where: Where | None = None, *, measure: str = COUNT
    ) -> int:
        """Register a bound figure; texts name it ``{{ so.code }}``."""
        value = self.value(Measure(label, of, where or {}, measure), {}) or 0
        shown = format_number(value)
        if measure != COUNT:
            shown += " đồng"
        self.figures[code] = {
            "label": label,
            "value": value,
            "shown": shown,
            "list": of,
            "where": dict(where or {}),
            "measure": measure,
        }
        return value

    def said(self, code: str, label: str, shown: str) -> str:
        """Register a figure derived from others (a share, words): nothing to open, the same everywhere."""
        self.figures[code] = {
            "label": label,
            "value": None,
            "shown": shown,
            "list": "",
            "where": {},
            "measure": "",
        }
        return shown

    def share(self, code: str, label: str, part: int, whole: int) -> str:
        """A share as a figure, empty where there is nothing to divide by."""
        return self.said(code, label, format_percent(Fraction(part, whole)) if whole else "")

    def pivot(
        self,
        code: str,
        *,
        sheet: str,
        caption: str,
        head: str,
        groups: Iterable[tuple[str, Where]],
        measures: Iterable[Measure],
        head_width: int = 36,
        total: bool = True,
        keep_empty: bool = True,
    ) -> dict[str, Any]:
        """A table counted from lists: a row a group, a column a measure; returns the block that shows it."""
        measures, rows, wheres = list(measures), [], []
        for label, where in groups:
            values = [self.value(one, where) for one in measures]
            if keep_empty or any(values):
                rows.append([label, *values])
                wheres.append(dict(where))
        sums = [_known_sum(row[index] for row in rows) for index in range(1, len(measures) + 1)]
        return self.table(
            code,
            sheet=sheet,
            caption=caption,
            columns=[(head, "text", head_width), *((one.label, one.kind, one.width) for one in measures)],
            rows=rows,
            total=["Tổng", *sums] if total and rows else None,
            row_where=wheres,
            behind=[
                None,
                *({"list": one.list, "where": dict(one.where), "measure": one.measure} for one in measures),
            ],
        )

    def unit_pivot(
        self, code: str, *, units: Iterable[str], measures: Iterable[Measure], **table: Any
    ) -> Blocks:
        """A pivot by unit; where many have nothing (103 communes), a sentence counts them instead of rows."""
        measures, names = list(measures), list(units)
        full = [name for name in names if any(self.value(one, {"area": name}) for one in measures)]
        empty = len(names) - len(full)
        shown = full if full and empty > FEW else names
        groups: list[tuple[str, Where]] = [(name, {"area": name}) for name in shown]
        block = self.pivot(code, groups=groups, measures=measures, **table)
        if len(shown) == len(names):
            return [block]
        self.said(f"{code}_trong", f"Đơn vị chưa có số liệu: {table['caption']}", format_number(empty))
        level = self.frame.level_name
        return [block, say(f"Còn {{{{ so.{code}_trong }}}} {level} chưa có số liệu, không ghi trong bảng.")]

    def table(
        self,
        code: str,
        *,
        sheet: str,
        caption: str,
        columns: Iterable[tuple[str, str, int | None]],
        rows: list[list[Value]],
        total: list[Value] | None = None,
        row_where: list[dict[str, Value]] | None = None,
        behind: list[dict[str, Any] | None] | None = None,
    ) -> dict[str, Any]:
        """A table of given cells; with ``behind``, where each number column's rows are."""
        named = [{"label": label, "kind": kind, "width": width} for label, kind, width in columns]
        self.tables[code] = {
            "sheet": sheet,
            "caption": caption,
            "columns": named,
            "rows": rows,
            "total": total,
            "row_where": row_where,
            "behind": behind,
        }
        return {"table": code}

    def listing(
        self,
        of: str,
        *,
        caption: str,
        columns: Iterable[str],
        where: Where | None = None,
        bands: str = "",
    ) -> dict[str, Any]:
        """A table that shows rows of a frozen list as they are, numbered, under the values of ``bands``."""
        block = {
            "listing": of,
            "caption": caption,
            "columns": list(columns),
            "where": dict(where or {}),
            "bands": bands,
        }
        first = LISTS[of].first
        if not self.fleeting or first is None or where:
            self.frozen(of)
            return block
        self.beginnings[of] = self._taken(LISTS[of], first(self.frame, SHOWN))
        counts = {name: self.count(of, {bands: name}) for name in self.values(of, bands)} if bands else {}
        return {**block, "whole": self.count(of), "counts": counts}

    def chart(
        self, code: str, *, of: str, caption: str, series: Iterable[int], most: int = 20
    ) -> dict[str, Any]:
        """Bars of some number columns of a table, the longest first; the table is what it was drawn from."""
        table = self.tables[of]
        chosen = [index for index in series if any(row[index] for row in table["rows"])]
        bars = [[row[0], *(row[index] or 0 for index in chosen)] for row in table["rows"]]
        bars = sorted((bar for bar in bars if any(bar[1:])), key=lambda bar: -sum(bar[1:]))
        cut = f" ({most} đơn vị nhiều nhất)" if len(bars) > most else ""
        self.charts[code] = {
            "caption": caption + cut,
            "of": of,
            "series": [table["columns"][index]["label"] for index in chosen],
            "bars": bars[:most],
        }
        return {"chart": code}


def _known_sum(values: Iterable[Value]) -> int | None:
    known = [value for value in values if isinstance(value, int)]
    return sum(known) if known else None


def heading(text: str, level: int = 1) -> dict[str, Any]:
    return {"heading": text, "level": level}


def say(text: str) -> dict[str, Any]:
    """A paragraph; ``{{ so.code }}`` in it is a figure of the snapshot."""
    return {"say": text}


def points(*lines: str) -> dict[str, Any]:
    return {"points": list(lines)}


def written(part: str) -> dict[str, Any]:
    """What the office wrote itself under ``part``."""
    return {"written": part}
