"""What an official document says, apart from how it is printed: the renderers read these alone."""

import base64
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from core.money import format_number

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
class Paragraph:
    """``lead`` opens it in bold type: "Điều 1."."""

    block: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True)
class Points:
    """A list, one line an item."""

    block: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """The page that shows the rows behind a table: its name and arguments."""

    page: str
    arguments: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table under its caption; ``sheet`` names it in a workbook (at most 31 characters)."""

    block: ClassVar[str] = "table"
    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    source: Source | None = None

    def shown(self, row: tuple[Cell, ...]) -> list[tuple[Column, str]]:
        return [(column, column.show(cell)) for column, cell in zip(self.columns, row, strict=True)]

    @property
    def shown_rows(self) -> list[list[tuple[Column, str]]]:
        return [self.shown(row) for row in self.rows]

    @property
    def is_short(self) -> bool:
        """Whether it is kept on one page."""
        return len(self.rows) <= 12

    @property
    def shown_total(self) -> list[tuple[Column, str]]:
        return self.shown(self.total) if self.total is not None else []


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
    """Stacked horizontal bars of whole numbers; ``series`` names the stacked parts."""

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
