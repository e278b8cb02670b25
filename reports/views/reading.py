"""One report: on screen with every figure open, its rows, its files, what changed since another."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from accounts.policy import require
from core.errors import ActRefused
from core.text import fold
from reports.domain.comparing import compare
from reports.domain.dispatching import recipients_of
from reports.domain.files import FORMS, document_of, export, file_name, list_table
from reports.domain.kinds import kind_of
from reports.interfaces.forms import CompareForm, DispatchForm
from reports.models import ReportRun
from reports.rules import may
from reports.views.listing import READ_REASON

SHOWN_ROWS = 30
PAGE = 100


def seen(request: HttpRequest, pk: int) -> ReportRun:
    """The report, for somebody who may see it."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    rows = ReportRun.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("requested_by", "pdf", "signed_copy", "corrects"), pk=pk)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it will be printed; long lists are cut, with the way to all their rows."""
    run = seen(request, pk)
    document = document_of(run, most_rows=SHOWN_ROWS)
    versions = (
        ReportRun.objects.visible_to(request.user).versions_of(run).defer("snapshot").order_by("-version")
    )
    shown = {
        "run": run,
        "rows_url": reverse("report_rows", args=[pk]),
        "year_query": "",
        "kind": kind_of(run.kind),
        "document": document,
        "annexes": document.annexes,
        "versions": versions,
        "is_latest": all(one.version <= run.version for one in versions),
        "may_build": request.user.is_office,
        "may_sign": may(request.user, "reports.issue_reports"),
        "one_list": len(run.snapshot["lists"]) == 1,
        "dispatches": run.dispatches.all() if request.user.is_office else [],
        "dispatch_form": DispatchForm(recipients_of(run)) if request.user.is_office else None,
    }
    return render(request, "reports/report.html", shown)


@require_safe
def report_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows behind a figure, as they were when the report was built."""
    run = seen(request, pk)
    code, where, label = _asked_rows(run, request)
    frozen = run.snapshot["lists"][code]
    names = {column["code"]: column["label"] for column in frozen["columns"]}
    table = list_table(run.snapshot, code, where=where)
    words = fold(request.GET.get("tim", ""))
    rows = [
        {"cells": row.cells, "link": link}
        for row, link in zip(table.shown_rows, row_links(frozen, where), strict=True)
        if words in fold(" ".join(cell.text for cell in row.cells))
    ]
    shown = {
        "run": run,
        "label": label or frozen["label"],
        "filters": [(names[name], value) for name, value in where.items()],
        "columns": table.columns,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "words": request.GET.get("tim", ""),
        "kept": [(name, value) for name, value in request.GET.items() if name not in {"tim", "page"}],
    }
    return render(request, "reports/rows.html", shown)


def _asked_rows(run: ReportRun, request: HttpRequest) -> tuple[str, dict[str, str], str]:
    """The list, what its rows must fit, and the figure's name where a figure was opened."""
    figure = run.snapshot["figures"].get(request.GET.get("so", ""))
    if figure and figure["list"]:
        return figure["list"], {name: str(value) for name, value in figure["where"].items()}, figure["label"]
    code = request.GET.get("danh-sach", "")
    if code not in run.snapshot["lists"]:
        raise Http404
    known = {column["code"] for column in run.snapshot["lists"][code]["columns"]}
    where = {name[4:]: value for name, value in request.GET.items() if name.startswith("cot-")}
    if not where.keys() <= known:
        raise Http404
    return code, where, ""


def row_links(frozen: dict[str, Any], where: dict[str, str]) -> list[str]:
    """The page of today's row for each kept row, or nothing."""
    names = [column["code"] for column in frozen["columns"]]
    kept = [
        row
        for row in frozen["rows"]
        if all(str(row[names.index(name)]) == value for name, value in where.items())
    ]
    if not frozen["page"]:
        return [""] * len(kept)
    try:
        return [reverse(frozen["page"], args=[row[names.index("pk")]]) for row in kept]
    except NoReverseMatch:
        return [""] * len(kept)


@require_safe
def report_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since another version or period of the same kind."""
    run = seen(request, pk)
    others = (
        ReportRun.objects.visible_to(request.user)
        .filter(kind=run.kind)
        .exclude(pk=run.pk)
        .order_by("-year", "-period", "-version")
    )
    form = CompareForm(others, request.GET if "other" in request.GET else None)
    other = form.cleaned_data["other"] if form.is_valid() else others.first()
    labels = kind_of(run.kind).parts
    found = compare(other.snapshot, run.snapshot) if other is not None else None
    shown = {
        "run": run,
        "other": other,
        "form": form if form.is_bound else CompareForm(others, initial={"other": other}),
        "found": found,
        "texts": [(labels.get(part, part), a, b) for part, a, b in found.texts] if found else [],
    }
    return render(request, "reports/compare.html", shown)


@require_safe
def report_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The report as a file: pdf, docx, xlsx, json, csv, zip; "ky" is the signed copy."""
    run = seen(request, pk)
    if ending == "ky":
        if run.signed_copy is None:
            raise Http404
        with run.signed_copy.content.open("rb") as stored:
            content, ending = stored.read(), "pdf"
    elif ending not in FORMS:
        raise Http404
    else:
        try:
            content = export(run, ending)
        except ActRefused as refusal:
            raise Http404(str(refusal)) from refusal
    response = HttpResponse(content, content_type=FORMS[ending])
    shown = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{file_name(run)}.{ending}"'
    return response
