"""Councils and rounds: lists, one round, and one POST for each act on it."""

from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.policy import require
from core.errors import ActRefused, Incomplete
from core.exports import exported
from core.listing import chosen_in
from core.pages import carry_out, form_page, say_errors
from evaluations.domain import decisions, levels, rounds, tallies
from evaluations.domain.queries.progress import entries_with_progress, sees_progress
from evaluations.enums import RoundState
from evaluations.interfaces.columns import ROUNDS
from evaluations.interfaces.forms import AddEntriesForm, DecisionForm, RoundFilter, RoundForm
from evaluations.interfaces.seal import seal_block
from evaluations.models import Entry, Round
from products.models import Dossier, DossierState

PAGE = 30
MANAGE_REASON = "Chỉ Văn phòng Điều phối được tổ chức đợt đánh giá."
COUNCILS_REASON = "Danh sách Hội đồng dành cho Văn phòng Điều phối và lãnh đạo."


def _seen(request: HttpRequest, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("council", "regime")
    return get_object_or_404(rows, pk=pk)


def _managed(request: HttpRequest, pk: int) -> Round:
    found = _seen(request, pk)
    require(request.user, "evaluations.manage_rounds", found, reason=MANAGE_REASON)
    return found


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    form = RoundFilter(request.GET or None)
    chosen = chosen_in(form)
    rows = Round.objects.visible_to(request.user).select_related("council", "regime")
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    counted = rows.annotate(n=Count("entries", distinct=True)).order_by("-year", "-sequence", "-pk")
    if file := exported(request, title="Danh sách đợt đánh giá", columns=ROUNDS, rows=counted, filters=form):
        return file
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "form": form, "may_manage": request.user.is_office}
    return render(request, "evaluations/council/round_list.html", shown)


def round_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    form = RoundForm(request.POST or None, initial={"year": timezone.localdate().year, "sequence": 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.create_round(actor=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("round", made.pk)
    return form_page(
        request,
        form,
        heading="Lập đợt đánh giá",
        back_url=reverse("round_list"),
        back_label="Đợt đánh giá",
        button="Lập đợt",
    )


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    may_manage = request.user.is_office
    preparing = found.state == RoundState.PREPARING
    waiting = _waiting(found) if may_manage and preparing else Dossier.objects.none()
    shown = {
        "round": found,
        "entries": [_line(row, request.user) for row in entries_with_progress(found)],
        "sees_progress": sees_progress(request.user, found),
        "may_manage": may_manage,
        "may_send_up": may_manage and levels.may_send_up(found),
        "may_watch": rules.has_perm("evaluations.watch_meeting", request.user, found),
        "add_form": AddEntriesForm(waiting=waiting),
        "missing": rounds.missing_before_closing(found)
        if may_manage and found.state == RoundState.OPEN
        else [],
        "sealed": seal_block(found),
        "decisions": list(found.decisions.all()),
    }
    return render(request, "evaluations/council/round.html", shown)


def _line(row: Entry, user: User) -> dict[str, Any]:
    """An entry with what has come of it so far; the certificate for those who see the register's rows."""
    outcome = getattr(row, "outcome", None)
    return {
        "entry": row,
        "tally": next(iter(row.tallies.all()), None),
        "outcome": outcome,
        "certificate": getattr(outcome, "certificate", None)
        if user.is_office or user.role == "leader"
        else None,
    }


def _waiting(found: Round) -> QuerySet[Dossier]:
    """The accepted dossiers under the round's regime that no round has taken."""
    rows = Dossier.objects.filter(state=DossierState.ACCEPTED, regime=found.regime)
    return rows.select_related("product__producer").order_by("accepted_on", "pk")


@require_POST
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    form = AddEntriesForm(request.POST, waiting=_waiting(found))
    if not form.is_valid():
        say_errors(request, form)
        return redirect("round", pk)
    chosen = form.cleaned_data["dossiers"]

    @transaction.atomic
    def add() -> None:
        for dossier in chosen:
            rounds.add_entry(round_id=pk, dossier_id=dossier.pk, actor=request.user)

    carry_out(request, add, f"Đã đưa {len(chosen)} hồ sơ vào đợt.")
    return redirect("round", pk)


@require_POST
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    _managed(request, pk)
    carry_out(request, lambda: rounds.open_round(round_id=pk, actor=request.user), "Đã mở chấm điểm.")
    return redirect("round", pk)


@require_POST
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    _managed(request, pk)
    carry_out(request, lambda: rounds.close_round(round_id=pk, actor=request.user), "Đã khóa phiếu.")
    return redirect("round", pk)


@require_POST
def round_send_up(request: HttpRequest, pk: int) -> HttpResponse:
    """To the next level, where the regime has one that recognises more."""
    _managed(request, pk)
    carry_out(
        request,
        lambda: levels.send_up(round_id=pk, actor=request.user),
        "Đã đề nghị cấp trên đánh giá các sản phẩm từ 3 sao trở lên.",
    )
    return redirect("round", pk)


@require_POST
def round_tally(request: HttpRequest, pk: int) -> HttpResponse:
    _managed(request, pk)
    carry_out(request, lambda: tallies.tally_round(round_id=pk, actor=request.user), "Đã tổng hợp điểm.")
    return redirect("round", pk)


def round_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the signed recognition decision; ratings and certificates follow from it."""
    found = _managed(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.issue_decision(round_id=pk, actor=request.user, **form.cleaned_data)
        except Incomplete as refusal:
            form.add_error(None, [str(refusal), *refusal.missing])
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi quyết định và cấp giấy chứng nhận.")
            return redirect("round", pk)
    return form_page(
        request,
        form,
        heading="Ghi quyết định công nhận",
        back_url=reverse("round", args=[pk]),
        back_label=found.name,
        button="Ghi quyết định",
    )
