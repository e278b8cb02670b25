"""HTML templates to PDF with the project's own Times-metric font."""

import hashlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pikepdf
import weasyprint
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.documents.tagged import mend, saved

# Times-metric, with every Vietnamese letter; the system's own fonts are not relied upon
FONT_PACKAGE = "rinoh_typeface_texgyretermes"
FACES = (
    ("regular", "normal", "normal"),
    ("bold", "bold", "normal"),
    ("italic", "normal", "italic"),
    ("bolditalic", "bold", "italic"),
)
ARCHIVE = "pdf/a-3a"  # what archives keep: tagged, with attachments


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF: what the figures come from."""

    name: str
    content: bytes
    content_type: str
    description: str
    made: datetime


def vietnamese_date(place: str, day: date) -> str:
    """ "Cần Thơ, ngày 05 tháng 8 năm 2026": a zero before days below 10 and months 1, 2 (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def render_pdf(
    *,
    template: str,
    context: dict[str, Any],
    attachments: Sequence[Attachment] = (),
    style: str = "",
) -> bytes:
    """The template as PDF/A-3a, tagged; equal input gives equal bytes.

    ``attachments`` go inside; ``style`` is a style sheet for a template that brings none.
    """
    html = render_to_string(template, context)
    fonts = FontConfiguration()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint does not close its colour profile
        made = HTML(string=html).write_pdf(
            stylesheets=[CSS(string=sheet, font_config=fonts) for sheet in (font_faces(), style) if sheet],
            font_config=fonts,
            pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
            pdf_variant=ARCHIVE,
            pdf_tags=True,
            attachments=[
                weasyprint.Attachment(
                    string=one.content,
                    name=one.name,
                    description=one.description,
                    created=one.made,
                    modified=one.made,
                    relationship="Data",
                )
                for one in attachments
            ],
        )
    with pikepdf.open(io.BytesIO(made)) as pdf:
        mend(pdf)
        return saved(pdf)


def face_file(name: str) -> Path:
    """The file of a face, named as in FACES."""
    # found, not imported: importing it asks for the typesetting system it was made for
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {FONT_PACKAGE} is not installed")
    return Path(spec.origin).parent / f"texgyretermes-{name}.otf"


@cache
def font_faces() -> str:
    """The faces of the family Termes as CSS."""
    return "\n".join(
        f"@font-face {{ font-family: Termes; font-weight: {weight}; font-style: {style}; "
        f"src: url('{face_file(name).as_uri()}'); }}"
        for name, weight, style in FACES
    )
