"""Whether a snapshot is whole: its shape, what it refers to, and that every figure equals its rows."""

from typing import Any

from reports.domain.kinds import KINDS
from reports.domain.narrative import FIGURE
from reports.domain.snapshot import SCHEMA, Snapshot

KEYS = {
    "schema": int,
    "kind": str,
    "year": int,
    "period": dict,
    "as_of": str,
    "title": str,
    "subject": str,
    "units": list,
    "level": str,
    "is_demo": bool,
    "lists": dict,
    "figures": dict,
    "tables": dict,
    "charts": dict,
    "body": list,
    "annexes": list,
    "narrative": dict,
}


class Recount:
    """Counts the rows of a snapshot's lists again, by itself."""

    def __init__(self, lists: dict[str, Any]) -> None:
        self.lists = lists
        self._indexes: dict[tuple[str, tuple[str, ...], str], dict[tuple, int]] = {}

    def __call__(self, code: str, where: dict[str, Any], measure: str) -> int:
        dims = tuple(sorted(where))
        key = (code, dims, measure)
        if key not in self._indexes:
            self._indexes[key] = _index(self.lists[code], dims, measure)
        return self._indexes[key].get(tuple(where[name] for name in dims), 0)


class BrokenSnapshotError(Exception):
    """A snapshot that must not become a report; says everything that is wrong with it."""


def faults(snapshot: Snapshot) -> list[str]:
    """What is wrong; nothing when it is whole."""
    found = [
        f"{key}: {type(snapshot.get(key)).__name__}"
        for key, kind in KEYS.items()
        if not isinstance(snapshot.get(key), kind)
    ]
    found += [f"unknown key {key}" for key in snapshot.keys() - KEYS.keys()]
    if found:
        return found
    if snapshot["schema"] != SCHEMA or snapshot["kind"] not in KINDS:
        found.append(f"schema {snapshot['schema']}, kind {snapshot['kind']}")
    for code, one in snapshot["lists"].items():
        width = len(one["columns"])
        found += [f"list {code}, row {n}" for n, row in enumerate(one["rows"]) if len(row) != width]
    recount = Recount(snapshot["lists"])
    for code, one in snapshot["tables"].items():
        found += _table_faults(recount, code, one)
    for code, one in snapshot["figures"].items():
        if one["list"] and recount(one["list"], one["where"], one["measure"]) != one["value"]:
            found.append(f"figure {code} is not what its rows say")
    annexed = [block for annex in snapshot["annexes"] for block in annex["blocks"]]
    for block in [*snapshot["body"], *annexed]:
        found += _block_faults(snapshot, block)
    return found


def check(snapshot: Snapshot) -> None:
    """Raise BrokenSnapshotError unless the snapshot is whole."""
    if found := faults(snapshot):
        raise BrokenSnapshotError("; ".join(found))


def _table_faults(recount: Recount, code: str, table: dict[str, Any]) -> list[str]:
    width, behind = len(table["columns"]), table["behind"] or []
    rows = [*table["rows"], *([table["total"]] if table["total"] is not None else [])]
    found = [f"table {code}, row {n}" for n, row in enumerate(rows) if len(row) != width]
    found = found or _total_faults(code, table)
    if found or not behind:
        return found
    for row, where in zip(table["rows"], table["row_where"], strict=True):
        for cell, one in zip(row, behind, strict=True):
            if one is not None and one["measure"]:
                counted = recount(one["list"], {**where, **one["where"]}, one["measure"])
                if counted != (cell or 0):
                    found.append(f"table {code}: {where} says {cell}, its rows {counted}")
    return found


def _total_faults(code: str, table: dict[str, Any]) -> list[str]:
    """Totals that are not the sum of what stands above them."""
    found = []
    for place, total in enumerate(table["total"] or []):
        known = [row[place] for row in table["rows"] if isinstance(row[place], int)]
        if isinstance(total, int) and sum(known) != total:
            found.append(f"table {code}: column {place} adds up to {sum(known)}, not {total}")
    return found


def _index(frozen: dict[str, Any], dims: tuple[str, ...], measure: str) -> dict[tuple, int]:
    place = {column["code"]: n for n, column in enumerate(frozen["columns"])}
    found: dict[tuple, int] = {}
    for row in frozen["rows"]:
        key = tuple(row[place[name]] for name in dims)
        found[key] = found.get(key, 0) + (1 if measure == "count" else row[place[measure]] or 0)
    return found


def _block_faults(snapshot: Snapshot, block: dict[str, Any]) -> list[str]:
    match block:
        case {"table": code}:
            return [] if code in snapshot["tables"] else [f"no table {code}"]
        case {"chart": code}:
            return [] if code in snapshot["charts"] else [f"no chart {code}"]
        case {"listing": code}:
            return [] if code in snapshot["lists"] else [f"no list {code}"]
        case {"say": text}:
            return [f"no figure {name}" for name in FIGURE.findall(text) if name not in snapshot["figures"]]
        case {"heading": _} | {"points": _} | {"written": _}:
            return []
    return [f"no such block: {sorted(block)}"]
