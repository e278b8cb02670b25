"""Plans: list, one with targets and activities, entered, copied, issued, compared; taken away as a workbook."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import require
from core.documents.model import Column, Table
from core.exports import exported
from core.history import changes_of
from core.listing import workbook
from core.pages import save_page
from core.spreadsheets.writing import Column as FileColumn
from programme.domain import plans as acts
from programme.domain.queries.activities import activities_of
from programme.domain.queries.targets import TargetRow, compare, targets
from programme.interfaces.forms import CopyForm, GroupForm, IssueForm, PlanForm
from programme.models import Plan, PlanState

PAGE = 30
PLANS = (
    FileColumn("Năm", lambda row: row.year),
    FileColumn("Kế hoạch", lambda row: row.title),
    FileColumn("Số", lambda row: row.decision_no),
    FileColumn("Ngày ban hành", lambda row: row.decided_on),
    FileColumn("Chỉ tiêu", lambda row: row.n_targets),
    FileColumn("Hoạt động", lambda row: row.n_activities),
    FileColumn("Trạng thái", lambda row: row.get_state_display()),
)
MANAGE_REASON = "Chỉ Văn phòng Điều phối được lập và sửa kế hoạch."


def seen_plan(request: HttpRequest, pk: int) -> Plan:
    """The plan, if whoever asks may see it."""
    return get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)


def managed_plan(request: HttpRequest, pk: int) -> Plan:
    """The plan, for whoever may write it."""
    found = seen_plan(request, pk)
    require(request.user, "programme.manage", reason=MANAGE_REASON)
    return found


def plan_address(plan: Plan) -> str:
    return reverse("plan", args=[plan.pk])


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.view_plans")
    rows = Plan.objects.visible_to(request.user).annotate(
        n_targets=Count("targets", distinct=True),
        n_activities=Count("content_groups__activities", distinct=True),
    )
    rows = rows.order_by("-year")
    if file := exported(request, title="Kế hoạch các năm", columns=PLANS, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "programme/plan_list.html", {"page": page, "may_manage": request.user.is_office})


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on one page; ``?xuat=xlsx`` takes targets and activities away."""
    found = seen_plan(request, pk)
    rows = targets(found)
    activities = activities_of(found)
    if request.GET.get("xuat") == "xlsx":
        return workbook(f"ke-hoach-{found.year}", _tables(found, rows, activities))
    today = timezone.localdate()
    shown = {
        "plan": found,
        "targets": rows,
        "met": sum(row.met for row in rows),
        "groups": list(found.content_groups.order_by("order")),
        "activities": list(activities),
        "late": [row.pk for row in activities if row.ends_on and row.ends_on < today and row.state in OPEN],
        "may_edit": request.user.is_office and found.state != PlanState.CLOSED,
        "may_manage": request.user.is_office,
    }
    return render(request, "programme/plan.html", shown)


OPEN = frozenset({"planned", "running"})


def _tables(plan: Plan, rows: list[TargetRow], activities: Any) -> list[Table]:
    target_columns = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Kết quả", "Đánh giá", "Nguồn số liệu")
    activity_columns = (
        "Nhóm nội dung",
        "Hoạt động",
        "Chủ trì",
        "Từ ngày",
        "Đến ngày",
        "Trạng thái",
        "Kết quả",
    )
    kinds = {"Từ ngày": "date", "Đến ngày": "date"}
    return [
        Table(
            sheet="Chỉ tiêu",
            caption=f"Chỉ tiêu kế hoạch năm {plan.year}",
            columns=tuple(Column(label) for label in target_columns),
            rows=tuple(
                (
                    row.target.code,
                    row.target.name,
                    row.target.measure,
                    row.wanted,
                    row.reached,
                    row.light_label,
                    row.indicator.label if row.indicator else "Nhập tay",
                )
                for row in rows
            ),
        ),
        Table(
            sheet="Hoạt động",
            caption=f"Hoạt động kế hoạch năm {plan.year}",
            columns=(
                *(Column(label, kinds.get(label, "text")) for label in activity_columns),
                Column("Dự toán (đồng)", "money"),
            ),
            rows=tuple(
                (
                    str(row.group),
                    row.name,
                    row.owner,
                    row.starts_on,
                    row.ends_on,
                    row.get_state_display(),
                    row.result,
                    row.money,
                )
                for row in activities
            ),
        ),
    ]


@require_safe
def plan_compare(request: HttpRequest) -> HttpResponse:
    """The targets of the last years side by side; ``?nam=2022&nam=2026`` chooses the years."""
    require(request.user, "programme.view_plans")
    plans = list(Plan.objects.visible_to(request.user).order_by("year"))
    asked = request.GET.getlist("nam")
    chosen = [row for row in plans if str(row.year) in asked] or plans[-3:]
    rows = compare(chosen)
    if request.GET.get("xuat") == "xlsx":
        return workbook("so-sanh-chi-tieu", [_compared(chosen, rows)])
    shown = {"plans": plans, "chosen": chosen, "rows": rows, "asked": {row.year for row in chosen}}
    return render(request, "programme/compare.html", shown)


def _compared(plans: list[Plan], rows: list[Any]) -> Table:
    years = [column for plan in plans for column in (f"Kế hoạch {plan.year}", f"Kết quả {plan.year}")]
    return Table(
        sheet="So sánh",
        caption="Chỉ tiêu các năm",
        columns=tuple(Column(label) for label in ("Chỉ tiêu", "Đơn vị tính", *years)),
        rows=tuple(
            (
                row.name,
                row.measure,
                *(text for cell in row.cells for text in ((cell.wanted, cell.reached) if cell else ("", ""))),
            )
            for row in rows
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.manage", reason=MANAGE_REASON)
    return save_page(
        request,
        PlanForm,
        lambda form: acts.draft_plan(actor=request.user, **form.details()),
        heading="Lập kế hoạch năm",
        back_url=reverse("plan_list"),
        back_label="Kế hoạch năm",
        done="Đã lập kế hoạch với bốn nhóm nội dung. Hãy thêm chỉ tiêu và hoạt động.",
        leads_to=plan_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    managed_plan(request, pk)

    def act(form: PlanForm) -> Plan:
        version = form.cleaned_data["version"] or 0
        return acts.change_plan(plan_id=pk, version=version, actor=request.user, **form.details())

    return save_page(
        request,
        lambda data: PlanForm(data, instance=seen_plan(request, pk)),
        act,
        heading="Sửa kế hoạch",
        back_url=reverse("plan", args=[pk]),
        back_label="Kế hoạch",
        done="Đã lưu kế hoạch.",
        leads_to=plan_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_copy(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_plan(request, pk)
    return save_page(
        request,
        lambda data: CopyForm(data, initial={"year": found.year + 1}),
        lambda form: acts.copy_plan(plan_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Lập kế hoạch mới theo kế hoạch năm {found.year}",
        button="Chép kế hoạch",
        back_url=plan_address(found),
        back_label=found.title,
        done="Đã chép thành dự thảo. Hãy xem lại từng chỉ tiêu và hoạt động.",
        leads_to=plan_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_plan(request, pk)
    initial = {"decision_no": found.decision_no, "decided_on": found.decided_on}
    return save_page(
        request,
        lambda data: IssueForm(data, initial=initial),
        lambda form: acts.issue_plan(plan_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Ban hành: {found.title}",
        intro="Sau khi ban hành, chỉ tiêu và dự toán chỉ sửa được khi ghi căn cứ điều chỉnh.",
        button="Ban hành kế hoạch",
        back_url=plan_address(found),
        back_label=found.title,
        done="Đã ban hành kế hoạch.",
        leads_to=plan_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: HttpRequest, pk: int, group_pk: int = 0) -> HttpResponse:
    """Add a content group (without ``group_pk``) or rename one."""
    found = managed_plan(request, pk)
    group = get_object_or_404(found.content_groups, pk=group_pk) if group_pk else None
    following = (found.content_groups.count() or 0) + 1

    def act(form: GroupForm) -> Any:
        return acts.save_group(plan_id=pk, group_id=group_pk or None, actor=request.user, **form.cleaned_data)

    return save_page(
        request,
        lambda data: GroupForm(data, instance=group, initial=None if group else {"order": following}),
        act,
        heading=f"Sửa nhóm nội dung {group.order}" if group else "Thêm nhóm nội dung",
        back_url=plan_address(found),
        back_label=found.title,
        done="Đã lưu nhóm nội dung.",
        leads_to=lambda _: plan_address(found),
    )


@require_safe
def plan_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what on the plan itself, the newest first."""
    found = seen_plan(request, pk)
    shown = {"heading": "Lịch sử kế hoạch", "back_url": plan_address(found), "back_label": found.title}
    return render(request, "programme/history.html", {**shown, "changes": changes_of(found)})
