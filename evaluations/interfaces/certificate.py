"""The certificate of a recognised product, A4 landscape, with the code that verifies it."""

import segno
from django.conf import settings
from django.urls import reverse

from core.documents import render_pdf, vietnamese_date
from evaluations.interfaces.papers.heads import signature_title
from evaluations.models import Certificate


def _public(path: str) -> str:
    return settings.PUBLIC_BASE_URL.rstrip("/") + path


def verification_address(certificate: Certificate) -> str:
    """The full address the QR code leads to; its last part is the signed code, which verifies offline too."""
    return _public(reverse("verify", args=[certificate.signed_code]))


def render_certificate(certificate: Certificate) -> bytes:
    """The certificate as PDF; the stars printed are those recognised, never the potential ones."""
    return render_pdf(
        template="documents/certificate.html",
        context={
            "certificate": certificate,
            "rating": certificate.rating,
            "product": certificate.rating.product,
            "decision": certificate.decision,
            "signer_title": signature_title(certificate.decision.signer_position),
            "stars": range(certificate.rating.stars),
            "turns": range(0, 180, 6),
            "corners": ("tl", "tr", "br", "bl"),
            "address": _public(reverse("verify_form")),
            "place_date": vietnamese_date("Cần Thơ", certificate.issued_on),
            "qr": segno.make(verification_address(certificate), error="l").svg_data_uri(scale=4, border=4),
        },
    )
