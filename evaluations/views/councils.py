"""Councils: what they are, who sits on them, their rules, the rounds of their year."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.errors import ActRefused
from core.exports import exported
from core.history import changes_of
from core.listing import chosen_in
from core.pages import carry_out, form_page, say_errors
from evaluations.domain import councils, rounds
from evaluations.domain.queries.proposals import proposed_rounds
from evaluations.interfaces.advisory_forms import AdviserForm
from evaluations.interfaces.columns import COUNCILS
from evaluations.interfaces.council_forms import CouncilFilter, CouncilForm, SeatForm, YearForm
from evaluations.models import Council, CouncilMember
from evaluations.views.rounds import COUNCILS_REASON, MANAGE_REASON, PAGE


def _managed(request: HttpRequest, pk: int) -> Council:
    found = get_object_or_404(Council.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    return found


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "evaluations.view_councils", reason=COUNCILS_REASON)
    form = CouncilFilter(request.GET or None)
    chosen = chosen_in(form)
    rows = Council.objects.visible_to(request.user).select_related("unit")
    if chosen.get("q"):
        rows = rows.filter(
            Q(name__unaccent__icontains=chosen["q"]) | Q(decision_no__unaccent__icontains=chosen["q"])
        )
    if chosen.get("level"):
        rows = rows.filter(level=chosen["level"])
    if chosen.get("on"):
        rows = rows.in_term_on(chosen["on"])
    rows = rows.annotate(
        seats=Count("members", filter=Q(members__is_active=True), distinct=True),
        held=Count("rounds", distinct=True),
    ).order_by("-decided_on", "-pk")
    if file := exported(request, title="Danh sách Hội đồng", columns=COUNCILS, rows=rows, filters=form):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "form": form, "may_manage": request.user.is_office}
    return render(request, "evaluations/council/council_list.html", shown)


@require_safe
def council(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "evaluations.view_councils", reason=COUNCILS_REASON)
    found = get_object_or_404(Council.objects.visible_to(request.user).select_related("unit"), pk=pk)
    form = YearForm(request.GET or None)
    year = form.cleaned_data["year"] if form.is_valid() else timezone.localdate().year
    shown = {
        "council": found,
        "members": list(found.members.select_related("user").order_by("-is_active", "order", "pk")),
        "rounds": list(found.rounds.select_related("regime").order_by("-year", "-sequence", "-pk")),
        "year": year,
        "proposals": proposed_rounds(found, year),
        "may_manage": request.user.is_office,
        "advisers": list(found.advisers.select_related("user").order_by("-is_active", "-is_lead", "pk")),
        "adviser_form": AdviserForm(auto_id="adviser_%s") if request.user.is_office else None,
    }
    return render(request, "evaluations/council/council.html", shown)


def _answer(
    request: HttpRequest, form: ModelForm, act: Callable[[], Any], back: str, done: str, **words: str
) -> HttpResponse:
    """The page of one form: the act's result leads back, its refusal is said on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    return form_page(request, form, back_url=back, **words)


def council_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    form = CouncilForm(request.POST or None)
    return _answer(
        request,
        form,
        lambda: councils.establish_council(actor=request.user, **form.cleaned_data),
        reverse("council_list"),
        "Đã lập Hội đồng. Mở Hội đồng để thêm thành viên.",
        heading="Lập Hội đồng",
        button="Lập Hội đồng",
        back_label="Hội đồng",
    )


def council_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    form = CouncilForm(request.POST or None, instance=found)
    return _answer(
        request,
        form,
        lambda: councils.change_council(council_id=pk, actor=request.user, **form.cleaned_data),
        reverse("council", args=[pk]),
        "Đã lưu Hội đồng. Các đợt đã lập giữ quy chế cũ.",
        heading="Sửa Hội đồng và quy chế",
        button="Lưu",
        back_label=found.name,
        intro="Quy chế mới chỉ áp dụng cho các đợt lập sau này.",
    )


def seat_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    form = SeatForm(request.POST or None, initial={"order": found.members.count() + 1})
    return _answer(
        request,
        form,
        lambda: councils.seat_member(council_id=pk, actor=request.user, **form.cleaned_data),
        reverse("council", args=[pk]),
        "Đã thêm thành viên.",
        heading="Thêm thành viên Hội đồng",
        button="Thêm thành viên",
        back_label=found.name,
    )


def seat_edit(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    seat = get_object_or_404(CouncilMember.objects.select_related("council", "user"), pk=pk)
    form = SeatForm(request.POST or None, instance=seat)
    return _answer(
        request,
        form,
        lambda: councils.change_seat(seat_id=pk, actor=request.user, **form.cleaned_data),
        reverse("council", args=[seat.council_id]),
        "Đã lưu thành viên.",
        heading=f"Sửa thành viên: {seat.user}",
        button="Lưu",
        back_label=seat.council.name,
    )


@require_safe
def council_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed on the council and on its seats, by whom."""
    require(request.user, "evaluations.view_councils", reason=COUNCILS_REASON)
    found = get_object_or_404(Council.objects.visible_to(request.user), pk=pk)
    seats = found.members.select_related("user").order_by("order", "pk")
    shown = {
        "council": found,
        "changes": changes_of(found),
        "seats": [(seat, changes_of(seat)) for seat in seats],
    }
    return render(request, "evaluations/council/council_history.html", shown)


@require_POST
def council_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the rounds of a year that the law asks for and that are not there yet."""
    found = _managed(request, pk)
    form = YearForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("council", pk)
    year = form.cleaned_data["year"]
    carry_out(
        request,
        lambda: rounds.create_proposed_rounds(council=found, year=year, actor=request.user),
        f"Đã lập các đợt còn thiếu của năm {year}.",
    )
    return redirect(f"{reverse('council', args=[pk])}?year={year}")
