"""The public register: recognised products, without anything about persons."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.text import fold
from products.domain.queries.register import stars_count, valid_ratings
from products.models import Product

PAGE = 24


@login_not_required
def register(request: HttpRequest) -> HttpResponse:
    """Products recognised today, found with or without diacritics."""
    today = timezone.localdate()
    words, stars = request.GET.get("q", ""), request.GET.get("sao", "")
    rows = valid_ratings(day=today)
    for word in fold(words).split():
        rows = rows.filter(product__search_key__contains=word)
    if stars in {"3", "4", "5"}:
        rows = rows.filter(stars=int(stars))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = stars_count(day=today)
    shown = {"page": page, "q": words, "stars": stars, "total": sum(counts.values())}
    return render(request, "public/register.html", shown)


@login_not_required
def product_public(request: HttpRequest, pk: int) -> HttpResponse:
    """One product of the register; 404 unless it was recognised."""
    products = Product.objects.select_related("producer", "unit").filter(ratings__isnull=False).distinct()
    product = get_object_or_404(products, pk=pk)
    ratings = product.ratings.select_related("regime")
    valid = ratings.valid_on(timezone.localdate()).first()
    return render(
        request, "public/product.html", {"product": product, "ratings": list(ratings), "valid": valid}
    )
