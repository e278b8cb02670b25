"""Lists that people narrow, sort, page through and take away as a workbook: one declaration of columns each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.documents.model import Cell, CellKind, Column, Table
from core.documents.xlsx import render_tables
from core.exports import download, exported
from core.spreadsheets.writing import Column as FileColumn

PAGE = 30


@dataclass(frozen=True)
class ListColumn:
    """One column: how a row's cell is found, by what it sorts, where it leads, how its state is coloured."""

    key: str
    label: str
    value: Callable[[Any], Cell]
    sort: tuple[str, ...] = ()
    kind: CellKind = "text"
    link: Callable[[Any], str] | None = None
    state: Callable[[Any], str] | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in {"count", "money", "share"}


@dataclass(frozen=True)
class ShownCell:
    """A cell as the page shows it."""

    column: ListColumn
    text: str
    url: str
    state: str


@dataclass(frozen=True)
class Heading:
    """A column's heading, with the order a press on it gives."""

    column: ListColumn
    next_order: str
    direction: str


def chosen_in(filters: Form) -> dict[str, Any]:
    """What a form above a list narrows it by; nothing while the form is not valid."""
    return filters.cleaned_data if filters.is_valid() else {}


def _order(request: HttpRequest, columns: Sequence[ListColumn]) -> tuple[str, ListColumn | None, bool]:
    asked = request.GET.get("xep", "")
    key = asked.removeprefix("-")
    column = next((one for one in columns if one.sort and one.key == key), None)
    return (asked if column else ""), column, asked.startswith("-")


def ordered(request: HttpRequest, rows: QuerySet[Any], columns: Sequence[ListColumn]) -> QuerySet[Any]:
    """The rows in the order the address asks for, or as they are; nothing known comes last."""
    _, column, down = _order(request, columns)
    if column is None:
        return rows
    by = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in column.sort]
    return rows.order_by(*by, "pk")


def _headings(request: HttpRequest, columns: Sequence[ListColumn]) -> list[Heading]:
    asked, _, _ = _order(request, columns)
    found = []
    for column in columns:
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked, "")
        next_order = f"-{column.key}" if direction == "ascending" else column.key
        found.append(Heading(column, next_order if column.sort else "", direction))
    return found


def _cells(row: Any, columns: Sequence[ListColumn]) -> list[ShownCell]:
    return [
        ShownCell(
            column,
            Column(column.label, column.kind).show(column.value(row)),
            column.link(row) if column.link else "",
            column.state(row) if column.state else "",
        )
        for column in columns
    ]


def workbook(name: str, tables: Iterable[Table]) -> HttpResponse:
    """Tables as a workbook to take away; ``name`` is the file's name without day and ending."""
    return download(render_tables(list(tables)), f"{name}-{timezone.localdate():%Y%m%d}")


def table_of(rows: Iterable[Any], columns: Sequence[ListColumn], *, sheet: str, caption: str) -> Table:
    """The rows as a table of a workbook, typed by column."""
    return Table(
        sheet=sheet,
        caption=caption,
        columns=tuple(Column(column.label, column.kind) for column in columns),
        rows=tuple(tuple(column.value(row) for column in columns) for row in rows),
    )


def show_list(
    request: HttpRequest,
    rows: QuerySet[Any],
    columns: Sequence[ListColumn],
    *,
    heading: str,
    file_name: str,
    template: str = "components/list_page.html",
    **more: Any,
) -> HttpResponse:
    """The page of a list, or with ``?xuat=xlsx`` or ``csv`` all its rows, narrowed and sorted alike, as a file.

    ``more`` may hold ``filters`` (a form), ``create`` (address and words of a button), ``back`` and ``intro``.
    """
    rows = ordered(request, rows, columns)
    shown_as = [FileColumn(column.label, column.value) for column in columns]
    filters = more.get("filters")
    if file := exported(request, title=heading, columns=shown_as, rows=rows, name=file_name, filters=filters):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {
        "heading": heading,
        "page": page,
        "headings": _headings(request, columns),
        "lines": [_cells(row, columns) for row in page],
        "count": page.paginator.count,
        "filters": None,
        "create": None,
        "back": None,
        "intro": "",
        "empty": "Không có dòng nào phù hợp.",
        **more,
    }
    return render(request, template, shown)
