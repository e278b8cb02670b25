"""What the page of a sheet shows: the official rows, what was picked, what the producer says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import User
from evaluations.domain.queries.sheets import SavedSheet, state_of
from evaluations.enums import RoundState, SheetState
from evaluations.interfaces.forms import ReasonForm
from evaluations.models import Sheet
from products.domain.queries.claims import Claim, claims_of, general_evidence
from regimes.arithmetic import Criterion


@dataclass(frozen=True)
class Sent:
    """What a page sent that was not saved: shown again beside what is saved, so that nothing is lost."""

    picks: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None


def totals(saved: SavedSheet, refused: str = "") -> dict[str, Any]:
    """The running totals, as the page includes them and a tap is answered."""
    return {
        "saved": saved,
        "score": saved.score,
        "parts": [(part, saved.score.parts[part.code]) for part in saved.spec.parts],
        "refused": refused,
        "stored": _stored(saved) if refused else "",
    }


def _stored(saved: SavedSheet) -> str:
    """Everything saved, for a device whose view of it is too old."""
    marks = {code: [mark.option, mark.revision, mark.comment] for code, mark in saved.marks.items()}
    return json.dumps({"marks": marks, "comment": saved.comment}, ensure_ascii=False)


def page(sheet: Sheet, user: User, sent: Sent | None = None) -> dict[str, Any]:
    """Everything the template of the whole sheet asks for; ``sent`` is what could not be saved."""
    saved = state_of(sheet)
    own = sheet.member.user_id == user.pk
    scoring_now = own and sheet.entry.round.state == RoundState.OPEN
    return {
        **totals(saved),
        "sheet": sheet,
        "spec": saved.spec,
        "rows": _rows(sheet, saved, sent or Sent()),
        "comment": saved.comment if sent is None or sent.comment is None else sent.comment,
        "comment_differs": sent is not None and sent.comment not in {None, saved.comment},
        "papers": general_evidence(sheet.entry.dossier),
        "today": timezone.localdate(),
        "own": own,
        "may_mark": scoring_now and sheet.state == SheetState.OPEN,
        "may_reopen": scoring_now and sheet.state == SheetState.SUBMITTED,
        "reopen_form": ReasonForm(),
    }


def _rows(sheet: Sheet, saved: SavedSheet, sent: Sent) -> list[dict[str, Any]]:
    """The sheet as printed: parts, their sections, their criteria."""
    claims = claims_of(sheet.entry.dossier)
    return [
        {
            "part": part,
            "sections": [
                {
                    "section": section,
                    "criteria": [_row(line, claims.get(line.code), saved, sent) for line in section.criteria],
                }
                for section in part.sections
            ],
        }
        for part in saved.spec.parts
    ]


def _row(line: Criterion, claim: Claim | None, saved: SavedSheet, sent: Sent) -> dict[str, Any]:
    mark = saved.marks.get(line.code)
    option, comment = (mark.option, mark.comment) if mark else (None, "")
    picked = sent.picks.get(line.code, option)
    remark = sent.remarks.get(line.code, comment)
    return {
        "line": line,
        "slug": line.code.replace(".", "-"),
        "picked": picked,
        "remark": remark,
        "differs": (picked, remark) != (option, comment),
        "stored": next((row for row in line.options if row.number == option), None),
        "stored_comment": comment,
        "revision": mark.revision if mark else 0,
        "excluded": line.code in saved.score.not_applicable,
        "claim": claim,
    }
