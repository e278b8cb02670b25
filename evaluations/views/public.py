"""Without signing in: checking a certificate by its code, and the list of what was decided."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import codes
from evaluations.domain.codes import public_text, verifying_keys
from evaluations.models import Certificate, Decision
from products.enums import RatingState

PAGE = 20
LONGEST_CODE = 1500


def _certificates() -> Any:
    return Certificate.objects.select_related(
        "rating__product__producer", "rating__product__unit", "decision"
    )


def _status(certificate: Certificate, today: date) -> str:
    """What the certificate is worth today, by the register."""
    if certificate.rating.state == RatingState.WITHDRAWN:
        return "withdrawn"
    return "expired" if certificate.rating.expires_on < today else "valid"


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the certificate is genuine and holds today; an unknown or forged code is said to be so (404).

    ``code`` is the short one of the register, or the signed one of the QR.
    """
    claims, certificate, status = None, None, "unknown"
    if "." in code:
        try:
            claims = codes.read(code[:LONGEST_CODE], verifying_keys())
        except codes.BadCode:
            status = "forged"
        else:
            certificate = _certificates().filter(number=claims.number).first()
            status = "missing"
    else:
        certificate = _certificates().filter(code=code).first()
    return _answer(request, certificate, claims, status)


def _answer(
    request: HttpRequest, certificate: Certificate | None, claims: codes.Claims | None, status: str
) -> HttpResponse:
    shown = {
        "certificate": certificate,
        "claims": claims or (certificate and _said(certificate)),
        "status": _status(certificate, timezone.localdate()) if certificate else status,
    }
    return render(request, "public/verify.html", shown, status=200 if certificate else 404)


def _said(certificate: Certificate) -> codes.Claims | None:
    try:
        return codes.read(certificate.signed_code, verifying_keys())
    except codes.BadCode:
        return None


@login_not_required
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """For who cannot scan: the number printed on the certificate, or the text of the code."""
    asked = request.GET.get("ma", "").strip()[:LONGEST_CODE]
    if not asked:
        return render(request, "public/verify_form.html", {"key": public_text()})
    text = asked.rstrip("/").rsplit("/xac-minh/", 1)[-1]
    if "." in text:
        return verify(request, text)
    found = _certificates().filter(number__iexact=text).first() or _certificates().filter(code=text).first()
    return _answer(request, found, None, "unknown")


@login_not_required
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Every recognition decision, the newest first."""
    rows = Decision.objects.select_related("round").order_by("-signed_on", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "public/publications.html", {"page": page})


@login_not_required
@require_safe
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The products a decision recognised, and those proposed for five stars."""
    found = get_object_or_404(Decision.objects.select_related("round"), pk=pk)
    today = timezone.localdate()
    certificates = list(
        _certificates().filter(decision=found).order_by("-rating__stars", "rating__product__sort_key", "pk")
    )
    potential = list(
        found.round.entries.filter(outcome__is_potential_five=True)
        .select_related("dossier__product__producer", "dossier__product__unit")
        .order_by("dossier__product__sort_key", "pk")
    )
    shown = {
        "decision": found,
        "rows": [{"certificate": row, "status": _status(row, today)} for row in certificates],
        "potential": potential if found.pk == _first_of(found) else [],
    }
    return render(request, "public/publication.html", shown)


def _first_of(found: Decision) -> int:
    """The round's first decision is the one that approved the potential five-star results."""
    return found.round.decisions.order_by("pk").values_list("pk", flat=True)[0]
