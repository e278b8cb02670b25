"""The words inside an uploaded document, for the search."""

import io
from contextlib import suppress

from docx import Document
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from core.domain.uploads import DOCX, PDF
from core.models import StoredFile
from core.text import clean_lines

# what pypdf raises at pages that break its rules
UNREADABLE = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
MOST_PAGES = 400
MOST_LETTERS = 600_000  # the index takes a megabyte of distinct words and places


def text_of(stored: StoredFile) -> str:
    """The text of a PDF or Word file; nothing for a scan or another type, which are found by their names."""
    with stored.content.open("rb") as file:
        content = file.read()
    if stored.content_type == PDF:
        return _clean(_pdf(content))
    return _clean(_docx(content)) if stored.content_type == DOCX else ""


def _clean(text: str) -> str:
    return clean_lines(text)[:MOST_LETTERS]


def _pdf(content: bytes) -> str:
    """The text of the pages that can be read; a page that cannot costs its own words only."""
    pages: list[str] = []
    with suppress(*UNREADABLE):
        for page in PdfReader(io.BytesIO(content)).pages[:MOST_PAGES]:
            with suppress(*UNREADABLE):
                pages.append(page.extract_text())
            if sum(map(len, pages)) > MOST_LETTERS:
                break
    return "\n".join(pages)


def _docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
