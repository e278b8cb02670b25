"""The public register: anybody may look up certified products; no personal data is shown."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.text import fold
from products.domain.queries.register import valid_ratings
from products.enums import RatingState
from products.models import Product

PAGE = 24
STARS = (("5", "5 sao"), ("4", "4 sao"), ("3", "3 sao"))


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Products that hold a recognition today, found with or without diacritics."""
    ratings = valid_ratings(day=timezone.localdate())
    query = request.GET.get("q", "")[:100]
    for word in fold(query).split():
        ratings = ratings.filter(
            Q(product__search_key__contains=word)
            | Q(product__producer__search_key__contains=word)
            | Q(product__unit__search_key__contains=word)
        )
    stars = request.GET.get("sao", "")
    if stars in dict(STARS):
        ratings = ratings.filter(stars=int(stars), state=RatingState.RECOGNISED)
    page = Paginator(ratings, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "public/register.html",
        {"page_obj": page, "query": query, "stars": stars, "star_choices": STARS},
    )


@login_not_required
@require_safe
def product_public(request: HttpRequest, pk: int) -> HttpResponse:
    """One product with its recognitions; a product never recognised is not public."""
    product = get_object_or_404(
        Product.objects.filter(ratings__isnull=False).distinct().select_related("producer", "unit"), pk=pk
    )
    current = valid_ratings(day=timezone.localdate()).filter(product=product).first()
    ratings = product.ratings.select_related("regime").order_by("-decided_on", "-pk")
    return render(
        request, "public/product.html", {"product": product, "current": current, "ratings": ratings}
    )
