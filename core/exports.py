"""Every list as a file: what is seen, with its filters and order, as .xlsx or .csv."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from core.spreadsheets.writing import Column, as_csv, as_workbook
from core.text import fold

PARAMETER = "xuat"
MOST = 50_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_OURS = {PARAMETER, "page", "trang"}


def download(content: bytes, name: str, ending: str = "xlsx") -> HttpResponse:
    """A made file to take away as ``name``.``ending``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


def exported(
    request: HttpRequest, *, title: str, columns: Sequence[Column], rows: "QuerySet[Any] | Sequence[Any]"
) -> HttpResponse | None:
    """The list as a file where `?xuat=xlsx` or `csv` asks for one, else None: the page is drawn.

    ``rows`` are those of the page before paging. The filters chosen are told in the file.
    """
    ending = request.GET.get(PARAMETER, "")
    if ending not in TYPES:
        return None
    shown = rows[:MOST]
    if isinstance(shown, QuerySet):
        shown = list(shown)
    chosen = [f"{name}: {value}" for name, value in request.GET.items() if value and name not in _OURS]
    if ending == "csv":
        content = as_csv(columns=columns, rows=shown)
    else:
        now = timezone.localtime()
        notes = [f"Xuất lúc {now:%H:%M ngày %d/%m/%Y}, {len(shown)} dòng."]
        notes += [f"Lọc theo {'; '.join(chosen)}"] if chosen else []
        content = as_workbook(title=title, notes=notes, columns=columns, rows=shown)
    return download(content, f"{slugify(fold(title))}-{timezone.localdate():%Y%m%d}", ending)
