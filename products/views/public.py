"""The public register: anybody may look up certified products; no personal data is shown."""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from core.text import fold
from products.domain.queries.register import count_valid, found_by, register_version, valid_ratings
from products.enums import RatingState
from products.models import Product, ProductPhoto, Rating

PAGE = 24
STARS = (("5", "5 sao"), ("4", "4 sao"), ("3", "3 sao"))
# a page made by other templates is another page
LOOK = "".join(
    str((Path(settings.BASE_DIR) / "templates" / name).stat().st_mtime_ns)
    for name in ("base.html", "public/register.html", "public/product.html")
)


class RegisterPages(Paginator):
    """Pages of the register; the whole register is counted without asking which rating is the last."""

    def __init__(self, rows: QuerySet[Rating], *, is_whole: bool) -> None:
        super().__init__(rows, PAGE)
        self.is_whole = is_whole

    @cached_property
    def count(self) -> int:
        return count_valid(day=timezone.localdate()) if self.is_whole else self.object_list.count()


class FoundPages(Paginator):
    """Pages of what a search found: searched once, for the keys; the rows of a page are fetched by them."""

    def __init__(self, found: QuerySet[Rating], rows: QuerySet[Rating]) -> None:
        super().__init__(list(found.values_list("pk", flat=True)), PAGE)
        self.rows = rows

    def _get_page(self, keys: list[int], number: int, paginator: Paginator) -> Page:
        return Page(self.rows.filter(pk__in=keys), number, paginator)


def _version(request: HttpRequest, **arguments: Any) -> str | None:
    """The ETag of a public page for whoever is not signed in: the day, the data, and the look of the page."""
    if request.user.is_authenticated:
        return None
    said = f"{timezone.localdate()} {register_version()} {request.get_full_path()} {LOOK}"
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def _asked_again(answer: HttpResponse) -> HttpResponse:
    """A copy may be kept, but is asked about each time: a withdrawal shows at once."""
    patch_cache_control(answer, no_cache=True)
    return answer


@login_not_required
@require_safe
@condition(etag_func=_version)
def register(request: HttpRequest) -> HttpResponse:
    """Products that hold a recognition today, found with or without diacritics."""
    query, stars = request.GET.get("q", "")[:100], request.GET.get("sao", "")
    ratings = valid_ratings(day=timezone.localdate())
    if stars in dict(STARS):
        ratings = ratings.filter(stars=int(stars), state=RatingState.RECOGNISED)
    first = ProductPhoto.objects.filter(product=OuterRef("product")).order_by("position", "pk").values("pk")
    rows = ratings.annotate(photo=Subquery(first[:1]))
    if fold(query):
        pages: Paginator = FoundPages(found_by(ratings, query), rows)
    else:
        pages = RegisterPages(rows, is_whole=stars not in dict(STARS))
    page = pages.get_page(request.GET.get("page"))
    shown = {"page_obj": page, "query": query, "stars": stars, "star_choices": STARS}
    return _asked_again(render(request, "public/register.html", shown))


@login_not_required
@require_safe
@condition(etag_func=_version)
def product_public(request: HttpRequest, pk: int) -> HttpResponse:
    """One product with its recognitions; a product never recognised is not public."""
    product = get_object_or_404(
        Product.objects.filter(ratings__isnull=False).distinct().select_related("producer", "unit"), pk=pk
    )
    shown = {
        "product": product,
        "current": valid_ratings(day=timezone.localdate()).filter(product=product).first(),
        "ratings": product.ratings.select_related("regime").order_by("-decided_on", "-pk"),
        "photos": list(product.photos.all()),
    }
    return _asked_again(render(request, "public/product.html", shown))
