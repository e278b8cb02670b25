"""The plan's money: the split with its lines, one line, giving out and paying."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User
from accounts.policy import require
from budget.columns import LINES
from budget.domain.queries.lines import allocations, by_group
from budget.domain.queries.split import Stage, split
from budget.domain.spending import allocate as allocate_act
from budget.domain.spending import disburse as disburse_act
from budget.forms import AllocationForm, DisbursementForm
from budget.models import Allocation, EstimateLine
from core.errors import ActRefused
from core.exports import exported
from core.pages import form_page
from programme.domain.queries.indicators import last_day
from programme.models import Plan, PlanState

VIEW_REASON = "Trang ngân sách dành cho Văn phòng Điều phối và lãnh đạo."
RECORD_REASON = "Chỉ Văn phòng Điều phối được ghi phân bổ và giải ngân."


def budget(request: HttpRequest) -> HttpResponse:
    require(request.user, "budget.view", reason=VIEW_REASON)
    plans = list(Plan.objects.visible_to(request.user).order_by("-year"))
    asked = request.GET.get("nam", "")
    chosen = next((plan for plan in plans if str(plan.year) == asked), None if asked else _present(plans))
    shown: dict[str, Any] = {"plans": plans, "plan": chosen}
    if chosen:
        shown |= {
            "splits": [split(chosen, stage) for stage in Stage],
            "groups": by_group(plan=chosen),
        }
        lines = [line for group in shown["groups"] for line in group.lines]
        if file := exported(request, title=f"Dự toán {chosen.year}", columns=LINES, rows=lines):
            return file
    return render(request, "budget/budget.html", shown)


def _present(plans: list[Plan]) -> Plan | None:
    """The plan shown first: the latest one that is no draft any more."""
    return next((plan for plan in plans if plan.state != PlanState.DRAFT), plans[0] if plans else None)


def line(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "budget.view", reason=VIEW_REASON)
    found = get_object_or_404(_lines(request.user), pk=pk)
    rows = list(allocations(found))
    shown = {
        "line": found,
        "allocations": rows,
        "allocated": sum(row.amount for row in rows),
        "paid": sum(row.paid for row in rows),
        "may_record": request.user.is_office and found.plan.state == PlanState.ISSUED,
    }
    return render(request, "budget/line.html", shown)


def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_lines(request.user), pk=pk)
    form = AllocationForm(request.POST or None, day=last_day(found.plan.year))

    def act(**fields: Any) -> object:
        return allocate_act(line_id=found.pk, actor=request.user, **fields)

    return _record(request, found, form, act, "Phân bổ kinh phí")


def disburse(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Allocation.objects.filter(line__in=_lines(request.user)).select_related("line__plan")
    found = get_object_or_404(visible, pk=pk)
    form = DisbursementForm(request.POST or None)

    def act(**fields: Any) -> object:
        return disburse_act(allocation_id=found.pk, actor=request.user, **fields)

    return _record(request, found.line, form, act, f"Giải ngân: {found.recipient}")


def _lines(user: User) -> Any:
    return EstimateLine.objects.visible_to(user).select_related("plan", "group", "activity", "source")


def _record(
    request: HttpRequest, found: EstimateLine, form: forms.ModelForm, act: Callable[..., object], heading: str
) -> HttpResponse:
    """Show the form, or carry out the act with what it holds; a refusal stays on the page with its reason."""
    require(request.user, "budget.record", reason=RECORD_REASON)
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi.")
            return redirect("budget_line", found.pk)
    return form_page(
        request,
        form,
        heading=heading,
        back_url=reverse("budget_line", args=[found.pk]),
        back_label=found.name,
        button="Ghi",
    )
