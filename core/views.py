from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from core.domain.jobs import cancel_job
from core.models import JobRun
from core.money import UnreadableAmountError
from core.money import read_amount as read
from core.pages import carry_out


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page left open too long: say so, and that nothing was saved."""
    return render(request, "errors/csrf.html", status=403)


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """For the proxy and the person on call: is the database there?"""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far long work is; asks again by itself, and goes on to the result when there is one."""
    found = get_object_or_404(JobRun.objects.visible_to(request.user), pk=pk)
    page = found.result.get("page")
    if page is None:
        template = "core/progress.html" if request.htmx else "core/job.html"
        return render(request, template, {"job": found})
    address = reverse(page, args=[found.result["pk"]])
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop long work; whoever sees it may."""
    found = get_object_or_404(JobRun.objects.visible_to(request.user), pk=pk)
    carry_out(request, lambda: cancel_job(job_id=found.pk, actor=request.user), "Đã hủy.")
    return redirect("job", pk)


@require_safe
def read_amount(request: HttpRequest) -> HttpResponse:
    """How the amount being typed is read, in figures and words; htmx puts it below the field."""
    text = next((str(value) for value in request.GET.values() if value), "")
    try:
        said = f"Đọc là: {read(text).shown}" if text else ""
    except UnreadableAmountError as error:
        said = str(error)
    return HttpResponse(escape(said))
