"""Official documents as DOCX, to be worked over in a word processor."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell

from core.documents.model import (
    ROMAN,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    Points,
    Table,
)
from core.documents.pdf import vietnamese_date
from core.money import format_number

FONT = "Times New Roman"
MOST_ROWS = 2000


def render_docx(document: OfficialDocument) -> bytes:
    """The same text and tables as the PDF; a chart becomes the table of its figures."""
    word = Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    _page(word.sections[0], landscape=document.landscape)
    word.core_properties.title, word.core_properties.language = document.subject, "vi-VN"
    word.core_properties.author = document.issuer_name
    _head(word, document)
    for block in document.body:
        _block(word, block)
    _foot(word, document)
    for number, annex in enumerate(document.annexes, start=1):
        _page(word.add_section(WD_SECTION.NEW_PAGE), landscape=annex.landscape)
        _line(
            word,
            f"Phụ lục {ROMAN[number] if len(document.annexes) > 1 else ''}".strip(),
            bold=True,
            centre=True,
        )
        _line(word, annex.title, bold=True, centre=True)
        for block in annex.blocks:
            _block(word, block)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(section: Section, *, landscape: bool = False) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _line(
    word: object,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    centre: bool = False,
    lead: str = "",
) -> None:
    paragraph = word.add_paragraph()  # type: ignore[attr-defined]
    if lead:
        paragraph.add_run(f"{lead} ").bold = True
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.paragraph_format.space_after = Pt(6)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _head(word: object, document: OfficialDocument) -> None:
    day = (
        vietnamese_date(document.place, document.day) if document.day else f"{document.place}, ngày … tháng …"
    )
    left, right = word.add_table(rows=1, cols=2).rows[0].cells  # type: ignore[attr-defined]
    _lines(
        left,
        [
            (document.parent, False),
            (document.issuer, True),
            (f"Số: {document.number or '…'}{document.symbol}", False),
        ],
    )
    _lines(
        right,
        [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True), (day, False)],
    )
    _line(word, document.kind, bold=True, centre=True)
    _line(word, document.subject, bold=True, centre=True)
    if document.to:
        _line(word, f"Kính gửi: {'; '.join(document.to)}.", centre=True)
    if document.note:
        _line(word, document.note, italic=True)
    _grounds(word, document)


def _grounds(word: object, document: OfficialDocument) -> None:
    """Who decides and on what ground, above the articles of a decision."""
    if document.authority:
        _line(word, document.authority.upper(), bold=True, centre=True)
    for index, ground in enumerate(document.grounds, start=1):
        _line(word, ground + ("." if index == len(document.grounds) else ";"), italic=True)
    if document.authority:
        _line(word, f"{document.kind}:", bold=True, centre=True)


def _lines(cell: _Cell, lines: list[tuple[str, bool]]) -> None:
    for index, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(12.5)


def _block(word: object, block: Block) -> None:
    match block:
        case Heading():
            _line(word, block.text.upper() if block.level == 1 else block.text, bold=True)
        case Paragraph():
            _line(word, block.text, lead=block.lead)
        case Points():
            for item in block.items:
                _line(word, f"- {item}")
        case Table():
            _table(word, block)
        case Picture():
            word.add_picture(io.BytesIO(block.png), width=Mm(block.width))  # type: ignore[attr-defined]
        case Chart():
            columns = (Column(""), *(Column(name, "count") for name in block.series))
            rows: list[tuple[Cell, ...]] = [(bar.label, *bar.values) for bar in block.bars]
            _table(word, Table("", block.caption, columns, tuple(rows)))


def _table(word: object, table: Table) -> None:
    _line(word, table.caption, italic=True, centre=True)
    if len(table.rows) > MOST_ROWS:  # nobody works over such a list in a word processor
        _line(word, f"Danh sách {format_number(len(table.rows))} dòng: xem tệp Excel hoặc PDF kèm theo.")
        return
    grid = word.add_table(rows=1, cols=len(table.columns))  # type: ignore[attr-defined]
    grid.style = "Table Grid"
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _cell(cell, column.label, bold=True)
    total = table.shown_total
    for row in [*table.shown_rows, *([total] if total is not None else [])]:
        if row.band:
            cells = grid.add_row().cells
            _cell(cells[0].merge(cells[-1]), row.band, bold=True)
        for cell, shown in zip(grid.add_row().cells, row.cells, strict=True):
            _cell(cell, shown.text, right=shown.column.is_number, bold=row is total)
    _line(word, "")


def _cell(cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.bold, run.font.size = bold, Pt(11.5)
    if right:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _foot(word: object, document: OfficialDocument) -> None:
    if document.cosigner_position:
        left, right = word.add_table(rows=1, cols=2).rows[0].cells  # type: ignore[attr-defined]
        _signature(left, document.cosigner_position, document.cosigner)
        _signature(right, document.signer_position, document.signer)
    left, right = word.add_table(rows=1, cols=2).rows[0].cells  # type: ignore[attr-defined]
    run = left.paragraphs[0].add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for name in document.recipients:
        left.add_paragraph().add_run(f"- {name};").font.size = Pt(11)
    if not document.cosigner_position:
        _signature(right, document.signer_position, document.signer)


def _signature(cell: _Cell, position: str, name: str) -> None:
    _lines(cell, [(line, True) for line in position.splitlines()])
    cell.add_paragraph().paragraph_format.space_before = Cm(2)
    signature = cell.add_paragraph()
    signature.alignment = WD_ALIGN_PARAGRAPH.CENTER
    signature.add_run(name).bold = True
