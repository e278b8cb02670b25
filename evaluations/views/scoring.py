"""A member's own entries and sheets. Nothing here shows anything of another member before closing."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from core.errors import ActRefused, StaleVersion
from core.pages import carry_out, say_errors
from core.text import clean_lines
from evaluations.domain import scoring
from evaluations.domain.queries.order import agenda_of, in_own_order, next_owed
from evaluations.domain.queries.progress import entries_to_score
from evaluations.domain.queries.sheets import SavedSheet, state_of
from evaluations.interfaces.forms import ReasonForm
from evaluations.models import Entry, Sheet
from evaluations.views.sheet_page import Sent, totals
from evaluations.views.sheet_page import page as sheet_page

CONFLICT = 409
UNPROCESSABLE = 422
PAGE = 50
ANSWER = "evaluations/scoring/totals.html"


@require_safe
def scoring_home(request: HttpRequest) -> HttpResponse:
    """The products the member scores, in its own order, fifty on a page."""
    user = request.user
    agenda = agenda_of(user)
    page = Paginator(agenda.keys, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "entries": in_own_order(entries_to_score(user).filter(pk__in=page.object_list), user),
        "owed": agenda.owed,
        "sent": agenda.sent,
    }
    return render(request, "evaluations/scoring/home.html", shown)


@require_POST
def sheet_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the sheet of an entry, or go on with the one begun."""
    get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    return _start(request, pk)


def _start(request: HttpRequest, pk: int) -> HttpResponse:
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
        "entry__dossier__regime",
        "entry__dossier__product__producer",
    )
    return get_object_or_404(rows, pk=pk)


def _own(request: HttpRequest, pk: int) -> Sheet:
    """The user's own sheet: another's is not changed even where it may be looked at."""
    rows = Sheet.objects.filter(member__user=request.user)
    return get_object_or_404(
        rows.select_related("entry__round", "entry__dossier__criteria_set__regime"), pk=pk
    )


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The official sheet. POST saves it whole, and hands it in when asked to: the way without JavaScript."""
    if request.method != "POST":
        shown = sheet_page(_seen(request, pk), request.user)
        return render(request, "evaluations/scoring/sheet.html", shown)
    _own(request, pk)
    sent = _sent(request)
    try:
        scoring.save_sheet(
            sheet_id=pk,
            picks=sent.picks,
            remarks=sent.remarks,
            comment=sent.comment or "",
            revision=_number(request, "revision"),
            actor=request.user,
        )
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return _again(request, pk, sent, CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE)
    if request.POST.get("action") == "next" and (after := next_owed(_seen(request, pk).entry, request.user)):
        return _start(request, after.pk)
    if request.POST.get("action") != "submit":
        messages.success(request, "Đã lưu phiếu.")
        return redirect("sheet", pk)
    if carry_out(request, lambda: scoring.submit_sheet(sheet_id=pk, actor=request.user), "Đã gửi phiếu."):
        after = next_owed(_seen(request, pk).entry, request.user)
        return _start(request, after.pk) if after else redirect("scoring_home")
    return _again(request, pk, None, UNPROCESSABLE)


def _again(request: HttpRequest, pk: int, sent: Sent | None, status: int) -> HttpResponse:
    shown = sheet_page(_seen(request, pk), request.user, sent)
    return render(request, "evaluations/scoring/sheet.html", shown, status=status)


def _saving(request: HttpRequest, pk: int, act: Callable[[], SavedSheet]) -> HttpResponse:
    """The totals after ``act``; where it refuses, its reason with what is saved now."""
    try:
        return _answer(act())
    except (scoring.NotYours, Sheet.DoesNotExist) as error:
        raise Http404 from error
    except ActRefused as refusal:
        status = CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE
        return _answer(state_of(_own(request, pk)), str(refusal), status)


def _answer(saved: SavedSheet, refused: str = "", status: int = 200) -> HttpResponse:
    """The totals alone, without what the frame of a page is told: nothing of it is shown."""
    return HttpResponse(render_to_string(ANSWER, totals(saved, refused)), status=status)


@require_POST
def sheet_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one tap, with the remark on its criterion where the page sends one."""
    return _saving(
        request,
        pk,
        lambda: scoring.save_mark(
            sheet_id=pk,
            criterion_code=request.POST.get("criterion", ""),
            option_number=_number(request, "option"),
            comment=request.POST.get("comment"),
            revision=_number(request, "revision"),
            actor=request.user,
        ),
    )


@require_POST
def sheet_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the opinion at the foot of the sheet."""
    return _saving(
        request,
        pk,
        lambda: scoring.save_comment(
            sheet_id=pk,
            comment=request.POST.get("comment", ""),
            revision=_number(request, "revision"),
            actor=request.user,
        ),
    )


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


def _sent(request: HttpRequest) -> Sent:
    """The whole sheet as the form holds it."""
    given = request.POST
    marks = [name for name in given if name.startswith("mark-") and given[name]]
    remarks = [name for name in given if name.startswith("remark-")]
    return Sent(
        picks={name.removeprefix("mark-"): _number(request, name) for name in marks},
        remarks={name.removeprefix("remark-"): clean_lines(given[name]) for name in remarks},
        comment=clean_lines(given.get("comment", "")),
    )
