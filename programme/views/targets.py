"""Targets: one with the rows behind its result, entered, changed, reached by hand, shared out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.documents.model import Column, Table
from core.history import changes_of
from core.listing import workbook
from core.pages import carry_out, file_response, save_page
from localities.domain.standing import city_on, level_below
from localities.models import Unit
from programme.domain import targets as acts
from programme.domain.queries.behind import Behind, line_of, rows_behind
from programme.domain.queries.indicators import last_day
from programme.domain.queries.targets import TargetRow, shares, target_row
from programme.interfaces.forms import OneShareForm, ResultForm, ShareForm, TargetForm
from programme.interfaces.trend import TrendDrawing, draw_trend
from programme.models import Plan, PlanState, Target, UnitTarget
from programme.views.plans import managed_plan, plan_address

PAGE = 30


def _seen(request: HttpRequest, **which: Any) -> Target:
    rows = Target.objects.visible_to(request.user).select_related("plan", "manual_file")
    return get_object_or_404(rows, **which)


def _managed(request: HttpRequest, pk: int) -> Target:
    found = _seen(request, pk=pk)
    managed_plan(request, found.plan_id)
    return found


def _address(row: Target) -> str:
    return reverse("target", args=[row.plan_id, row.code])


@require_safe
def target(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A target with its trend, its shares and every row behind its result."""
    found = _seen(request, plan=pk, code=code)
    row = target_row(found)
    behind = rows_behind(row, user=request.user)
    if request.GET.get("xuat") == "xlsx":
        return workbook(f"chi-tieu-{found.code}-{found.plan.year}", _tables(row, behind))
    page = Paginator(behind.rows, PAGE).get_page(request.GET.get("page"))
    trend: TrendDrawing | None = draw_trend(row.trend, found.minimum) if row.trend else None
    shown = {
        "row": row,
        "behind": behind,
        "page": page,
        "lines": [line_of(one) for one in page],
        "shares": shares(row),
        "trend": trend,
        "may_edit": request.user.is_office and found.plan.state != PlanState.CLOSED,
        "may_remove": request.user.is_office and found.plan.state == PlanState.DRAFT,
    }
    return render(request, "programme/target.html", shown)


def _tables(row: TargetRow, behind: Behind) -> list[Table]:
    lines = [line_of(one) for one in behind.rows]
    given = shares(row)
    tables = [
        Table(
            sheet="Danh sách",
            caption=f"{row.target.name}: {row.reached} {row.target.measure}",
            columns=(Column("Tên"), Column("Chi tiết")),
            rows=tuple((line.name, line.note) for line in lines),
        )
    ]
    if given:
        tables.append(
            Table(
                sheet="Theo đơn vị",
                caption=f"{row.target.name}: giao đơn vị",
                columns=(
                    Column("Đơn vị"),
                    Column("Được giao", "count"),
                    Column("Kết quả", "count"),
                    Column("Đánh giá"),
                ),
                rows=tuple(
                    (one.share.unit.name, one.share.minimum, one.value, one.light_label) for one in given
                ),
            )
        )
    return tables


@require_http_methods(["GET", "HEAD", "POST"])
def target_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_plan(request, pk)
    return save_page(
        request,
        lambda data: TargetForm(data, initial={"order": found.targets.count() + 1}),
        lambda form: acts.add_target(plan_id=pk, actor=request.user, **form.details()),
        heading="Thêm chỉ tiêu",
        back_url=plan_address(found),
        back_label=found.title,
        done="Đã thêm chỉ tiêu.",
        leads_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)

    def act(form: TargetForm) -> Target:
        version = form.cleaned_data["version"] or 0
        return acts.change_target(target_id=pk, version=version, actor=request.user, **form.details())

    return save_page(
        request,
        lambda data: TargetForm(data, instance=_seen(request, pk=pk)),
        act,
        heading="Sửa chỉ tiêu",
        back_url=_address(found),
        back_label=found.name,
        done="Đã lưu chỉ tiêu.",
        leads_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def target_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a target that nothing computes."""
    found = _managed(request, pk)

    def act(form: ResultForm) -> Target:
        given = form.cleaned_data
        return acts.enter_result(
            target_id=pk,
            version=given["version"] or 0,
            value=given["manual_value"],
            evidence=given["manual_evidence"],
            upload=given["file"],
            actor=request.user,
        )

    return save_page(
        request,
        lambda data: ResultForm(data, files=request.FILES or None, instance=_seen(request, pk=pk)),
        act,
        heading=f"Nhập kết quả: {found.name}",
        intro="Số nhập tay luôn hiện kèm chữ “nhập tay” và căn cứ của nó.",
        back_url=_address(found),
        back_label=found.name,
        done="Đã ghi kết quả.",
        leads_to=_address,
    )


@require_safe
def target_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of a result typed by hand."""
    found = _seen(request, pk=pk, manual_file__isnull=False)
    return file_response(request, found.manual_file)


@require_POST
def target_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    done = carry_out(
        request, lambda: acts.remove_target(target_id=pk, actor=request.user), "Đã xóa chỉ tiêu."
    )
    return redirect("plan", found.plan_id) if done else redirect(_address(found))


def _units_of(plan: Plan) -> Any:
    """The units right below the city in the plan's year: districts, or communes since July 2025."""
    day = last_day(plan.year)
    city = city_on(day)
    if city is None:
        return Unit.objects.valid_on(day).by_name()
    return Unit.objects.within(city).filter(level=level_below(city, day=day)).valid_on(day).by_name()


@require_http_methods(["GET", "HEAD", "POST"])
def target_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share a target out: the same number for every unit ticked."""
    found = _managed(request, pk)

    def act(form: ShareForm) -> Target:
        acts.share_out(
            target_id=pk, units=form.chosen(), minimum=form.cleaned_data["minimum"], actor=request.user
        )
        return found

    return save_page(
        request,
        lambda data: ShareForm(data, units=_units_of(found.plan)),
        act,
        heading=f"Giao đơn vị: {found.name}",
        button="Giao chỉ tiêu",
        back_url=_address(found),
        back_label=found.name,
        done="Đã giao chỉ tiêu cho đơn vị.",
        leads_to=_address,
    )


def _share(request: HttpRequest, pk: int) -> UnitTarget:
    rows = UnitTarget.objects.filter(target__in=Target.objects.visible_to(request.user))
    found = get_object_or_404(rows.select_related("target__plan", "unit"), pk=pk)
    managed_plan(request, found.target.plan_id)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def share_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _share(request, pk)
    initial = {
        "minimum": found.minimum,
        "value": found.manual_value,
        "evidence": found.manual_evidence,
    }
    return save_page(
        request,
        lambda data: OneShareForm(data, is_computed=bool(found.target.indicator), initial=initial),
        lambda form: acts.change_share(share_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"{found.unit.name}: {found.target.name}",
        back_url=_address(found.target),
        back_label=found.target.name,
        done="Đã lưu.",
        leads_to=lambda _: _address(found.target),
    )


@require_POST
def share_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _share(request, pk)
    carry_out(request, lambda: acts.remove_share(share_id=pk, actor=request.user), "Đã bỏ giao.")
    return redirect(_address(found.target))


@require_safe
def target_history(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk=pk)
    shown = {"heading": "Lịch sử chỉ tiêu", "back_url": _address(found), "back_label": found.name}
    return render(request, "programme/history.html", {**shown, "changes": changes_of(found)})
