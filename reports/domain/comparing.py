"""What changed between two snapshots, figure by figure, cell by cell, row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.documents import Column
from core.money import format_number
from reports.domain.snapshot import Snapshot

GONE, CAME = "Không còn", "Thêm mới"
MOST = 200


@dataclass(frozen=True)
class FigureChange:
    """A figure in both; ``difference`` is signed, empty where the figures are words or shares."""

    label: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class CellChange:
    """A cell of a table of both."""

    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """A row that one list has and the other has not."""

    list: str
    name: str
    what: str


@dataclass
class Comparison:
    """All differences; ``more_rows`` counts those beyond what is listed."""

    figures: list[FigureChange] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    more_rows: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.cells or self.rows or self.texts)


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """From ``before`` to ``after``: two versions, or two periods of one kind."""
    found = Comparison()
    _figures(before, after, found)
    for code in after["tables"].keys() & before["tables"].keys():
        _cells(before["tables"][code], after["tables"][code], found)
    found.cells.sort(key=lambda one: (one.table, one.row))
    for code in after["lists"]:
        if code in before["lists"]:
            _rows(before["lists"][code], after["lists"][code], found)
    found.more_rows = max(0, len(found.rows) - MOST)
    del found.rows[MOST:]
    for part, text in after["narrative"].items():
        earlier = before["narrative"].get(part, "")
        if earlier != text:
            found.texts.append((part, earlier, text))
    return found


def _figures(before: Snapshot, after: Snapshot, found: Comparison) -> None:
    for code, one in after["figures"].items():
        earlier = before["figures"].get(code)
        if earlier is None or earlier["shown"] == one["shown"]:
            continue
        difference = ""
        if one["value"] is not None and earlier["value"] is not None:
            moved = one["value"] - earlier["value"]
            difference = f"{'+' if moved > 0 else '−'}{format_number(abs(moved))}"
        found.figures.append(FigureChange(one["label"], earlier["shown"], one["shown"], difference))


def _cells(before: dict[str, Any], after: dict[str, Any], found: Comparison) -> None:
    earlier = dict(zip(_counted(row[0] for row in before["rows"]), before["rows"], strict=True))
    places = {name: place for place, name in enumerate(_named_columns(before))}
    for row, name in zip(after["rows"], _counted(row[0] for row in after["rows"]), strict=True):
        old = earlier.get(name)
        if old is None:
            continue
        for column, said, value in zip(after["columns"], _named_columns(after), row, strict=True):
            if said in places and (was := old[places[said]]) != value:
                kind = Column(said, column["kind"])
                change = CellChange(after["caption"], row[0], said, kind.show(was), kind.show(value))
                found.cells.append(change)


def _named_columns(table: dict[str, Any]) -> list[str]:
    """The labels of the columns; one used more than once is told apart by the column before it."""
    labels = [one["label"] for one in table["columns"]]
    return [
        f"{labels[place - 1]}: {label}" if place and labels.count(label) > 1 else label
        for place, label in enumerate(labels)
    ]


def _counted(names: Iterable[str]) -> list[tuple[str, int]]:
    """The names, each with how often it stood above: two rows of one name stay two."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def _rows(before: dict[str, Any], after: dict[str, Any], found: Comparison) -> None:
    """Rows that came or went, by their key where they have one, else by all that is in them."""
    earlier, later = _keyed(before), _keyed(after)
    found.rows += [RowChange(after["label"], later[key], CAME) for key in later if key not in earlier]
    found.rows += [RowChange(after["label"], earlier[key], GONE) for key in earlier if key not in later]


def _keyed(frozen: dict[str, Any]) -> dict[Any, str]:
    place = next((n for n, one in enumerate(frozen["columns"]) if one["code"] == "pk"), None)
    return {
        (row[place] if place is not None else tuple(row)): " · ".join(
            str(value) for value in row[:2] if value
        )
        for row in frozen["rows"]
    }
