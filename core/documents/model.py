"""What an official document says, apart from how it is printed: the renderers read these alone."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from core.money import format_number

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NARROW = 6  # columns without a width get so much of the page each, whatever the others ask for
DAY = 16  # a day is not to be broken
LEAST, MOST, LOOKED_AT = 8, 32, 300  # letters a column may count for, and in how many rows they are counted
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

    @property
    def widths(self) -> list[float]:
        """What each column takes of the page, in percent; those without a width share what is left by their texts."""
        given = sum(column.width or 0 for column in self.columns)
        texts = {place: self._longest(place) for place, one in enumerate(self.columns) if one.width is None}
        left = max(100 - given, NARROW * len(texts))
        shares = [
            left * texts[place] / sum(texts.values()) if place in texts else column.width or 0
            for place, column in enumerate(self.columns)
        ]
        return [round(100 * share / sum(shares), 3) for share in shares]

    def _longest(self, place: int) -> int:
        """The length of the longest text of a column, within what a column may ask for."""
        column = self.columns[place]
        if column.kind == "date":
            return DAY
        shown = (len(column.show(row[place])) for row in self.rows[:LOOKED_AT])
        return min(max(LEAST, len(column.label) // 2, *shown, 0), MOST)

    @property
    def shown_rows(self) -> list[ShownRow]:
        return [
            self.shown(row, self.links[index] if self.links else (), self.bands.get(index, ""))
            for index, row in enumerate(self.rows)
        ]

    @property
    def is_short(self) -> bool:
        """Whether it is kept on one page."""
        return len(self.rows) <= 12

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
    """An annex on pages of its own, numbered by itself."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


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
