"""The programme at a glance; each figure opens its list."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policy import require
from core.text import fold
from programme.models import Plan
from reports.domain.dashboard import dashboard, lists_for, rows_of
from reports.domain.files import list_table
from reports.domain.map import HEIGHT, WIDTH
from reports.views.listing import READ_REASON
from reports.views.reading import PAGE, row_links


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    this = timezone.localdate().year
    return int(asked) if asked.isdecimal() and 2018 <= int(asked) <= this else this


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Figures, map, charts and tables of a year, of the person's own ground."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    year = _year(request)
    board = dashboard(user=request.user, year=year)
    this = timezone.localdate().year
    years = sorted({*Plan.objects.values_list("year", flat=True), this}, reverse=True)
    shown = {
        "board": board,
        "years": [one for one in years if one <= this],
        "rows_url": reverse("overview_rows"),
        "year_query": f"nam={year}&",
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "reports/overview.html", shown)


@require_safe
def overview_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind a figure of the overview, as they are now."""
    require(request.user, "reports.view_reports", reason=READ_REASON)
    code = request.GET.get("danh-sach", "")
    if code not in lists_for(request.user):
        raise Http404
    frozen = rows_of(user=request.user, year=_year(request), code=code)
    names = {column["code"]: column["label"] for column in frozen["columns"]}
    where = {name[4:]: value for name, value in request.GET.items() if name.startswith("cot-")}
    if not where.keys() <= names.keys():
        raise Http404
    table = list_table({"lists": {code: frozen}}, code, where=where)
    words = fold(request.GET.get("tim", ""))
    rows = [
        {"cells": row.cells, "link": link}
        for row, link in zip(table.shown_rows, row_links(frozen, where), strict=True)
        if words in fold(" ".join(cell.text for cell in row.cells))
    ]
    shown = {
        "label": frozen["label"],
        "year": _year(request),
        "filters": [(names[name], value) for name, value in where.items()],
        "columns": table.columns,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "words": request.GET.get("tim", ""),
        "kept": [(name, value) for name, value in request.GET.items() if name not in {"tim", "page"}],
    }
    return render(request, "reports/overview_rows.html", shown)
