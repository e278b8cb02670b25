"""Products: list, one with its ratings over time, new, change, history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from core.exports import exported
from core.forms import Attempt, VersionedForm, attempt
from core.history import changes_of
from producers.models import Producer
from products.domain import catalogue
from products.domain.queries.register import holders
from products.domain.register import product_code
from products.domain.renewal import latest_rating, window_of
from products.interfaces.columns import PRODUCTS
from products.interfaces.forms import NewProductForm, PhotosForm, ProductForm
from products.models import Product
from products.policy import require_writer, writes
from regimes.models import LegalRegime

PAGE = 30
CHOICES = 20
STARS = (
    ("3", "3 sao"),
    ("4", "4 sao"),
    ("5", "5 sao"),
    ("potential_five", "Tiềm năng 5 sao"),
    ("0", "Chưa có"),
)


def _seen(request: HttpRequest, pk: int) -> Product:
    rows = Product.objects.visible_to(request.user).select_related("producer", "unit")
    return get_object_or_404(rows, pk=pk)


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """Products the user sees, found by name, stars and the plan's year; `?xuat=xlsx` or `csv` takes them away."""
    words, stars, year = (request.GET.get(name, "") for name in ("q", "sao", "chuan-hoa"))
    words = words[:100]
    rows = Product.objects.visible_to(request.user).search(words).select_related("producer", "unit").by_name()
    if stars in dict(STARS):
        rows = rows.filter(pk__in=holders(stars=stars, day=timezone.localdate()))
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(standardised_year=int(year))
    if file := exported(request, title="Danh sách sản phẩm", columns=PRODUCTS, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": words, "may_write": writes(request.user)}
    shown |= {"stars": stars, "year": year, "star_choices": STARS}
    return render(request, "products/product_list.html", shown)


@require_safe
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: what it is, its sets by regime, dossiers, recognitions over time."""
    found = _seen(request, pk)
    shown = {
        "product": found,
        "code": product_code(found, timezone.localdate().year),
        "sets": list(
            found.classifications.select_related("regime", "criteria_set__product_class").order_by(
                "-regime__valid_from", "pk"
            )
        ),
        "dossiers": list(found.dossiers.select_related("regime")),
        "ratings": list(found.ratings.select_related("regime")),
        "photos": list(found.photos.all()),
        "window": _window(found),
        "photo_form": PhotosForm(),
        "may_write": writes(request.user),
    }
    return render(request, "products/product.html", shown)


def _window(found: Product) -> str:
    """When the product's certificate may be renewed, under the regime of today."""
    today = timezone.localdate()
    rating, regime = latest_rating(found), LegalRegime.objects.in_force_on(today).first()
    window = window_of(rating, regime) if rating and regime else None
    return window.explain(today) if window else ""


@require_http_methods(["GET", "HEAD", "POST"])
def product_create(request: HttpRequest) -> HttpResponse:
    """Enter a product; one of a similar name is shown first and confirmed by a second press."""
    require_writer(request.user)
    key = request.POST.get("producer", request.GET.get("chu_the", ""))
    producers = Producer.objects.visible_to(request.user)
    producer = producers.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if producer is None:
        return _choose_producer(request, producers)
    start = {"producer": producer.pk}

    def again(data: Any) -> NewProductForm:
        return NewProductForm(data, user=request.user, initial=start)

    def act(form: VersionedForm) -> Product:
        return catalogue.register_product(
            producer=form.cleaned_data["producer"],
            actor=request.user,
            confirmed=form.confirmed_keys(),
            **form.details(),
        )

    return _save(request, again, act, f"Thêm sản phẩm của {producer.name}")


def _choose_producer(request: HttpRequest, producers: QuerySet[Producer]) -> HttpResponse:
    """Whose product it is; somebody with one producer is not asked."""
    words = request.GET.get("q", "")[:100]
    found = list(producers.search(words).select_related("unit").by_name()[: CHOICES + 1])
    if request.user.role == Role.PRODUCER and not words and len(found) == 1 and request.method != "POST":
        return redirect(f"{reverse('product_create')}?chu_the={found[0].pk}")
    shown = {"producers": found[:CHOICES], "has_more": len(found) > CHOICES, "q": words}
    status = 422 if request.method == "POST" else 200
    return render(request, "products/choose_producer.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product; when somebody saved meanwhile, both values are shown."""
    found = _seen(request, pk)
    require_writer(request.user)

    def again(data: Any) -> ProductForm:
        return ProductForm(data, instance=Product.objects.get(pk=pk), user=request.user)

    def act(form: VersionedForm) -> Product:
        return catalogue.change_product(
            product_id=pk,
            version=form.cleaned_data["version"] or 0,
            actor=request.user,
            confirmed=form.confirmed_keys(),
            **form.details(),
        )

    return _save(request, again, act, f"Sửa: {found}")


def _save(
    request: HttpRequest,
    again: Callable[[Any], VersionedForm],
    act: Callable[[VersionedForm], Product],
    heading: str,
) -> HttpResponse:
    if request.method != "POST":
        shown = {"heading": heading, **Attempt(again(None)).context()}
        return render(request, "products/product_form.html", shown)
    form = again(request.POST)
    tried = attempt(form, lambda: act(form), again)
    if tried.saved:
        messages.success(request, "Đã lưu sản phẩm.")
        return redirect("dossier_create" if "then" in request.POST else "product", tried.saved.pk)
    # look-alikes are of the same producer, which the user sees
    shown = {"heading": heading, "seen": {row.pk for row in tried.alike}, **tried.context()}
    return render(request, "products/product_form.html", shown, status=tried.status)


@require_safe
def product_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what on the product, the newest first."""
    found = _seen(request, pk)
    shown = {"product": found, "changes": changes_of(found)}
    return render(request, "products/history.html", shown)
