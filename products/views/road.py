"""The road to the next star, on a page and as a paper for the producer."""

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.documents import render_pdf
from core.exports import shown_pdf
from core.text import fold
from products.domain.road import roads_of
from products.models import Dossier
from products.views.access import seen_dossier


@require_safe
def dossier_road(request: HttpRequest, pk: int) -> HttpResponse:
    """What separates the dossier from each higher star."""
    found = seen_dossier(request, pk)
    return render(request, "products/road.html", _shown(found))


@require_safe
def dossier_road_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on A4, to hand to the producer."""
    found = seen_dossier(request, pk)
    content = render_pdf(template="products/print/road.html", context=_shown(found))
    return shown_pdf(content, f"duong-len-sao-{fold(found.product.name).replace(' ', '-')}")


def _shown(found: Dossier) -> dict[str, Any]:
    roads = roads_of(found)
    return {"dossier": found, "roads": roads, "mean": cut(roads.mean), "day": timezone.localdate()}


def cut(mean: Fraction | None) -> str:
    """The council's mean cut after two decimals, never rounded up: 89,99, not 90."""
    if mean is None:
        return ""
    whole, rest = divmod(mean.numerator * 100 // mean.denominator, 100)
    return f"{whole},{rest:02d}"
