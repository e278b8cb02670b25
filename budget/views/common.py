"""What the pages of the budget share: who may, and which plan is looked at."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from accounts.policy import require
from budget.models import EstimateLine
from programme.models import Plan, PlanState

VIEW_REASON = "Trang ngân sách dành cho Văn phòng Điều phối và lãnh đạo."
RECORD_REASON = "Chỉ Văn phòng Điều phối được ghi dự toán, phân bổ, giải ngân và quyết toán."


def may_look(request: HttpRequest) -> None:
    require(request.user, "budget.view", reason=VIEW_REASON)


def may_record(request: HttpRequest) -> None:
    require(request.user, "budget.record", reason=RECORD_REASON)


def visible_plans(request: HttpRequest) -> list[Plan]:
    return list(Plan.objects.visible_to(request.user).order_by("-year"))


def chosen_plan(request: HttpRequest, plans: list[Plan]) -> Plan | None:
    """The plan asked for with ``?nam=``; first of all the latest one that is no draft any more."""
    if asked := request.GET.get("nam", ""):
        return next((plan for plan in plans if str(plan.year) == asked), None)
    return next((plan for plan in plans if plan.state != PlanState.DRAFT), plans[0] if plans else None)


def visible_lines(user: User) -> Any:
    return EstimateLine.objects.visible_to(user).select_related(
        "plan", "group", "activity", "source", "settlement", "carried_from__plan"
    )


def recorded_line(request: HttpRequest, pk: int) -> EstimateLine:
    """The line, for whoever may write money."""
    found = get_object_or_404(visible_lines(request.user), pk=pk)
    may_record(request)
    return found


def recorded_plan(request: HttpRequest, pk: int) -> Plan:
    found = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    may_record(request)
    return found


def budget_address(plan: Plan) -> str:
    return f"{reverse('budget')}?nam={plan.year}"


def line_address(line: EstimateLine) -> str:
    return reverse("budget_line", args=[line.pk])
