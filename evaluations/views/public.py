"""Checking a certificate by the code on it, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.models import Certificate
from products.enums import RatingState


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the certificate is genuine and holds today; an unknown code is said to be unknown (404)."""
    certificate = (
        Certificate.objects.filter(code=code)
        .select_related("rating__product__producer", "rating__product__unit", "decision")
        .first()
    )
    status = "unknown"
    if certificate is not None:
        status = "valid"
        if certificate.rating.state == RatingState.WITHDRAWN:
            status = "withdrawn"
        elif certificate.expires_on < timezone.localdate():
            status = "expired"
    return render(
        request,
        "public/verify.html",
        {"certificate": certificate, "status": status},
        status=200 if certificate else 404,
    )
