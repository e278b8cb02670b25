"""The chain of a sheet's log: every line carries the digest of the one before. No Django.

A line is a text in one canonical form; its digest is SHA-256 of the previous digest and the text. Whoever
changes, removes or moves a line breaks every digest after it; cutting the end off is found by the seal of
the round, which holds the last digest and the number of lines of every sheet.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A row of the log as it stands in the database."""

    sheet: int
    number: int
    body: str
    previous: str
    digest: str


@dataclass(frozen=True)
class Head:
    """Where the chain of a sheet ends: how many lines, and the digest of the last."""

    count: int
    digest: str


@dataclass
class Replayed:
    """What a sheet's log says the sheet holds: (option, points, remark) by criterion, opinion, state."""

    marks: dict[str, list[Any]] = field(default_factory=dict)
    comment: str = ""
    state: str = "open"


def canonical(value: Any) -> str:
    """One text for one value, whatever the order its keys were put in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def beginning(sheet: int) -> str:
    """What the first line of a sheet's chain hangs on."""
    return digest(f"ocop-phieu:{sheet}")


def linked(previous: str, body: str) -> str:
    """The digest of a line whose text is ``body``, after the line whose digest is ``previous``."""
    return digest(previous + body)


def faults(sheet: int, lines: Sequence[Line], expected: Head | None = None) -> list[str]:
    """What is wrong with the chain of ``sheet``; ``lines`` are its rows ordered by number.

    ``expected`` is where the chain must have passed: a line and its digest, as a seal or the sheet says.
    """
    found = []
    previous = beginning(sheet)
    for place, line in enumerate(lines, start=1):
        if line.number != place:
            found.append(f"thiếu hoặc thừa dòng nhật ký số {place}")
            break
        if _says(line) != (sheet, place):
            found.append(f"dòng nhật ký số {place} không thuộc chỗ này")
        if line.previous != previous or linked(line.previous, line.body) != line.digest:
            found.append(f"dòng nhật ký số {place} đã bị sửa hoặc đổi chỗ")
        previous = line.digest
    if expected and expected.count > len(lines):
        found.append(f"nhật ký mất dòng: còn {len(lines)} trên {expected.count}")
    elif expected and not _passes(sheet, lines, expected):
        found.append(f"dòng nhật ký số {expected.count} khác với dấu niêm phong")
    return found


def _passes(sheet: int, lines: Sequence[Line], expected: Head) -> bool:
    at = lines[expected.count - 1].digest if expected.count else beginning(sheet)
    return at == expected.digest


def _says(line: Line) -> tuple[Any, Any]:
    """The sheet and the number the text itself names."""
    try:
        body = json.loads(line.body)
        return body["sheet"], body["n"]
    except (ValueError, KeyError, TypeError):
        return None, None


def replay(lines: Iterable[Line]) -> Replayed:
    """What the sheet holds after all these lines."""
    now = Replayed()
    for line in lines:
        body: Mapping[str, Any] = json.loads(line.body)
        now.marks |= body.get("marks", {})
        now.comment = body.get("comment", now.comment)
        now.state = body.get("state", now.state)
    return now
