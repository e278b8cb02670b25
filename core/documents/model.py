"""What an official document says, apart from how it is printed: the renderers read these alone."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import ClassVar, Literal

from core.money import format_number

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
WIDE = 9
NARROW = 7  # percent of the page: the least a column without a width is left
# letters on a line of a page upright and across, in usual and in small type
LETTERS, SMALL_LETTERS = (80, 125), (98, 153)
# letters: at the edges of a cell, in the narrowest column, in a column of days, of the longest word kept whole, of the
# longest text a column counts with; looked for in so many rows
EDGES, LEAST, DAY, WORD, MOST, LOOKED_AT = 2, 5, 11, 14, 34, 300
SHORT, TALL = 12, 20
"""Rows of a table that is not broken, and lines of text in them."""
Cell = str | int | date | None
CellKind = Literal["text", "count", "money", "share", "date"]


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` is its share of the page in percent."""

    label: str
    kind: CellKind = "text"
    width: int | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in {"count", "money", "share"}

    def show(self, cell: Cell) -> str:
        """The cell as printed: 2.520.000.000, 31/12/2022; nothing for None."""
        if cell is None:
            return ""
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        return format_number(cell) if isinstance(cell, int) else cell


@dataclass(frozen=True)
class Heading:
    """Level 1: "II. KẾT QUẢ"; level 2: "3. Đào tạo"."""

    block: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Number:
    """A figure inside a text; ``link`` says where the rows behind it are, for the page that shows them."""

    shown: str
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """``lead`` opens it in bold type: "Điều 1."; ``parts`` is the same text with its figures apart."""

    block: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""
    parts: tuple[str | Number, ...] = ()


@dataclass(frozen=True)
class Points:
    """A list, one line an item; ``parts`` are the same lines with their figures apart."""

    block: ClassVar[str] = "points"
    items: tuple[str, ...]
    parts: tuple[tuple[str | Number, ...], ...] = ()

    @property
    def lines(self) -> tuple[tuple[str | Number, ...], ...]:
        return self.parts or tuple((item,) for item in self.items)


@dataclass(frozen=True)
class Source:
    """The page that shows the rows behind a table: its name and arguments."""

    page: str
    arguments: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A cell as printed, with the column it stands in and where the rows behind it are."""

    column: Column
    text: str
    link: str = ""


@dataclass(frozen=True)
class ShownRow:
    """``band`` is a line across the table before the row."""

    cells: list[Shown]
    band: str = ""


@dataclass(frozen=True)
class Layout:
    """What each column of a table takes of the page, in percent; whether its letters are small.

    ``is_short``: it is kept on one page. A taller one would leave half of the page before it empty.
    """

    widths: list[float]
    is_small: bool
    is_short: bool


@dataclass(frozen=True)
class Table:
    """A table under its caption; ``sheet`` names it in a workbook (at most 31 characters; empty: in none).

    ``links`` has a place for each cell, ``bands`` a line to print before some rows. ``opens`` leads to all rows
    of a table of which only some are shown; ``hidden`` says how many are not.
    """

    block: ClassVar[str] = "table"
    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    source: Source | None = None
    links: tuple[tuple[str, ...], ...] = ()
    total_links: tuple[str, ...] = ()
    bands: Mapping[int, str] = field(default_factory=dict)
    opens: str = ""
    hidden: int = 0

    def shown(self, row: tuple[Cell, ...], links: tuple[str, ...] = (), band: str = "") -> ShownRow:
        texts = zip(self.columns, row, links or ("",) * len(row), strict=True)
        return ShownRow([Shown(column, column.show(cell), link) for column, cell, link in texts], band)

    def layout(self, *, landscape: bool) -> Layout:
        """How the table is set on a page of that side: no day, number or usual word is broken where it need not be.

        Columns without a width share what those with one leave, by their words and texts. Where a word or a day has
        no room so, all columns share the page by what they ask for; where even that is too little, in small letters.
        """
        asks = [self._asks(place) for place in range(len(self.columns))]
        least = [word for word, _ in asks]
        is_small = len(self.columns) > WIDE or sum(least) > LETTERS[landscape]
        room = (SMALL_LETTERS if is_small else LETTERS)[landscape]
        shares = self._given(asks)
        if shares is None or any(
            share * room < 100 * word for share, word in zip(shares, least, strict=True)
        ):
            spare = max(room - sum(least), 0)
            more = sum(text - word for word, text in asks) or 1
            shares = [word + spare * (text - word) / more for word, text in asks]
        widths = [round(100 * share / sum(shares), 3) for share in shares]
        return Layout(widths, is_small, self._is_short([width * room / 100 for width in widths]))

    def _is_short(self, letters: list[float]) -> bool:
        """Whether its rows are few, and few lines where so many letters stand on a line of each column."""
        if len(self.rows) > SHORT:
            return False
        lines = [
            max(ceil(len(column.show(cell)) / room) for column, cell, room in zip(*cells, strict=True))
            for cells in ((self.columns, row, letters) for row in self.rows)
        ]
        return sum(lines) <= TALL

    def _given(self, asks: list[tuple[int, int]]) -> list[float] | None:
        """The widths columns were given, in percent, the rest shared by the others; None: they leave too little."""
        given = [column.width or 0 for column in self.columns]
        free = [place for place, column in enumerate(self.columns) if column.width is None]
        if sum(given) + NARROW * len(free) > 100:
            return None
        left, whole = 100 - sum(given), sum(sum(asks[place]) for place in free)
        shares = [left * sum(asks[n]) / whole if n in free else float(one) for n, one in enumerate(given)]
        return [100 * share / sum(shares) for share in shares]

    def _asks(self, place: int) -> tuple[int, int]:
        """The letters of the longest word of a column and of its longest text, within what it may ask for."""
        column = self.columns[place]
        shown = [column.show(row[place]) for row in self.rows[:LOOKED_AT]]
        word = max((len(word) for text in (column.label, *shown) for word in text.split()), default=0)
        text = max(len(column.label) // 2, *map(len, shown), 0)
        least = max(min(word, WORD) + EDGES, DAY if column.kind == "date" else LEAST)
        return least, max(min(text + EDGES, MOST), least)

    @property
    def shown_rows(self) -> list[ShownRow]:
        return [
            self.shown(row, self.links[index] if self.links else (), self.bands.get(index, ""))
            for index, row in enumerate(self.rows)
        ]

    @property
    def shown_total(self) -> ShownRow | None:
        return self.shown(self.total, self.total_links) if self.total is not None else None


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its label and the value of each series."""

    label: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class Chart:
    """Stacked horizontal bars of whole numbers; ``series`` names the stacked parts.

    ``table`` are the figures it was drawn from, where they are not printed beside it.
    """

    block: ClassVar[str] = "chart"
    caption: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Picture:
    """A PNG so many millimetres wide, and what it shows for who cannot see it."""

    block: ClassVar[str] = "picture"
    png: bytes
    alt: str
    width: int = 30

    @property
    def pixels(self) -> int:
        """The width in the pixels of style sheets, 96 to an inch."""
        return round(self.width * 96 / 25.4)

    @property
    def address(self) -> str:
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


Block = Heading | Paragraph | Points | Table | Chart | Picture


@dataclass(frozen=True)
class Annex:
    """An annex on pages of its own, numbered by itself.

    ``number`` is its place among all where some are drawn apart; 0: as it comes.
    """

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    number: int = 0


@dataclass(frozen=True)
class OfficialDocument:
    """An administrative document laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I.

    ``number`` is empty until it is issued; ``symbol`` is what follows it ("/BC-VPĐP"). ``parent`` and
    ``issuer`` are written in capitals, with the line breaks of a letter head; ``issuer_name`` as in a sentence.
    A decision names its ``authority`` in capitals and the ``grounds`` it stands on; minutes have a ``cosigner``
    (the secretary) beside who presided.
    """

    parent: str
    issuer: str
    issuer_name: str
    symbol: str
    place: str
    kind: str
    subject: str
    body: tuple[Block, ...]
    signer_position: str
    number: str = ""
    day: date | None = None
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: str = ""
    note: str = ""
    landscape: bool = False
    authority: str = ""
    grounds: tuple[str, ...] = ()
    cosigner_position: str = ""
    cosigner: str = ""
    annexes: tuple[Annex, ...] = field(default=())

    @property
    def tables(self) -> list[Table]:
        """Every table, of the body and then of the annexes."""
        blocks = [*self.body, *(block for annex in self.annexes for block in annex.blocks)]
        return [block for block in blocks if isinstance(block, Table)]
