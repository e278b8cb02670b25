"""One estimate line: entered, given out, paid, adjusted, settled."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budget.domain import closing, estimates, spending
from budget.domain.queries.classes import class_money
from budget.domain.queries.lines import allocations
from budget.interfaces.forms import (
    AdjustForm,
    AllocationForm,
    DisbursementForm,
    LineForm,
    SettleForm,
    VoidForm,
)
from budget.interfaces.printing import voucher_pdf
from budget.models import Allocation, Disbursement, EstimateLine
from budget.views.common import (
    budget_address,
    line_address,
    may_look,
    may_record,
    recorded_line,
    recorded_plan,
    visible_lines,
)
from core.exports import shown_pdf
from core.pages import carry_out, file_response, save_page
from programme.domain.queries.indicators import last_day
from programme.models import PlanState


@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    may_look(request)
    found = get_object_or_404(visible_lines(request.user), pk=pk)
    rows = list(allocations(found))
    settlement = getattr(found, "settlement", None)
    state = found.plan.state
    may_spend = request.user.is_office and state == PlanState.ISSUED and settlement is None
    shown = {
        "line": found,
        "allocations": rows,
        "allocated": sum(row.amount for row in rows),
        "paid": sum(row.paid for row in rows),
        "classes": class_money(found),
        "settlement": settlement,
        "adjustments": list(found.adjustments.select_related("allocation", "recorded_by")),
        "may_record": may_spend,
        "may_edit": request.user.is_office and state != PlanState.CLOSED and settlement is None,
        "may_settle": request.user.is_office and state == PlanState.ISSUED,
        "may_remove": request.user.is_office and state == PlanState.DRAFT,
    }
    return render(request, "budget/line.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def line_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_plan(request, pk)
    is_issued = found.state == PlanState.ISSUED

    def act(form: LineForm) -> EstimateLine:
        return estimates.add_line(
            plan_id=pk,
            actor=request.user,
            on=timezone.localdate(),
            reason=form.cleaned_data.get("reason", ""),
            **form.details(),
        )

    return save_page(
        request,
        lambda data: LineForm(data, plan=found, needs_reason=is_issued),
        act,
        heading=f"Thêm dòng dự toán năm {found.year}",
        back_url=budget_address(found),
        back_label="Ngân sách",
        done="Đã thêm dòng dự toán.",
        leads_to=line_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)

    def act(form: LineForm) -> EstimateLine:
        version = form.cleaned_data["version"] or 0
        return estimates.change_line(line_id=pk, version=version, actor=request.user, **form.details())

    return save_page(
        request,
        lambda data: LineForm(
            data,
            instance=get_object_or_404(visible_lines(request.user), pk=pk),
            plan=found.plan,
            needs_reason=False,
        ),
        act,
        heading="Sửa dòng dự toán",
        back_url=line_address(found),
        back_label=found.name,
        done="Đã lưu dòng dự toán.",
        leads_to=line_address,
    )


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)
    done = carry_out(
        request, lambda: estimates.remove_line(line_id=pk, actor=request.user), "Đã xóa dòng dự toán."
    )
    return redirect(budget_address(found.plan) if done else line_address(found))


def _on_line(
    request: HttpRequest,
    found: EstimateLine,
    make: Callable[[Any], forms.BaseForm],
    act: Callable[[Any], Any],
    *,
    heading: str,
    button: str,
    done: str = "Đã ghi.",
    intro: str = "",
) -> HttpResponse:
    """A page with one form that does something to a line and leads back to it."""
    return save_page(
        request,
        make,
        act,
        heading=heading,
        intro=intro,
        button=button,
        back_url=line_address(found),
        back_label=found.name,
        done=done,
        leads_to=lambda _: line_address(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)
    return _on_line(
        request,
        found,
        lambda data: AllocationForm(data, day=last_day(found.plan.year)),
        lambda form: spending.allocate(line_id=pk, actor=request.user, **form.cleaned_data),
        heading="Phân bổ kinh phí",
        button="Ghi phân bổ",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def line_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)
    return _on_line(
        request,
        found,
        lambda data: AdjustForm(data, initial={"amount": found.amount, "on": timezone.localdate()}),
        lambda form: spending.adjust_line(line_id=pk, actor=request.user, **form.cleaned_data),
        heading="Điều chỉnh dự toán",
        button="Ghi điều chỉnh",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def line_settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)
    paid = sum(row.paid for row in allocations(found))
    initial = {"settled": paid, "carried_over": 0, "on": timezone.localdate()}
    settlement = getattr(found, "settlement", None)

    def make(data: Any) -> SettleForm:
        return SettleForm(data, instance=settlement) if settlement else SettleForm(data, initial=initial)

    return _on_line(
        request,
        found,
        make,
        lambda form: closing.settle_line(line_id=pk, actor=request.user, **form.cleaned_data),
        heading="Quyết toán",
        intro="Sau khi quyết toán, dòng này không phân bổ, giải ngân thêm được.",
        button="Ghi quyết toán",
    )


@require_POST
def line_unsettle(request: HttpRequest, pk: int) -> HttpResponse:
    found = recorded_line(request, pk)
    carry_out(
        request,
        lambda: closing.unsettle_line(line_id=pk, actor=request.user),
        "Đã bỏ quyết toán của dòng này.",
    )
    return redirect(line_address(found))


def _allocation(request: HttpRequest, pk: int) -> Allocation:
    rows = Allocation.objects.filter(line__in=visible_lines(request.user).order_by())
    found = get_object_or_404(rows.select_related("line__plan"), pk=pk)
    may_record(request)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def disburse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _allocation(request, pk)
    return _on_line(
        request,
        found.line,
        lambda data: DisbursementForm(data, request.FILES or None),
        lambda form: spending.disburse(allocation_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Giải ngân: {found.recipient}",
        button="Ghi giải ngân",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def allocation_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    found = _allocation(request, pk)
    return _on_line(
        request,
        found.line,
        lambda data: AdjustForm(data, initial={"amount": found.amount, "on": timezone.localdate()}),
        lambda form: spending.adjust_allocation(allocation_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Điều chỉnh phân bổ: {found.recipient}",
        button="Ghi điều chỉnh",
    )


def _payment(request: HttpRequest, pk: int) -> Disbursement:
    may_look(request)
    rows = Disbursement.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(
            "allocation__line__plan", "allocation__line__group", "allocation__line__source", "file"
        ),
        pk=pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def payment_void(request: HttpRequest, pk: int) -> HttpResponse:
    found = _payment(request, pk)
    may_record(request)
    return _on_line(
        request,
        found.allocation.line,
        lambda data: VoidForm(data, initial={"on": timezone.localdate()}),
        lambda form: spending.void_disbursement(disbursement_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Hủy chứng từ {found.voucher_no}",
        intro="Chứng từ vẫn còn trong sổ kèm lý do, nhưng không tính vào số đã giải ngân.",
        button="Hủy chứng từ",
        done="Đã hủy chứng từ.",
    )


@require_safe
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """The voucher as PDF, its amount in words."""
    found = _payment(request, pk)
    return shown_pdf(voucher_pdf(found), f"phieu-chi-{found.pk}")


@require_safe
def voucher_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that was uploaded with a payment."""
    found = _payment(request, pk)
    if found.file is None:
        return redirect(reverse("budget_line", args=[found.allocation.line_id]))
    return file_response(request, found.file)
