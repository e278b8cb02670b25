"""Producers: list, one with its years, new, change, history."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import StaleVersion
from core.exports import exported
from core.forms import Attempt, add_errors, attempt
from core.history import changes_of
from producers.domain import register
from producers.interfaces.columns import PRODUCERS
from producers.interfaces.forms import ProducerForm, YearForm
from producers.models import Producer, ProducerKind
from producers.policy import can_change, can_register

PAGE = 30


def _seen(request: HttpRequest, pk: int) -> Producer:
    rows = Producer.objects.visible_to(request.user).select_related("unit", "craft_village")
    return get_object_or_404(rows, pk=pk)


def _changed(request: HttpRequest, pk: int) -> Producer:
    found = _seen(request, pk)
    if not can_change(request.user):
        raise PermissionDenied("Vai trò của bạn chỉ được xem chủ thể.")
    return found


@require_safe
def producer_list(request: HttpRequest) -> HttpResponse:
    """Producers the user sees, by name, representative, tax code or phone; `?xuat=xlsx` or `csv` takes them away."""
    words, kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
    rows = Producer.objects.visible_to(request.user).search(words).select_related("unit").by_name()
    if kind in ProducerKind.values:
        rows = rows.filter(kind=kind)
    if file := exported(request, title="Danh sách chủ thể", columns=PRODUCERS, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": words, "kind": kind, "kinds": ProducerKind.choices}
    shown["may_create"] = can_register(request.user)
    return render(request, "producers/producer_list.html", shown)


@require_safe
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    """One producer: what the forms ask, results by year, products."""
    found = _seen(request, pk)
    shown = {
        "producer": found,
        "products": list(found.products.by_name()),
        "years": list(found.years.order_by("-year")),
        "may_edit": can_change(request.user),
    }
    return render(request, "producers/producer.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def producer_create(request: HttpRequest) -> HttpResponse:
    """Enter a producer; look-alikes are shown first and confirmed by a second press."""
    if not can_register(request.user):
        raise PermissionDenied("Chỉ cán bộ địa phương và Văn phòng Điều phối được thêm chủ thể.")

    def act(form: ProducerForm) -> Producer:
        return register.register_producer(
            actor=request.user,
            on=timezone.localdate(),
            confirmed=form.confirmed_keys(),
            **form.details(),
        )

    return _save(request, Producer, act, "Thêm chủ thể")


@require_http_methods(["GET", "HEAD", "POST"])
def producer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a producer; when somebody saved meanwhile, both values are shown."""
    found = _changed(request, pk)

    def act(form: ProducerForm) -> Producer:
        return register.change_producer(
            producer_id=pk,
            version=form.cleaned_data["version"] or 0,
            actor=request.user,
            on=timezone.localdate(),
            confirmed=form.confirmed_keys(),
            **form.details(),
        )

    return _save(request, lambda: _seen(request, found.pk), act, f"Sửa: {found}")


def _save(
    request: HttpRequest,
    row: Callable[[], Producer],
    act: Callable[[ProducerForm], Producer],
    heading: str,
) -> HttpResponse:
    def again(data: Any) -> ProducerForm:
        return ProducerForm(data, instance=row(), user=request.user, day=timezone.localdate())

    if request.method != "POST":
        return render(request, "producers/form.html", {"heading": heading, **Attempt(again(None)).context()})
    form = again(request.POST)
    tried = attempt(form, lambda: act(form), again)
    if tried.saved:
        messages.success(request, "Đã lưu chủ thể.")
        if "then" in request.POST:
            return redirect(f"{reverse('product_create')}?chu_the={tried.saved.pk}")
        return redirect("producer", tried.saved.pk)
    keys = [row.pk for row in tried.alike]
    seen = Producer.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)
    shown = {"heading": heading, "seen": set(seen), **tried.context()}
    return render(request, "producers/form.html", shown, status=tried.status)


@require_http_methods(["GET", "HEAD", "POST"])
def producer_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the results of a year; `?nam=2025` opens that year's figures to correct them."""
    found = _changed(request, pk)
    year = request.GET.get("nam", "")
    row = found.years.filter(year=int(year)).first() if year.isdecimal() and len(year) == 4 else None
    form = YearForm(request.POST or None, instance=row, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        act = partial(register.record_year, producer_id=pk, actor=request.user, replaces=row is not None)
        try:
            act(on=timezone.localdate(), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except StaleVersion as error:
            form.data = form.data.copy() | {"version": str(error.current.version)}
            form.add_error(None, "Người khác vừa lưu chủ thể này. Hãy xem bảng bên dưới rồi bấm lưu lần nữa.")
        else:
            messages.success(request, f"Đã lưu kết quả năm {form.cleaned_data['year']}.")
            return redirect("producer", pk)
    shown = {"producer": found, "form": form, "years": list(found.years.order_by("-year"))}
    return render(request, "producers/year.html", shown, status=422 if form.is_bound else 200)


@require_safe
def producer_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what on the producer, the newest first."""
    found = _seen(request, pk)
    shown = {"producer": found, "changes": changes_of(found)}
    return render(request, "producers/history.html", shown)
