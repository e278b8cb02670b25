"""Printed documents: one description, one font, the same bytes from the same input."""

from core.documents.docx import render_docx
from core.documents.joined import Joined
from core.documents.model import (
    Annex,
    Bar,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Number,
    OfficialDocument,
    Paragraph,
    Picture,
    Points,
    Source,
    Table,
)
from core.documents.official import render_official
from core.documents.pdf import Attachment, render_pdf, vietnamese_date
from core.documents.xlsx import render_tables, render_workbook

__all__ = [
    "Annex",
    "Attachment",
    "Bar",
    "Block",
    "Cell",
    "Chart",
    "Column",
    "Heading",
    "Joined",
    "Number",
    "OfficialDocument",
    "Paragraph",
    "Picture",
    "Points",
    "Source",
    "Table",
    "render_docx",
    "render_official",
    "render_pdf",
    "render_tables",
    "render_workbook",
    "vietnamese_date",
]
