"""The certificate of a recognised product, A4 landscape, with the code that verifies it."""

import segno
from django.conf import settings
from django.urls import reverse

from core.documents import render_pdf, vietnamese_date
from evaluations.models import Certificate


def verification_address(certificate: Certificate) -> str:
    """The full address the QR code leads to."""
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("verify", args=[certificate.code])


def render_certificate(certificate: Certificate) -> bytes:
    """The certificate as PDF; the stars printed are those recognised, never the potential ones."""
    address = verification_address(certificate)
    return render_pdf(
        template="documents/certificate.html",
        context={
            "certificate": certificate,
            "rating": certificate.rating,
            "product": certificate.rating.product,
            "decision": certificate.decision,
            "stars": range(certificate.rating.stars),
            "address": address,
            "place_date": vietnamese_date("Cần Thơ", certificate.issued_on),
            "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=0),
        },
    )
