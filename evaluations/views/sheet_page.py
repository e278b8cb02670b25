"""What the page of a sheet shows: the official rows, what was picked, what the producer says."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from evaluations.domain.queries.advising import Advice, advice_on
from evaluations.domain.queries.order import next_owed
from evaluations.domain.queries.precedents import Precedent, precedents_of
from evaluations.domain.queries.sheets import SavedSheet, keys_of, state_of
from evaluations.enums import RoundState, SheetState
from evaluations.interfaces.forms import ReasonForm
from evaluations.models import Sheet
from products.domain.queries.claims import Claim, claims_of, general_evidence
from regimes.arithmetic import Criterion
from regimes.domain.queries.specs import spec_of
from regimes.models import CriteriaSet

Options = Callable[[str], Mapping[int | None, SafeString]]
"""The options of a criterion, by the number of the one picked."""


@dataclass(frozen=True)
class Sent:
    """What a page sent that was not saved: shown again beside what is saved, so that nothing is lost."""

    picks: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None


@dataclass(frozen=True)
class Beside:
    """What stands beside the criteria, by code: the producer's word, the advisers', earlier rounds', the guidance."""

    claims: Mapping[str, Claim]
    advice: Mapping[str, Advice]
    precedents: Mapping[str, Precedent]
    guidance: Mapping[str, str]


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
    entry, round_ = sheet.entry, sheet.entry.round
    beside = Beside(
        claims=claims_of(entry.dossier),
        advice=advice_on(entry),
        precedents=precedents_of(entry.dossier.criteria_set, before=round_.pk)
        if round_.shows_precedents
        else {},
        guidance=keys_of(entry.dossier.criteria_set).guidance,
    )
    own = sheet.member.user_id == user.pk
    scoring_now = own and sheet.entry.round.state == RoundState.OPEN
    may_mark = scoring_now and sheet.state == SheetState.OPEN
    criteria_set = entry.dossier.criteria_set
    options = partial(_options, criteria_set, criteria_set.digest, may_mark)
    return {
        **totals(saved),
        "sheet": sheet,
        "spec": saved.spec,
        "rows": _rows(saved, sent or Sent(), beside, options),
        "has_advice": bool(beside.advice),
        "next": next_owed(entry, user) if scoring_now else None,
        "entry_pk": entry.pk,
        "comment": saved.comment if sent is None or sent.comment is None else sent.comment,
        "comment_differs": sent is not None and sent.comment not in {None, saved.comment},
        "papers": general_evidence(sheet.entry.dossier),
        "today": timezone.localdate(),
        "own": own,
        "may_mark": may_mark,
        "may_reopen": scoring_now and sheet.state == SheetState.SUBMITTED,
        "reopen_form": ReasonForm(),
    }


@lru_cache(maxsize=1024)
def _options(
    criteria_set: CriteriaSet, digest: str, may_mark: bool, code: str
) -> dict[int | None, SafeString]:
    """The options of a criterion as every sheet shows them, by the number of the one picked: half of drawing a sheet.

    Remembered by the digest of the set's content. All picks are drawn at once, so that how long a page takes
    tells nobody what others picked.
    """
    line = spec_of(criteria_set).by_code[code]
    shown = {"line": line, "slug": code.replace(".", "-"), "may_mark": may_mark}
    picks = [None, *(option.number for option in line.options)]
    template = "evaluations/scoring/options.html"
    return {picked: render_to_string(template, {**shown, "picked": picked}) for picked in picks}


def _rows(saved: SavedSheet, sent: Sent, beside: Beside, options: Options) -> list[dict[str, Any]]:
    """The sheet as printed: parts, their sections, their criteria."""
    return [
        {
            "part": part,
            "sections": [
                {
                    "section": section,
                    "criteria": [_row(line, beside, saved, sent, options) for line in section.criteria],
                }
                for section in part.sections
            ],
        }
        for part in saved.spec.parts
    ]


def _precedent(line: Criterion, found: Precedent | None) -> dict[str, Any] | None:
    """The options of concluded rounds in the sheet's order."""
    if found is None:
        return None
    lines = [(option, found.counts[option.number]) for option in line.options if found.counts[option.number]]
    return {"sheets": found.sheets, "lines": lines, "reasons": found.reasons}


def _row(line: Criterion, beside: Beside, saved: SavedSheet, sent: Sent, options: Options) -> dict[str, Any]:
    mark = saved.marks.get(line.code)
    option, comment = (mark.option, mark.comment) if mark else (None, "")
    picked = sent.picks.get(line.code, option)
    remark = sent.remarks.get(line.code, comment)
    drawn = options(line.code)
    return {
        "line": line,
        "options": drawn.get(picked, drawn[None]),
        "remark": remark,
        "differs": (picked, remark) != (option, comment),
        "stored": next((row for row in line.options if row.number == option), None),
        "stored_comment": comment,
        "revision": mark.revision if mark else 0,
        "excluded": line.code in saved.score.not_applicable,
        "claim": beside.claims.get(line.code),
        "advice": beside.advice.get(line.code),
        "precedent": _precedent(line, beside.precedents.get(line.code)),
        "guidance": beside.guidance.get(line.code, ""),
    }
