"""A table of many thousands of rows, drawn straight onto pages: tagged, the same bytes every time.

WeasyPrint spends a millisecond on each cell and some 150 kB on each row; such a table needs neither its style
sheets nor its layouts. The look is that of official.html. What is drawn goes to the file at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import pikepdf
from pikepdf import Dictionary

from core.documents.appended import Appended, reference, references
from core.documents.model import Annex, Column, Table
from core.documents.typeface import Typeface

MM = 72 / 25.4
SIZE, LINE, DROP = 10.5, 12.6, 2.6  # a line of a cell, and how far its letters stand above the line's foot
ACROSS, DOWN, RULE = 1.5 * MM, MM, 0.2 * MM
TITLE_SIZE, TITLE_LINE, NUMBER_SIZE = 14, 18, 13
EVERY = 500
Lines = list[str]


@dataclass(frozen=True)
class Paper:
    """A page's size and where its text stands, in points from the lower left corner."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, annex: Annex) -> "Paper":
        """A4 with the margins of official papers; lying down, the sheet is turned to the left."""
        if annex.landscape:
            return cls(297 * MM, 210 * MM, 20 * MM, 277 * MM, 180 * MM, 15 * MM)
        return cls(210 * MM, 297 * MM, 30 * MM, 195 * MM, 277 * MM, 20 * MM)


@dataclass
class Faces:
    """The faces annexes are set in."""

    regular: Typeface = field(default_factory=lambda: Typeface("regular"))
    bold: Typeface = field(default_factory=lambda: Typeface("bold"))
    italic: Typeface = field(default_factory=lambda: Typeface("italic"))
    NAMES: ClassVar = ("regular", "bold", "italic")

    def note(self, table: Table, title: Sequence[str]) -> None:
        """The letters of a table, known before the first is drawn: fonts are embedded once, in front."""
        *strong, slanted = title
        for text in (*strong, *(column.label for column in table.columns), *table.bands.values()):
            self.bold.note(text)
        self.italic.note(slanted + table.caption)
        self.regular.note("0123456789")
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                self.regular.note(column.show(cell))
        for column, cell in zip(table.columns, table.total or (), strict=False):
            self.bold.note(column.show(cell))

    def embedded(self, pdf: pikepdf.Pdf) -> Dictionary:
        return Dictionary({f"/{name}": getattr(self, name).embedded(pdf) for name in self.NAMES})


@dataclass
class Element:
    """An element of the structure tree: its number in the file, and what is in it as it will be written."""

    number: int
    kind: str
    parent: int
    facts: str = ""
    page: int | None = None
    kids: list[str] = field(default_factory=list)

    def written(self) -> str:
        page = f"/Pg {reference(self.page)}" if self.page is not None else ""
        return (
            f"<</Type/StructElem/S/{self.kind}/P {reference(self.parent)}{page}{self.facts}"
            f"/K[{' '.join(self.kids)}]>>"
        )


@dataclass(frozen=True)
class Place:
    """Where a document awaits an annex: the numbers of what stands there until it is drawn."""

    pages: int  # the node of its pages, with one page that only holds the place
    first: int  # that page
    above: int  # the node above
    fonts: int
    section: int  # its element, below the document's
    document: int
    parents: int  # its leaf of the parent tree


class Sheet:
    """One page in the making: what is drawn, and the elements its pieces belong to."""

    def __init__(self, number: int, paper: Paper) -> None:
        self.number, self.paper = number, paper
        self.y = paper.top
        self.marked: list[int] = []
        self._drawn: list[str] = []
        self._rules: list[str] = []

    def text(
        self, lines: Sequence[tuple[float, float, str]], face: Typeface, size: float, element: Element | None
    ) -> None:
        """Lines at their places, a piece of ``element``; without one they say nothing new."""
        if element is None:
            opening = "/Artifact BMC"
        else:
            opening = f"/{element.kind} <</MCID {len(self.marked)}>> BDC"
            element.page = self.number
            element.kids.append(str(len(self.marked)))
            self.marked.append(element.number)
        shown = "\n".join(f"1 0 0 1 {x:.2f} {y:.2f} Tm {face.written(line)} Tj" for x, y, line in lines)
        self._drawn.append(f"{opening}\nBT /{face.name} {size} Tf\n{shown}\nET\nEMC")

    def box(self, x: float, y: float, width: float, height: float, *, grey: bool = False) -> None:
        if grey:
            self._rules.append(f"q .93 g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")
        self._rules.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def close(self, out: Appended, place: Place, key: int) -> None:
        """Write the page; ``key`` is its place in the parent tree."""
        rules = "\n".join(["/Artifact BMC", f"{RULE:.3f} w", *self._rules, "EMC"])
        drawn = out.stream("\n".join([rules, *self._drawn]).encode())
        box = f"[0 0 {self.paper.width:.3f} {self.paper.height:.3f}]"
        out.put(
            self.number,
            f"<</Type/Page/Parent {reference(place.pages)}/MediaBox{box}/Tabs/S/StructParents {key}"
            f"/Resources<</Font {reference(place.fonts)}>>/Contents {reference(drawn)}>>",
        )


class RuledAnnex:
    """Draws an annex of one table at its place in a document; ``key`` is its first page's in the parent tree."""

    def __init__(
        self, out: Appended, place: Place, key: int, annex: Annex, title: Sequence[str], faces: Faces
    ) -> None:
        [self.table] = [block for block in annex.blocks if isinstance(block, Table)]
        self.out, self.place, self.paper, self.faces = out, place, Paper.of(annex), faces
        self.first_key, self.parents, self.numbers = key, [], []  # type: tuple[int, list[int], list[int]]
        room = self.paper.right - self.paper.left
        self.widths = [room * share / 100 for share in self.table.layout(landscape=annex.landscape).widths]
        self.heads = [
            self.faces.bold.lines(column.label, SIZE, width - 2 * ACROSS)
            for column, width in zip(self.table.columns, self.widths, strict=True)
        ]
        self.sheet = self._new_sheet()
        self.section = Element(place.section, "Sect", place.document)
        self._titled(title)
        self.element = self._element("Table", self.section)
        self._captioned()
        head = self._element("THead", self.element)
        row = self._element("TR", head)
        self._head(row)
        self._put(row, head)
        self.fresh = self.sheet.y  # where the rows of a page begin
        self.body = self._element("TBody", self.element)

    @property
    def pages(self) -> int:
        return len(self.numbers)

    def draw(self, step: Callable[[int], None]) -> None:
        """Every row; ``step`` is told how many are behind us and may raise to stop."""
        for index, row in enumerate(self.table.rows):
            cells = self._cells(row, self.faces.regular)
            if band := self.table.bands.get(index):
                self._band(band, room_for=_height(cells))
            self._row(cells, self.faces.regular)
            if index % EVERY == 0:
                step(index)
        if self.table.total is not None:
            self._row(self._cells(self.table.total, self.faces.bold), self.faces.bold)
        self._close_sheet()
        self._put(self.body, self.element, self.section)
        self._settle()
        step(len(self.table.rows))

    def _settle(self) -> None:
        """Put the nodes that know all pages in the place of those that held it."""
        kids = references(self.numbers)
        above = reference(self.place.above)
        self.out.put(self.place.pages, f"<</Type/Pages/Parent {above}/Count {self.pages}/Kids{kids}>>")
        last = self.first_key + self.pages - 1
        named = " ".join(f"{key} {reference(n)}" for key, n in enumerate(self.parents, start=self.first_key))
        self.out.put(self.place.parents, f"<</Limits[{self.first_key} {last}]/Nums[{named}]>>")

    def _element(self, kind: str, parent: Element, facts: str = "") -> Element:
        """A new last child of ``parent``, written when all that is in it is known."""
        made = Element(self.out.new(), kind, parent.number, facts)
        parent.kids.append(reference(made.number))
        return made

    def _put(self, *elements: Element) -> None:
        for one in elements:
            self.out.put(one.number, one.written())

    def _new_sheet(self) -> Sheet:
        self.numbers.append(self.out.new() if self.numbers else self.place.first)
        sheet = Sheet(self.numbers[-1], self.paper)
        if self.pages > 1:
            number, face = str(self.pages), self.faces.regular
            middle = (self.paper.width - face.width(number, NUMBER_SIZE)) / 2
            height = (self.paper.top + self.paper.height) / 2 - NUMBER_SIZE / 3
            sheet.text([(middle, height, number)], face, NUMBER_SIZE, None)
        return sheet

    def _close_sheet(self) -> None:
        self.sheet.close(self.out, self.place, self.first_key + self.pages - 1)
        self.parents.append(self.out.new())
        self.out.put(self.parents[-1], references(self.sheet.marked))

    def _next_sheet(self) -> None:
        self._close_sheet()
        self.sheet = self._new_sheet()
        self._head(None)
        self.fresh = self.sheet.y

    def _centred(self, text: str, face: Typeface, size: float, line: float, element: Element) -> None:
        placed = []
        for one in face.lines(text, size, self.paper.right - self.paper.left):
            self.sheet.y -= line
            middle = (self.paper.left + self.paper.right - face.width(one, size)) / 2
            placed.append((middle, self.sheet.y + line / 4, one))
        self.sheet.text(placed, face, size, element)

    def _titled(self, title: Sequence[str]) -> None:
        *strong, slanted = title
        heading = self._element("H2", self.section)
        for text in strong:
            self._centred(text, self.faces.bold, TITLE_SIZE, TITLE_LINE, heading)
        said = self._element("P", self.section)
        self._centred(slanted, self.faces.italic, TITLE_SIZE, TITLE_LINE, said)
        self._put(heading, said)
        self.sheet.y -= 4 * MM

    def _captioned(self) -> None:
        caption = self._element("Caption", self.element)
        self._centred(self.table.caption, self.faces.italic, NUMBER_SIZE, TITLE_LINE, caption)
        self._put(caption)
        self.sheet.y -= MM

    def _head(self, row: Element | None) -> None:
        """The labels: on the first page they are the table's, on the others they only repeat."""
        height = _height(self.heads)
        x = self.paper.left
        for lines, width in zip(self.heads, self.widths, strict=True):
            cell = self._element("TH", row, "/A<</O/Table/Scope/Column>>") if row is not None else None
            self._cell(x, width, height, lines, self.faces.bold, "centre", cell)
            x += width
        self.sheet.y -= height

    def _cells(self, row: Sequence, face: Typeface) -> list[Lines]:
        return [
            face.lines(column.show(cell), SIZE, width - 2 * ACROSS)
            for column, cell, width in zip(self.table.columns, row, self.widths, strict=True)
        ]

    def _row(self, cells: list[Lines], face: Typeface) -> None:
        """A row on this page or the next; one higher than a page goes on over as many as it takes."""
        height = _height(cells)
        if self.sheet.y - height < self.paper.bottom and self.sheet.y < self.fresh:
            self._next_sheet()
        most = int((self.sheet.y - self.paper.bottom - 2 * DOWN) // LINE)
        rest = [lines[most:] for lines in cells]
        cells = [lines[:most] for lines in cells]
        height = _height(cells)
        row = self._element("TR", self.body)
        x = self.paper.left
        for lines, width, column in zip(cells, self.widths, self.table.columns, strict=True):
            self._cell(x, width, height, lines, face, _align(column), self._element("TD", row))
            x += width
        self._put(row)
        self.sheet.y -= height
        if any(rest):
            self._row(rest, face)

    def _band(self, text: str, *, room_for: float) -> None:
        """A line across the table, on the same page as the row below it."""
        width = self.paper.right - self.paper.left
        lines = self.faces.bold.lines(text, SIZE, width - 2 * ACROSS)
        height = _height([lines])
        if self.sheet.y - height - room_for < self.paper.bottom:
            self._next_sheet()
        row = self._element("TR", self.body)
        cell = self._element("TH", row, f"/A<</O/Table/Scope/Row/ColSpan {len(self.widths)}>>")
        self._cell(self.paper.left, width, height, lines, self.faces.bold, "left", cell, grey=True)
        self._put(row)
        self.sheet.y -= height

    def _cell(
        self,
        x: float,
        width: float,
        height: float,
        lines: Lines,
        face: Typeface,
        align: str,
        element: Element | None,
        *,
        grey: bool = False,
    ) -> None:
        self.sheet.box(x, self.sheet.y - height, width, height, grey=grey)
        top = self.sheet.y - (height - LINE * len(lines)) / 2
        placed = []
        for number, line in enumerate(lines, start=1):
            spare = width - face.width(line, SIZE)
            shift = {"left": ACROSS, "right": spare - ACROSS, "centre": spare / 2}[align]
            placed.append((x + shift, top - LINE * number + DROP, line))
        if any(lines):
            self.sheet.text(placed, face, SIZE, element)
        if element is not None:
            self._put(element)


def _height(cells: Sequence[Lines]) -> float:
    return max(map(len, cells)) * LINE + 2 * DOWN


def _align(column: Column) -> str:
    return "right" if column.is_number else "centre" if column.kind == "date" else "left"
