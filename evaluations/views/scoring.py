"""A member's own entries and sheets. Nothing here shows anything of another member before closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.errors import ActRefused, StaleVersion
from evaluations.domain import scoring
from evaluations.domain.queries.progress import entries_to_score
from evaluations.enums import RoundState, SheetState
from evaluations.interfaces.forms import ReasonForm
from evaluations.models import Entry, Sheet
from evaluations.views.acting import carry_out, say_errors
from regimes.arithmetic import SheetScore, SheetSpec, score
from regimes.domain.queries.specs import spec_of

CONFLICT = 409
UNPROCESSABLE = 422


@require_safe
def scoring_home(request: HttpRequest) -> HttpResponse:
    entries = list(entries_to_score(request.user))
    owed = [row for row in entries if not row.is_recused]
    sent = [row for row in owed if row.own_sheets and row.own_sheets[0].state == SheetState.SUBMITTED]
    shown = {"entries": entries, "owed": len(owed), "sent": len(sent)}
    return render(request, "evaluations/scoring/home.html", shown)


@require_POST
def sheet_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the sheet of an entry, or go on with the one begun."""
    get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    try:
        sheet = scoring.start_sheet(entry_id=pk, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("scoring_home")
    return redirect("sheet", sheet.pk)


def _seen(request: HttpRequest, pk: int) -> Sheet:
    rows = Sheet.objects.visible_to(request.user).select_related(
        "member__user",
        "entry__round",
        "entry__dossier__criteria_set__regime",
        "entry__dossier__product__producer",
    )
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk: int) -> Sheet:
    """The user's own sheet: another's is not changed even where it may be looked at."""
    rows = Sheet.objects.filter(member__user=request.user)
    return get_object_or_404(rows.select_related("entry__dossier__criteria_set__regime"), pk=pk)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The official sheet. POST saves it whole, and hands it in when asked to: the way without JavaScript."""
    if request.method != "POST":
        return _page(request, _seen(request, pk))
    _own(request, pk)
    try:
        scoring.save_sheet(
            sheet_id=pk,
            picks=_picks(request),
            comment=request.POST.get("comment", ""),
            revision=_number(request, "revision"),
            actor=request.user,
        )
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        conflict = isinstance(refusal, StaleVersion)
        return _page(request, _seen(request, pk), status=CONFLICT if conflict else UNPROCESSABLE)
    if request.POST.get("action") != "submit":
        messages.success(request, "Đã lưu phiếu.")
        return redirect("sheet", pk)
    if carry_out(request, lambda: scoring.submit_sheet(sheet_id=pk, actor=request.user), "Đã gửi phiếu."):
        return redirect("scoring_home")
    return _page(request, _seen(request, pk), status=UNPROCESSABLE)


@require_POST
def sheet_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one tap and answer with the running totals; a refusal answers with its reason and the totals."""
    found = _own(request, pk)
    refused, status = "", 200
    try:
        saved = scoring.save_mark(
            sheet_id=pk,
            criterion_code=request.POST.get("criterion", ""),
            option_number=_number(request, "option"),
            revision=_number(request, "revision"),
            actor=request.user,
        )
    except ActRefused as refusal:
        refused = str(refusal)
        status = CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE
        saved = scoring.saved_state(found)
    shown = {"sheet": found, "saved": saved, "refused": refused, **_totals(found, saved.score)}
    return render(request, "evaluations/scoring/totals.html", shown, status=status)


@require_POST
def sheet_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    _own(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("sheet", pk)
    try:
        new = scoring.reopen_sheet(sheet_id=pk, reason=form.cleaned_data["reason"], actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sheet", pk)
    messages.success(request, "Đã mở phiếu mới; phiếu cũ được giữ lại.")
    return redirect("sheet", new.pk)


def _number(request: HttpRequest, name: str) -> int:
    """A whole number the page sent; anything else is -1, which every act refuses."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 9 else -1


def _picks(request: HttpRequest) -> dict[str, int]:
    return {
        name.removeprefix("mark-"): _number(request, name)
        for name in request.POST
        if name.startswith("mark-") and request.POST[name]
    }


def _totals(found: Sheet, marks: SheetScore) -> dict[str, Any]:
    spec = spec_of(found.entry.dossier.criteria_set)
    parts = [(part, marks.parts[part.code]) for part in spec.parts]
    return {"spec": spec, "score": marks, "parts": parts, "lines": len(spec.criteria)}


def _page(request: HttpRequest, found: Sheet, status: int = 200) -> HttpResponse:
    picks = scoring.picks_of(found)
    marks = score(spec_of(found.entry.dossier.criteria_set), picks)
    totals = _totals(found, marks)
    own = found.member.user_id == request.user.pk
    scoring_now = own and found.entry.round.state == RoundState.OPEN
    shown = {
        "sheet": found,
        "saved": scoring.SavedMark(found.revision, found.saved_at, marks),
        "refused": "",
        **totals,
        "rows": _rows(totals["spec"], marks, picks),
        "may_mark": scoring_now and found.state == SheetState.OPEN,
        "may_reopen": scoring_now and found.state == SheetState.SUBMITTED,
        "reopen_form": ReasonForm(),
    }
    return render(request, "evaluations/scoring/sheet.html", shown, status=status)


def _rows(spec: SheetSpec, marks: SheetScore, picks: dict[str, int]) -> list[dict[str, Any]]:
    """The sheet as printed, each criterion with what was picked on it."""
    return [
        {
            "part": part,
            "sections": [
                {
                    "section": section,
                    "criteria": [
                        {
                            "line": line,
                            "slug": line.code.replace(".", "-"),
                            "picked": picks.get(line.code),
                            "excluded": line.code in marks.not_applicable,
                        }
                        for line in section.criteria
                    ],
                }
                for section in part.sections
            ],
        }
        for part in spec.parts
    ]
