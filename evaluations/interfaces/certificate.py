"""The certificate of a recognised product, A4 landscape, with the code that verifies it."""

from importlib.util import find_spec
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from evaluations.models import Certificate

# Times-metric, with every Vietnamese letter; the system's own fonts are not relied upon
FONT_PACKAGE = "rinoh_typeface_texgyretermes"
FACES = (
    ("regular", "normal", "normal"),
    ("bold", "bold", "normal"),
    ("italic", "normal", "italic"),
    ("bolditalic", "bold", "italic"),
)


def verification_address(certificate: Certificate) -> str:
    """The full address the QR code leads to."""
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("verify", args=[certificate.code])


def render_certificate(certificate: Certificate) -> bytes:
    """The certificate as PDF; the stars printed are those recognised, never the potential ones."""
    address = verification_address(certificate)
    html = render_to_string(
        "documents/certificate.html",
        {
            "certificate": certificate,
            "rating": certificate.rating,
            "product": certificate.rating.product,
            "decision": certificate.decision,
            "stars": range(certificate.rating.stars),
            "address": address,
            "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=0),
        },
    )
    fonts = FontConfiguration()
    return HTML(string=html).write_pdf(
        stylesheets=[CSS(string=_faces(), font_config=fonts)], font_config=fonts
    )


def _faces() -> str:
    # found, not imported: importing it asks for the typesetting system it was made for
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {FONT_PACKAGE} is not installed")
    folder = Path(spec.origin).parent
    return "\n".join(
        f"@font-face {{ font-family: Termes; font-weight: {weight}; font-style: {style}; "
        f"src: url('{(folder / f'texgyretermes-{name}.otf').as_uri()}'); }}"
        for name, weight, style in FACES
    )
