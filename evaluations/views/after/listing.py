"""One way to show a list: search and filters on top, columns that sort, pages, and the same rows as Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.documents import Cell, Column
from core.documents.model import CellKind
from core.exports import exported
from core.spreadsheets.writing import Column as FileColumn
from core.text import fold

PAGE = 30


@dataclass(frozen=True)
class Col:
    """A column: what it shows, the fields it sorts by, where it leads, the colour of a state."""

    label: str
    show: Callable[[Any], Cell]
    order: str = ""
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    kind: CellKind = "text"

    @property
    def column(self) -> Column:
        return Column(self.label, self.kind)


@dataclass(frozen=True)
class Listing:
    """What a list is called and how its rows are shown; ``order`` is the order nobody asked for."""

    heading: str
    columns: Sequence[Col]
    order: tuple[str, ...]
    empty: str
    sheet: str
    intro: str = ""


def search_product(rows: QuerySet, words: str, field: str = "rating__product") -> QuerySet:
    """The rows whose product or producer has every word, with or without diacritics."""
    for word in fold(words).split():
        rows = rows.filter(**{f"{field}__search_key__contains": word}) | rows.filter(
            **{f"{field}__producer__search_key__contains": word}
        )
    return rows


def show(
    request: HttpRequest, listing: Listing, rows: QuerySet, form: forms.Form, **also: Any
) -> HttpResponse:
    """The page of the list, or with ``?xuat=xlsx`` or ``csv`` its rows as a file."""
    rows = rows.order_by(*_order(request, listing))
    shown_as = [FileColumn(column.label, column.show) for column in listing.columns]
    if file := exported(request, title=listing.heading, columns=shown_as, rows=rows, filters=form):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {
        "listing": listing,
        "page": page,
        "form": form,
        "heads": _heads(request, listing),
        "lines": [[_cell(column, row) for column in listing.columns] for row in page],
        **also,
    }
    return render(request, "evaluations/after/list.html", shown)


def _order(request: HttpRequest, listing: Listing) -> list[str]:
    asked = request.GET.get("sap", "")
    known = {column.order for column in listing.columns if column.order}
    return [*([asked] if asked.removeprefix("-") in known else []), *listing.order]


def _heads(request: HttpRequest, listing: Listing) -> list[dict[str, Any]]:
    asked = request.GET.get("sap", "")
    heads = []
    for column in listing.columns:
        ascending = asked == column.order
        direction = ""
        if column.order and asked.removeprefix("-") == column.order:
            direction = "asc" if ascending else "desc"
        url = _address(request, sap=f"-{column.order}" if ascending else column.order) if column.order else ""
        heads.append({"label": column.label, "url": url, "direction": direction, "kind": column.kind})
    return heads


def _address(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _cell(column: Col, row: Any) -> dict[str, Any]:
    text = column.column.show(column.show(row))
    return {
        "label": column.label,
        "text": text,
        "url": column.url(row) if column.url and text else "",
        "tone": column.tone(row) if column.tone else None,
        "number": column.column.is_number,
    }
