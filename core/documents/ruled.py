"""A table of many thousands of rows, drawn straight onto pages: tagged, the same bytes every time.

WeasyPrint spends a millisecond on each cell and some 150 kB on each row; such a table needs neither its style
sheets nor its layouts. The look is that of official.html.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from core.documents.model import Annex, Column, Table
from core.documents.tagged import Tree
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
    """The faces an annex is set in."""

    regular: Typeface = field(default_factory=lambda: Typeface("regular"))
    bold: Typeface = field(default_factory=lambda: Typeface("bold"))
    italic: Typeface = field(default_factory=lambda: Typeface("italic"))
    NAMES: ClassVar = ("regular", "bold", "italic")

    def embedded(self, pdf: pikepdf.Pdf) -> Dictionary:
        return Dictionary({f"/{name}": getattr(self, name).embedded(pdf) for name in self.NAMES})


class Sheet:
    """One page in the making: what is drawn, and the elements its pieces belong to."""

    def __init__(self, pdf: pikepdf.Pdf, paper: Paper) -> None:
        self.page = pdf.add_blank_page(page_size=(round(paper.width, 3), round(paper.height, 3)))
        self.y = paper.top
        self.marked: list[Object] = []
        self._drawn: list[str] = []
        self._rules: list[str] = []

    def text(
        self, lines: Sequence[tuple[float, float, str]], face: Typeface, size: float, element: Object | None
    ) -> None:
        """Lines at their places, a piece of ``element``; without one they say nothing new."""
        if element is None:
            opening = "/Artifact BMC"
        else:
            opening = f"/{str(element.S)[1:]} <</MCID {len(self.marked)}>> BDC"
            self.marked.append(element)
            element.K = Array([*element.get("/K", []), len(self.marked) - 1])
        shown = "\n".join(f"1 0 0 1 {x:.2f} {y:.2f} Tm {face.written(line)} Tj" for x, y, line in lines)
        self._drawn.append(f"{opening}\nBT /{face.name} {size} Tf\n{shown}\nET\nEMC")

    def box(self, x: float, y: float, width: float, height: float, *, grey: bool = False) -> None:
        if grey:
            self._rules.append(f"q .93 g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")
        self._rules.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def close(self, tree: Tree, fonts: Object) -> None:
        self.page.obj.Resources = Dictionary(Font=fonts)
        self.page.obj.Tabs = Name.S
        rules = "\n".join(["/Artifact BMC", f"{RULE:.3f} w", *self._rules, "EMC"])
        self.page.obj.Contents = tree.pdf.make_stream("\n".join([rules, *self._drawn]).encode())
        tree.close_page(self.page.obj, self.marked)


class RuledAnnex:
    """Draws an annex of one table behind the pages a document has."""

    def __init__(self, pdf: pikepdf.Pdf, annex: Annex, table: Table, title: Sequence[str]) -> None:
        self.pdf, self.table, self.paper, self.faces = pdf, table, Paper.of(annex), Faces()
        self.tree = Tree(pdf)
        self.fonts = pdf.make_indirect(Dictionary())
        room = self.paper.right - self.paper.left
        self.widths = [room * share / 100 for share in table.widths]
        self.heads = [
            self.faces.bold.lines(column.label, SIZE, width - 2 * ACROSS)
            for column, width in zip(table.columns, self.widths, strict=True)
        ]
        self.section = self.tree.under("Sect", self.tree.document)
        self.pages = 0
        self.sheet = self._new_sheet()
        self._titled(title)
        self.element = self.tree.under("Table", self.section)
        self._captioned()
        head = self.tree.under("TR", self.tree.under("THead", self.element))
        self._head(head)
        self.fresh = self.sheet.y  # where the rows of a page begin
        self.body = self.tree.under("TBody", self.element)

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
        self.sheet.close(self.tree, self.fonts)
        for name, font in self.faces.embedded(self.pdf).items():
            self.fonts[name] = font
        step(len(self.table.rows))

    def _new_sheet(self) -> Sheet:
        self.pages += 1
        sheet = Sheet(self.pdf, self.paper)
        if self.pages > 1:
            number, face = str(self.pages), self.faces.regular
            middle = (self.paper.width - face.width(number, NUMBER_SIZE)) / 2
            height = (self.paper.top + self.paper.height) / 2 - NUMBER_SIZE / 3
            sheet.text([(middle, height, number)], face, NUMBER_SIZE, None)
        return sheet

    def _next_sheet(self) -> None:
        self.sheet.close(self.tree, self.fonts)
        self.sheet = self._new_sheet()
        self._head(None)
        self.fresh = self.sheet.y

    def _centred(self, text: str, face: Typeface, size: float, line: float, element: Object) -> None:
        placed = []
        for one in face.lines(text, size, self.paper.right - self.paper.left):
            self.sheet.y -= line
            middle = (self.paper.left + self.paper.right - face.width(one, size)) / 2
            placed.append((middle, self.sheet.y + line / 4, one))
        self.sheet.text(placed, face, size, element)

    def _titled(self, title: Sequence[str]) -> None:
        *strong, slanted = title
        heading = self.tree.element("H2", self.section)
        self.section.K.append(heading)
        for text in strong:
            self._centred(text, self.faces.bold, TITLE_SIZE, TITLE_LINE, heading)
        said = self.tree.element("P", self.section)
        self.section.K.append(said)
        self._centred(slanted, self.faces.italic, TITLE_SIZE, TITLE_LINE, said)
        self.sheet.y -= 4 * MM

    def _captioned(self) -> None:
        caption = self.tree.element("Caption", self.element)
        self.element.K.append(caption)
        self._centred(self.table.caption, self.faces.italic, NUMBER_SIZE, TITLE_LINE, caption)
        self.sheet.y -= MM

    def _head(self, row: Object | None) -> None:
        """The labels: on the first page they are the table's, on the others they only repeat."""
        height = _height(self.heads)
        cells = []
        x = self.paper.left
        for lines, width in zip(self.heads, self.widths, strict=True):
            cell = None
            if row is not None:
                cell = self.tree.element("TH", row, A=Dictionary(O=Name.Table, Scope=Name.Column))
                cells.append(cell)
            self._cell(x, width, height, lines, self.faces.bold, "centre", cell)
            x += width
        if row is not None:
            row.K = Array(cells)
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
        row = self.tree.element("TR", self.body)
        elements = []
        x = self.paper.left
        for lines, width, column in zip(cells, self.widths, self.table.columns, strict=True):
            cell = self.tree.element("TD", row)
            self._cell(x, width, height, lines, face, _align(column), cell)
            elements.append(cell)
            x += width
        row.K = Array(elements)
        self.body.K.append(row)
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
        row = self.tree.under("TR", self.body)
        facts = Dictionary(O=Name.Table, Scope=Name.Row, ColSpan=len(self.widths))
        cell = self.tree.element("TH", row, A=facts)
        row.K.append(cell)
        self._cell(self.paper.left, width, height, lines, self.faces.bold, "left", cell, grey=True)
        self.sheet.y -= height

    def _cell(
        self,
        x: float,
        width: float,
        height: float,
        lines: Lines,
        face: Typeface,
        align: str,
        element: Object | None,
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


def _height(cells: Sequence[Lines]) -> float:
    return max(map(len, cells)) * LINE + 2 * DOWN


def _align(column: Column) -> str:
    return "right" if column.is_number else "centre" if column.kind == "date" else "left"
