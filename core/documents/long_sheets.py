"""Sheets of thousands of rows, written as XML by ourselves: a library's object for every cell costs ten times more.

A workbook of the library holds everything else (names, widths, header, print titles, styles); these rows are put
into its sheets when the file is packed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import IO
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.documents.model import Cell

EPOCH = date(1899, 12, 30).toordinal()
END = b"</sheetData>"
PACKET = 1000


@dataclass(frozen=True)
class LongRows:
    """The rows of one sheet, from number ``first`` on; ``numbers`` has the style of whole numbers in each column."""

    rows: Sequence[tuple[Cell, ...]]
    first: int
    text: int
    day: int
    numbers: tuple[int, ...]

    def put_into(self, sheet: bytes, out: IO[bytes]) -> None:
        """Write the XML of a sheet with these rows as its last."""
        before, end, after = sheet.rpartition(END)
        out.write(before)
        for packet in self._packets():
            out.write(packet)
        out.write(end + after)

    def _packets(self) -> Iterator[bytes]:
        text_of, day = _texts(self.text), f'<c s="{self.day}"><v>'
        numbers = [f'<c s="{style}"><v>' for style in self.numbers]
        packet: list[str] = []
        for place, row in enumerate(self.rows, start=self.first):
            packet.append(f'<row r="{place}">')
            for number, value in zip(numbers, row, strict=True):
                if value is None:
                    packet.append("<c/>")
                elif isinstance(value, str):
                    packet.append(text_of(value))
                elif isinstance(value, date):
                    packet.append(f"{day}{value.toordinal() - EPOCH}</v></c>")
                else:
                    packet.append(f"{number}{value:d}</v></c>")
            packet.append("</row>")
            if place % PACKET == 0:
                yield "".join(packet).encode()
                packet.clear()
        yield "".join(packet).encode()


def _texts(style: int) -> Callable[[str], str]:
    @lru_cache(maxsize=4096)
    def cell(text: str) -> str:
        """Text said to be text: what looks like a formula is none."""
        clean = escape(ILLEGAL_CHARACTERS_RE.sub("", text))
        return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'

    return cell
