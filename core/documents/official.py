"""Official documents as PDF, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from core.documents.long_annexes import is_long, render_long
from core.documents.model import OfficialDocument
from core.documents.pdf import Archive, Attachment, render_pdf, vietnamese_date

GAP = "\N{EM SPACE}\N{EM SPACE}"  # room to write by hand


def render_official(
    document: OfficialDocument,
    *,
    attachments: Sequence[Attachment] = (),
    made: datetime | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """The document with its annexes, tagged, as archives keep it; a draft leaves room for number and date.

    Annexes of thousands of rows are rendered in parts, and the file is then kept as PDF/A-3b, without tags.
    """
    if is_long(document):
        dated = context_of(document)["dated"]
        return render_long(
            document, lambda rest: _in_one_piece(rest, attachments, made, "pdf/a-3b"), dated=dated, step=step
        )
    return _in_one_piece(document, attachments, made, "pdf/a-3a")


def _in_one_piece(
    document: OfficialDocument, attachments: Sequence[Attachment], made: datetime | None, archive: Archive
) -> bytes:
    return render_pdf(
        template="documents/official.html",
        context=context_of(document, made=made),
        archive=archive,
        attachments=attachments,
    )


def context_of(document: OfficialDocument, *, made: datetime | None = None) -> dict[str, Any]:
    """What the template of an official document needs."""
    place_date = (
        vietnamese_date(document.place, document.day)
        if document.day
        else f"{document.place}, ngày{GAP}tháng{GAP}năm{GAP}"
    )
    return {
        "document": document,
        "place_date": place_date,
        "dated": place_date.removeprefix(f"{document.place}, "),
        "made": made,
    }
