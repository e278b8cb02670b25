"""Reports: list, building one in the background, one on screen, and its files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.policy import require
from core.domain.jobs import start_job
from core.errors import ActRefused
from core.pages import form_page
from reports.domain.building import FORMS, digest, document_of, export, file_name
from reports.domain.issuing import issue
from reports.domain.kinds import KINDS
from reports.forms import BuildForm, IssueForm, ReportFilter
from reports.models import ReportRun
from reports.tasks import build_report

PAGE = 30
READ_REASON = "Báo cáo dành cho Văn phòng Điều phối, lãnh đạo và cán bộ địa phương."
BUILD_REASON = "Chỉ Văn phòng Điều phối được lập báo cáo."


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The built reports the person may see, the latest first."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    form = ReportFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = ReportRun.objects.visible_to(request.user).defer("snapshot").select_related("requested_by")
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "form": form, "may_build": request.user.is_office, "kinds": KINDS}
    return render(request, "reports/report_list.html", shown)


def report_build(request: HttpRequest) -> HttpResponse:
    """The form of a new report; sent, it becomes a job whose page shows how far it is."""
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    form = BuildForm(request.POST or None, initial=_as_last_time(request.GET.get("nam", "")))
    if request.method == "POST" and form.is_valid():
        kind, year = form.cleaned_data["kind"], form.cleaned_data["year"]
        job = start_job(
            kind="report",
            key=f"{kind}/{year}/{digest(form.narrative)}",
            title=f"Lập {KINDS[kind].label.lower()} {year}",
            actor=request.user,
            task=build_report,
            arguments={"kind": kind, "year": year, "narrative": form.narrative},
        )
        return redirect("job", job.pk)
    return form_page(
        request,
        form,
        heading="Lập báo cáo",
        intro="Số liệu được lấy từ sổ sách tại lúc lập và giữ nguyên trong báo cáo.",
        button="Lập báo cáo",
        back_url=reverse("report_list"),
        back_label="Báo cáo",
    )


def _as_last_time(year: str) -> dict[str, Any]:
    """The texts of that year's last version, to be gone over, not typed again."""
    if not year.isdecimal():
        return {}
    last = ReportRun.objects.filter(year=int(year)).order_by("-version").first()
    return {"year": int(year), **(last.snapshot["narrative"] if last else {})}


def _seen(request: HttpRequest, pk: int) -> ReportRun:
    require(request.user, "reports.view_reports", reason=READ_REASON)
    rows = ReportRun.objects.visible_to(request.user).select_related("requested_by", "pdf")
    return get_object_or_404(rows, pk=pk)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it will be printed, each table with the way to the rows behind it."""
    run = _seen(request, pk)
    document = document_of(run)
    shown = {
        "run": run,
        "document": document,
        "annexes": document.annexes,
        "may_build": request.user.is_office,
        "is_latest": not ReportRun.objects.filter(
            kind=run.kind, year=run.year, period=run.period, version__gt=run.version
        ).exists(),
    }
    return render(request, "reports/report.html", shown)


def report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of number, day and signature; sent, the report is issued."""
    run = _seen(request, pk)
    require(
        request.user, "reports.issue_reports", run, reason="Chỉ Văn phòng Điều phối được ban hành báo cáo."
    )
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issue(run_id=pk, actor=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ban hành báo cáo.")
            return redirect("report", pk)
    return form_page(
        request,
        form,
        heading="Ban hành báo cáo",
        intro=f"Phiên bản {run.version}. Sau khi ban hành, báo cáo không sửa được; số liệu giữ nguyên.",
        button="Ban hành",
        back_url=reverse("report", args=[pk]),
        back_label=run.title,
    )


@require_safe
def report_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The report as a file: pdf, docx, xlsx, json."""
    run = _seen(request, pk)
    if ending not in FORMS:
        raise Http404
    response = HttpResponse(export(run, ending), content_type=FORMS[ending])
    shown = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{file_name(run)}.{ending}"'
    return response
