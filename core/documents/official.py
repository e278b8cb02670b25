"""Official documents as PDF, in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from core.documents.model import OfficialDocument
from core.documents.pdf import render_pdf, vietnamese_date

GAP = "\N{EM SPACE}\N{EM SPACE}"  # room to write by hand


def render_official(document: OfficialDocument) -> bytes:
    """The document with its annexes; a draft leaves room for number and date."""
    place_date = (
        vietnamese_date(document.place, document.day)
        if document.day
        else f"{document.place}, ngày{GAP}tháng{GAP}năm{GAP}"
    )
    return render_pdf(
        template="documents/official.html",
        context={
            "document": document,
            "place_date": place_date,
            "dated": place_date.removeprefix(f"{document.place}, "),
        },
    )
