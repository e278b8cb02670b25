"""The reports there are, what is due, and asking for one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policy import require
from core.errors import ActRefused
from core.exports import exported
from core.listing import chosen_in
from core.spreadsheets.writing import Column
from core.text import clean
from reports.domain.building import asked_for
from reports.domain.kinds import KINDS
from reports.domain.schedule import RHYTHMS, due_reports, start_building
from reports.interfaces.forms import BuildForm, ReportFilter
from reports.models import ReportRun
from reports.tasks import build_report

PAGE = 30
REPORTS = (
    Column("Báo cáo", lambda row: row.title),
    Column("Phiên bản", lambda row: row.version),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Số", lambda row: row.number),
    Column("Ngày ban hành", lambda row: row.issued_on),
    Column("Số liệu lấy ngày", lambda row: timezone.localdate(row.as_of)),
)
READ_REASON = "Báo cáo dành cho Văn phòng Điều phối, lãnh đạo và cán bộ địa phương."
BUILD_REASON = "Chỉ Văn phòng Điều phối được lập báo cáo."


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The built reports the person may see, the latest first; for the office what has to be sent."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    form = ReportFilter(request.GET or None)
    rows = _chosen(request, chosen_in(form))
    if file := exported(request, title="Danh sách báo cáo", columns=REPORTS, rows=rows, filters=form):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "form": form,
        "may_build": request.user.is_office,
        "due": due_reports() if request.user.is_office else [],
        "today": timezone.localdate(),
    }
    return render(request, "reports/report_list.html", shown)


def _chosen(request: HttpRequest, chosen: dict[str, Any]) -> Any:
    rows = ReportRun.objects.visible_to(request.user).defer("snapshot").select_related("requested_by")
    rows = rows.filter(**{name: chosen[name] for name in ("kind", "year", "state") if chosen.get(name)})
    if words := clean(chosen.get("words") or ""):
        rows = rows.filter(Q(title__unaccent__icontains=words) | Q(number=words))
    if order := chosen.get("order"):
        rows = rows.order_by(order, "-pk")
    return rows


@require_safe
def report_kinds(request: HttpRequest) -> HttpResponse:
    """Which report to build."""
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    groups: dict[str, list[Any]] = {
        "Báo cáo định kỳ": [],
        "Theo yêu cầu, chuyên đề": [],
        "Biểu số liệu, danh sách": [],
    }
    names = list(groups)
    for kind in KINDS.values():
        place = 0 if kind.rhythm in RHYTHMS else 1 if kind.paper == "BÁO CÁO" else 2
        groups[names[place]].append(kind)
    return render(request, "reports/kinds.html", {"groups": groups})


def report_build(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a new report; sent, it becomes a job whose page shows how far it is."""
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    if kind not in KINDS:
        return redirect("report_kinds")
    form = BuildForm(KINDS[kind], request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            asked = asked_for(**form.asked)
            job = start_building(
                asked, actor=request.user, task=build_report, reason=form.cleaned_data["reason"]
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("job", job.pk)
    shown = {"form": form, "kind": KINDS[kind]}
    return render(request, "reports/build.html", shown, status=422 if form.is_bound else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the way here chose: the year and period of a report to be made again, or one that is due."""
    year = request.GET.get("nam", "")
    found: dict[str, Any] = {"period": request.GET.get("ky") or "all"}
    if year.isdecimal():
        found["year"] = int(year)
    return found
