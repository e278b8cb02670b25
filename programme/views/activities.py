"""Activities: the list of a plan, one with its proofs, entered, moved on, proved."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from core.history import changes_of
from core.listing import ListColumn, chosen_in, show_list
from core.models import TransitionLog
from core.pages import carry_out, file_response, save_page
from programme.domain import activities as acts
from programme.domain.queries.activities import activities_of
from programme.domain.queries.classes import class_coverage
from programme.domain.workflow import ACTIVITY_WORKFLOW
from programme.interfaces.forms import ActivityFilter, ActivityForm, EvidenceForm, StepForm
from programme.models import Activity, ActivityEvidence, ActivityState, PlanState
from programme.views.plans import OPEN, managed_plan, plan_address, seen_plan

STATE_CLASS = {"done": "state-good", "running": "state-wait", "cancelled": "state-bad"}
COLUMNS = (
    ListColumn("nhom", "Nhóm nội dung", lambda row: str(row.group), ("group__order", "order")),
    ListColumn(
        "ten",
        "Hoạt động",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("activity", args=[row.pk]),
    ),
    ListColumn("chu-tri", "Chủ trì", lambda row: row.owner, ("owner",)),
    ListColumn("tu", "Từ ngày", lambda row: row.starts_on, ("starts_on",), "date"),
    ListColumn("den", "Đến ngày", lambda row: row.ends_on, ("ends_on",), "date"),
    ListColumn(
        "trang-thai",
        "Trạng thái",
        lambda row: row.get_state_display(),
        ("state",),
        state=lambda row: STATE_CLASS.get(row.state, "state-plain"),
    ),
    ListColumn("minh-chung", "Minh chứng", lambda row: row.n_evidence, ("n_evidence",), "count"),
    ListColumn("lop-mo", "Lớp phải mở", lambda row: row.classes_wanted, ("classes_wanted",), "count"),
    ListColumn("lop", "Lớp đã tổ chức", lambda row: row.n_held or None, ("n_held",), "count"),
    ListColumn("du-toan", "Dự toán (đồng)", lambda row: row.money, ("money",), "money"),
)


def _rows(plan: Any, chosen: dict[str, Any]) -> QuerySet[Any]:
    rows = activities_of(plan).search(chosen.get("words", ""))
    rows = rows.filter(**{name: chosen[name] for name in ("kind", "state") if chosen.get(name)})
    if chosen.get("late"):
        rows = rows.filter(state__in=OPEN, ends_on__lt=timezone.localdate())
    return rows


@require_safe
def activity_list(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_plan(request, pk)
    filters = ActivityFilter(request.GET or None)
    chosen = chosen_in(filters)
    may_edit = request.user.is_office and found.state != PlanState.CLOSED
    return show_list(
        request,
        _rows(found, chosen),
        COLUMNS,
        heading=f"Hoạt động năm {found.year}",
        file_name=f"hoat-dong-{found.year}",
        filters=filters,
        back=(plan_address(found), found.title),
        create=(reverse("activity_create", args=[pk]), "Thêm hoạt động") if may_edit else None,
    )


def _seen(request: HttpRequest, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).select_related("group__plan", "unit", "responsible")
    return get_object_or_404(rows, pk=pk)


def _reported(request: HttpRequest, pk: int) -> Activity:
    """The activity, for whoever may say how far it is: the office, and the officer of its ground."""
    found = _seen(request, pk)
    if not may_report(request, found):
        raise PermissionDenied("Chỉ Văn phòng Điều phối và cán bộ của địa bàn được báo cáo hoạt động này.")
    return found


def may_report(request: HttpRequest, found: Activity) -> bool:
    return request.user.is_office or bool(
        found.unit_id and has_perm("programme.report_activity", request.user, found)
    )


@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    is_open = found.group.plan.state == PlanState.ISSUED
    reports = may_report(request, found)
    shown = {
        "activity": found,
        "plan": found.group.plan,
        "evidence": list(found.evidence.select_related("file", "added_by")),
        "documents": list(found.documents.order_by("-issued_on")),
        "media": list(found.media.order_by("-on")[:20]),
        "tours": list(found.tours.order_by("-starts_on")[:20]),
        "coverage": class_coverage(found),
        "money": found.estimates.aggregate(sum=Sum("amount"))["sum"],
        "steps": ACTIVITY_WORKFLOW.allowed(found) if is_open and reports else [],
        "log": list(
            TransitionLog.objects.filter(
                content_type__app_label="programme", content_type__model="activity", object_id=found.pk
            ).select_related("actor")
        ),
        "may_report": reports and found.group.plan.state != PlanState.CLOSED,
        "may_edit": request.user.is_office and found.group.plan.state != PlanState.CLOSED,
        "may_remove": request.user.is_office and found.group.plan.state == PlanState.DRAFT,
        "is_late": bool(found.ends_on and found.ends_on < timezone.localdate() and found.state in OPEN),
    }
    return render(request, "programme/activity.html", shown)


def _address(row: Activity) -> str:
    return reverse("activity", args=[row.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def activity_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_plan(request, pk)
    initial = {
        "group": request.GET.get("nhom"),
        "order": Activity.objects.filter(group__plan=found).count() + 1,
    }
    return save_page(
        request,
        lambda data: ActivityForm(data, plan=found, initial=initial),
        lambda form: acts.add_activity(plan_id=pk, actor=request.user, **form.details()),
        heading="Thêm hoạt động",
        back_url=plan_address(found),
        back_label=found.title,
        done="Đã thêm hoạt động.",
        leads_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    managed_plan(request, found.group.plan_id)

    def act(form: ActivityForm) -> Activity:
        version = form.cleaned_data["version"] or 0
        return acts.change_activity(activity_id=pk, version=version, actor=request.user, **form.details())

    return save_page(
        request,
        lambda data: ActivityForm(data, instance=_seen(request, pk), plan=found.group.plan),
        act,
        heading="Sửa hoạt động",
        back_url=_address(found),
        back_label=found.name,
        done="Đã lưu hoạt động.",
        leads_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; the page asks for the result or the reason where the step needs one."""
    found = _reported(request, pk)
    chosen = next((one for one in ACTIVITY_WORKFLOW.transitions if one.name == step), None)
    if chosen is None:
        return redirect("activity", pk)
    finishes = chosen.target == ActivityState.DONE
    return save_page(
        request,
        lambda data: StepForm(
            data,
            needs_reason=chosen.needs_reason,
            asks_result=finishes,
            initial={"result": found.result},
        ),
        lambda form: acts.move_activity(activity_id=pk, step=step, actor=request.user, **form.cleaned_data),
        heading=f"{chosen.label}: {found.name}",
        button=chosen.label,
        back_url=_address(found),
        back_label=found.name,
        done="Đã ghi.",
        leads_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    found = _reported(request, pk)

    def act(form: EvidenceForm) -> Any:
        given = form.cleaned_data
        return acts.add_activity_evidence(
            activity_id=pk,
            title=given["title"],
            link=given["link"],
            upload=given["file"],
            actor=request.user,
        )

    return save_page(
        request,
        lambda data: EvidenceForm(data, request.FILES or None),
        act,
        heading=f"Thêm minh chứng: {found.name}",
        back_url=_address(found),
        back_label=found.name,
        done="Đã thêm minh chứng.",
        leads_to=lambda _: _address(found),
    )


@require_safe
def activity_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ActivityEvidence.objects.filter(activity__in=Activity.objects.visible_to(request.user))
    found = get_object_or_404(rows.select_related("file"), pk=pk, file__isnull=False)
    return file_response(request, found.file)


@require_POST
def activity_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    managed_plan(request, found.group.plan_id)
    done = carry_out(
        request, lambda: acts.remove_activity(activity_id=pk, actor=request.user), "Đã xóa hoạt động."
    )
    return redirect("plan", found.group.plan_id) if done else redirect("activity", pk)


@require_safe
def activity_history(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    shown = {"heading": "Lịch sử hoạt động", "back_url": _address(found), "back_label": found.name}
    return render(request, "programme/history.html", {**shown, "changes": changes_of(found)})
