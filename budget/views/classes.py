"""Classes and their money: the list of a year, the place of one class in plan and budget."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from budget.domain.classes import place_class
from budget.domain.queries.classes import classes_of_year
from budget.interfaces.forms import ClassMoneyFilter, PlaceForm
from budget.views.common import budget_address, chosen_plan, may_look, may_record, visible_plans
from core.listing import ListColumn, show_list
from core.pages import save_page
from programme.models import Plan
from training.models import TrainingClass

COLUMNS = (
    ListColumn(
        "lop",
        "Lớp",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("class_detail", args=[row.pk]),
    ),
    ListColumn("loai", "Loại", lambda row: row.get_kind_display(), ("kind",)),
    ListColumn("trang-thai", "Trạng thái", lambda row: row.get_state_display(), ("state",)),
    ListColumn("ngay", "Bắt đầu", lambda row: row.starts_on, ("starts_on",), "date"),
    ListColumn(
        "hoat-dong",
        "Hoạt động của kế hoạch",
        lambda row: row.planned.activity.name if hasattr(row, "planned") else "",
        ("planned__activity__sort_key",),
    ),
    ListColumn(
        "du-toan",
        "Dòng dự toán",
        lambda row: row.funded.line.name if hasattr(row, "funded") else "",
        ("funded__line__name",),
    ),
    ListColumn(
        "nguon", "Nguồn vốn", lambda row: row.funded.line.source.name if hasattr(row, "funded") else ""
    ),
    ListColumn("kinh-phi", "Kinh phí (đồng)", lambda row: row.cost, ("cost",), "money"),
)


@require_safe
def class_money_list(request: HttpRequest) -> HttpResponse:
    """The classes of a year with the activity and the line each belongs to; those without come by a filter."""
    may_look(request)
    plans = visible_plans(request)
    chosen = chosen_plan(request, plans)
    filters = ClassMoneyFilter(request.GET or {"nam": str(chosen.year)} if chosen else None, plans=plans)
    rows = classes_of_year(year=chosen.year) if chosen else TrainingClass.objects.none()
    return show_list(
        request,
        filters.narrow(rows),
        COLUMNS,
        heading=f"Lớp và kinh phí năm {chosen.year}" if chosen else "Lớp và kinh phí",
        file_name=f"lop-kinh-phi-{chosen.year}" if chosen else "lop-kinh-phi",
        filters=filters,
        back=(budget_address(chosen) if chosen else reverse("budget"), "Ngân sách"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def class_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which activity and which estimate line a class belongs to."""
    found = get_object_or_404(TrainingClass.objects.visible_to(request.user), pk=pk)
    may_record(request)
    plan = Plan.objects.filter(year=found.year).first()
    initial = {
        "activity": getattr(getattr(found, "planned", None), "activity_id", None),
        "line": getattr(getattr(found, "funded", None), "line_id", None),
    }

    def act(form: PlaceForm) -> Any:
        return place_class(class_id=pk, actor=request.user, **form.cleaned_data)

    return save_page(
        request,
        lambda data: PlaceForm(data, plan=plan, initial=initial),
        act,
        heading=f"Gắn với kế hoạch và dự toán: {found.name}",
        intro="" if plan else f"Chưa có kế hoạch năm {found.year}: hãy lập kế hoạch trước khi gắn lớp.",
        back_url=reverse("class_detail", args=[pk]),
        back_label=found.name,
        done="Đã gắn lớp với kế hoạch và dự toán.",
        leads_to=lambda row: reverse("class_detail", args=[row.pk]),
    )
