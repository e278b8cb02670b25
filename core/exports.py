"""Every list as a file: what is seen, with its filters and order, as .xlsx or .csv."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from core.file_types import PDF, XLSX
from core.spreadsheets.writing import Column, as_csv, as_workbook, plain
from core.text import fold

PARAMETER = "xuat"
TYPES = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
}
_OURS = {PARAMETER, "page", "trang", "xep", "sap", "sap-xep"}


def download(content: bytes, name: str, ending: str = "xlsx") -> HttpResponse:
    """A made file to take away as ``name``.``ending``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


def shown_pdf(content: bytes, name: str) -> HttpResponse:
    """A made paper that the browser opens as ``name``.pdf."""
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


def exported(
    request: HttpRequest,
    *,
    title: str,
    columns: Sequence[Column],
    rows: "QuerySet[Any] | Sequence[Any]",
    name: str = "",
    filters: BaseForm | None = None,
) -> HttpResponse | None:
    """The list as a file where `?xuat=xlsx` or `csv` asks for one, else None: the page is drawn.

    ``rows`` are those of the page before paging, all of them however many. The filters chosen are told in
    the file, in the words of the form ``filters`` where there is one.
    """
    ending = request.GET.get(PARAMETER, "")
    if ending not in TYPES:
        return None
    shown = list(rows)
    if ending == "csv":
        content = as_csv(columns=columns, rows=shown)
    else:
        now = timezone.localtime()
        notes = [f"Xuất lúc {now:%H:%M ngày %d/%m/%Y}, {len(shown)} dòng."]
        chosen = _in_words(filters) if filters else _as_asked(request)
        notes += [f"Lọc theo {'; '.join(chosen)}"] if chosen else []
        content = as_workbook(title=title, notes=notes, columns=columns, rows=shown)
    return download(content, f"{name or slugify(fold(title))}-{timezone.localdate():%Y%m%d}", ending)


def _as_asked(request: HttpRequest) -> list[str]:
    return [f"{name}: {value}" for name, value in request.GET.items() if value and name not in _OURS]


def _in_words(filters: BaseForm) -> list[str]:
    """ "Năm: 2022", "Loại lớp: Chuyển đổi số": what was chosen, as the form shows it."""
    if not filters.is_bound or not filters.is_valid():
        return []
    told = []
    for field in filters:
        value = filters.cleaned_data.get(field.name)
        if value in (None, "", False):
            continue
        shown = dict(getattr(field.field, "choices", None) or {}).get(value, value)
        told.append(f"{field.label}" if value is True else f"{field.label}: {plain(shown)}")
    return told
