"""Official documents as PDF, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from core.documents.long_annexes import is_long, render_long
from core.documents.model import OfficialDocument
from core.documents.pdf import Attachment, render_pdf, vietnamese_date

GAP = "\N{EM SPACE}\N{EM SPACE}"  # room to write by hand


def render_official(
    document: OfficialDocument,
    *,
    attachments: Sequence[Attachment] = (),
    made: datetime | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """The document with its annexes, tagged, as archives keep it; a draft leaves room for number and date.

    ``step`` is told how many rows of long annexes are drawn and may raise to stop.
    """

    def in_one_piece(some: OfficialDocument, annexes: int) -> bytes:
        context = {**context_of(some, made=made), "annex_count": annexes}
        return render_pdf(template="documents/official.html", context=context, attachments=attachments)

    if is_long(document):
        return render_long(document, in_one_piece, dated=context_of(document)["dated"], step=step)
    return in_one_piece(document, len(document.annexes))


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
