"""The official score sheet on paper: blank to be filled by hand, or as a member filled it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from django.utils import timezone

from core.documents import Joined, render_pdf, vietnamese_date
from evaluations.domain.queries.seats import eligible_members
from evaluations.domain.queries.sheets import state_of
from evaluations.enums import SheetState
from evaluations.models import CouncilMember, Entry, Round, Sheet
from products.domain.register import product_code
from regimes.arithmetic import Criterion
from regimes.domain.queries.specs import spec_of

STARS = {3: "***", 4: "****", 5: "*****"}


@dataclass(frozen=True)
class PaperSheet:
    """One sheet to print: of whom, for which product; without a member it is blank, to be filled by hand."""

    entry: Entry
    member: CouncilMember | None = None
    sheet: Sheet | None = None


def render_sheets(papers: Sequence[PaperSheet]) -> bytes:
    """These sheets as one PDF, each beginning on a page of its own."""
    return render_pdf(
        template="documents/sheet.html", context={"sheets": [_context(paper) for paper in papers]}
    )


def _context(paper: PaperSheet) -> dict[str, Any]:
    entry, sheet = paper.entry, paper.sheet
    dossier = entry.dossier
    spec = spec_of(dossier.criteria_set)
    saved = state_of(sheet) if sheet else None
    day = timezone.localdate(sheet.submitted_at) if sheet and sheet.submitted_at else None
    picked = {code: mark.option for code, mark in saved.marks.items()} if saved else {}
    said = {code: mark.comment for code, mark in saved.marks.items()} if saved else {}
    return {
        "spec": spec,
        "entry": entry,
        "product": dossier.product,
        "code": product_code(dossier.product, entry.round.year),
        "member": paper.member,
        "sheet": sheet,
        "score": saved.score if saved else None,
        "comment": saved.comment if saved else "",
        "signed": vietnamese_date("Cần Thơ", day) if day else "",
        "parts": [
            {
                "part": part,
                "points": saved.score.parts[part.code] if saved else None,
                "sections": [
                    {
                        "section": section,
                        "alone": len(section.criteria) == 1 and section.criteria[0].code == section.code,
                        "criteria": [_line(line, picked, said) for line in section.criteria],
                    }
                    for section in part.sections
                ],
            }
            for part in spec.parts
        ],
    }


def _line(line: Criterion, picked: dict[str, int], said: dict[str, str]) -> dict[str, Any]:
    return {
        "line": line,
        "before": [note.text for note in line.notes if note.place != "after"],
        "after": [note.text for note in line.notes if note.place == "after"],
        "comment": said.get(line.code, ""),
        "options": [
            {
                "option": option,
                "stars": STARS.get(option.stars or 0, ""),
                "picked": picked.get(line.code) == option.number,
            }
            for option in line.options
        ],
    }


def blank_sheets(entry: Entry) -> bytes:
    """A blank sheet for each member that scores ``entry``; one without a name where nobody does.

    The sheet is laid out once; what differs, the member's name, office and agency at the head of its pages, is laid
    over the copies.
    """
    once = render_sheets([PaperSheet(entry)])
    members = list(eligible_members(entry).select_related("user"))
    if not members:
        return once
    context = {"members": members}
    copies = Joined()
    with pikepdf.open(
        io.BytesIO(render_pdf(template="documents/sheet_names.html", context=context))
    ) as names:
        for name in names.pages:
            copies.add(once, over=name)
        return copies.file() or b""


def filled_sheets(entry: Entry) -> bytes:
    """The valid sheets of ``entry`` as their members handed them in; no bytes where there are none."""
    members = list(eligible_members(entry).select_related("user"))
    rows = Sheet.objects.filter(entry=entry, state=SheetState.SUBMITTED, member__in=members)
    sheets = {
        sheet.member_id: sheet
        for sheet in rows.select_related("entry__round", "entry__dossier__criteria_set__regime", "typed_by")
    }
    papers = [PaperSheet(entry, member, sheets[member.pk]) for member in members if member.pk in sheets]
    return render_sheets(papers) if papers else b""


def entries_to_print(round_: Round) -> list[Entry]:
    """The entries of a round with all their sheets print."""
    rows = Entry.objects.filter(round=round_).select_related(
        "round",
        "dossier__criteria_set__regime",
        "dossier__product__producer",
        "dossier__product__unit__parent",
    )
    return list(rows.order_by("order"))


def all_sheets(round_: Round, *, filled: bool) -> Iterator[tuple[int, int, bytes | None]]:
    """Every sheet of the round as one PDF with a bookmark for each product.

    Yields how far it is after each product (done, all, None) and at last the bytes.
    """
    entries = entries_to_print(round_)
    whole = Joined()
    for done, entry in enumerate(entries, start=1):
        if part := filled_sheets(entry) if filled else blank_sheets(entry):
            whole.add(part, title=str(entry))
        yield done, len(entries), None
    yield len(entries), len(entries), whole.file()
