"""Plans: list, one with its targets, and the rows behind a target's result."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.policy import require
from programme.domain.queries.behind import line_of, rows_behind
from programme.domain.queries.targets import target_row, targets
from programme.models import Activity, Plan, Target

PAGE = 30


def plan_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.view_plans")
    rows = Plan.objects.visible_to(request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "programme/plan_list.html", {"page": page})


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    rows = targets(found)
    activities = Activity.objects.filter(group__plan=found).select_related("group", "unit")
    shown = {
        "plan": found,
        "targets": rows,
        "met": sum(row.met for row in rows),
        "groups": list(found.content_groups.order_by("order")),
        "activities": list(activities.order_by("group__order", "order", "pk")),
    }
    return render(request, "programme/plan.html", shown)


def target(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    plans = Plan.objects.visible_to(request.user)
    found = get_object_or_404(Target.objects.select_related("plan"), plan__in=plans, plan=pk, code=code)
    row = target_row(found)
    behind = rows_behind(row, user=request.user)
    page = Paginator(behind.rows, PAGE).get_page(request.GET.get("page"))
    shown = {"row": row, "behind": behind, "page": page, "lines": [line_of(one) for one in page]}
    return render(request, "programme/target.html", shown)
