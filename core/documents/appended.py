"""Objects written behind a finished PDF as they come (an incremental update): of each only its place is kept.

pikepdf holds every object of a file until it is saved, some kilobytes each; a table of 20,000 rows has 180,000.
"""

import hashlib
import zlib
from array import array
from collections.abc import Sequence
from typing import BinaryIO

A_STREAM = 200  # so many objects are packed into one stream
ALONE = 0xFFFF  # an object that stands by itself in the file, not in a stream
Ids = tuple[bytes, bytes]


class Appended:
    """Writes behind ``base``, a PDF with ``size`` object numbers, into ``file``."""

    def __init__(self, base: bytes, size: int, file: BinaryIO) -> None:
        self._file = file
        self._file.write(base)
        self._at = len(base)
        self._before = _last_table(base)
        self._first = size
        self._digest = hashlib.sha256(base)
        # where each new object is: its offset, or the stream that holds it; and its place in that stream
        self._where, self._place = array("Q"), array("H")
        self._changed: dict[int, tuple[int, int]] = {}
        self._waiting: list[tuple[int, str]] = []

    def new(self) -> int:
        """A number for an object to be put later."""
        self._where.append(0)
        self._place.append(ALONE)
        return self._first + len(self._where) - 1

    def put(self, number: int, text: str) -> None:
        """An object; one of the base is replaced by it."""
        self._waiting.append((number, text))
        if len(self._waiting) == A_STREAM:
            self._pack()

    def stream(self, content: bytes, facts: str = "") -> int:
        """A stream of its own; its number."""
        number, packed = self.new(), zlib.compress(content)
        self._found(number, self._at, ALONE)
        self._write(
            f"{number} 0 obj\n<<{facts}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode(),
            packed,
            b"\nendstream\nendobj\n",
        )
        return number

    def close(self, *, root: str, info: str, identifier: bytes) -> None:
        """Write what waits and the table of places."""
        self._pack()
        table, start = self.new(), self._at
        self._found(table, start, ALONE)
        rows = bytearray()
        index: list[int] = []
        for number, (where, place) in sorted(self._changed.items()):
            index += [number, 1]
            rows += _row(where, place)
        index += [self._first, len(self._where)]
        for where, place in zip(self._where, self._place, strict=True):
            rows += _row(where, place)
        ids = f"[<{identifier.hex()}><{self._digest.hexdigest()[:32]}>]"
        packed = zlib.compress(bytes(rows))
        self._write(
            f"{table} 0 obj\n<</Type/XRef/W[1 5 2]/Index{_list(index)}/Size {self._first + len(self._where)}"
            f"/Prev {self._before}/Root {root}/Info {info}/ID{ids}"
            f"/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode(),
            packed,
            f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode(),
        )

    def _pack(self) -> None:
        if not self._waiting:
            return
        holder = self.new()
        heads, texts, at = [], [], 0
        for place, (number, text) in enumerate(self._waiting):
            self._found(number, holder, place)
            heads += [number, at]
            texts.append(text)
            at += len(text) + 1
        self._waiting = []
        head = " ".join(map(str, heads)) + " "
        packed = zlib.compress((head + "\n".join(texts)).encode("latin-1"))
        self._found(holder, self._at, ALONE)
        self._write(
            f"{holder} 0 obj\n<</Type/ObjStm/N {len(texts)}/First {len(head)}"
            f"/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode(),
            packed,
            b"\nendstream\nendobj\n",
        )

    def _found(self, number: int, where: int, place: int) -> None:
        if number < self._first:
            self._changed[number] = (where, place)
        else:
            self._where[number - self._first] = where
            self._place[number - self._first] = place

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            self._file.write(part)
            self._digest.update(part)
            self._at += len(part)


def reference(number: int) -> str:
    return f"{number} 0 R"


def references(numbers: Sequence[int]) -> str:
    return f"[{' '.join(map(reference, numbers))}]"


def _list(numbers: Sequence[int]) -> str:
    return f"[{' '.join(map(str, numbers))}]"


def _row(where: int, place: int) -> bytes:
    kind, second = (1, 0) if place == ALONE else (2, place)
    return bytes((kind,)) + where.to_bytes(5, "big") + second.to_bytes(2, "big")


def _last_table(base: bytes) -> int:
    """Where the base's own table of places begins, as its last lines say."""
    return int(base[base.rindex(b"startxref") + 9 :].split()[0])
