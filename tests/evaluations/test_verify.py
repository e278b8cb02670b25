import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core.documents import vietnamese_date
from evaluations.interfaces.certificate import render_certificate
from products.models import Rating, RatingState
from tests.factories.evaluations import certificate

pytestmark = pytest.mark.django_db


def page(client, code):
    response = client.get(f"/xac-minh/{code}/")
    return response.status_code, response.context["status"]


def test_a_genuine_certificate_is_valid_without_signing_in(client):
    assert page(client, certificate().code) == (200, "valid")


def test_an_unknown_code_is_said_to_be_unknown(client):
    code = certificate().code
    forged = ("A" if code[0] != "A" else "B") + code[1:]
    assert page(client, forged) == (404, "unknown")


def test_a_withdrawn_certificate_says_so(client):
    made = certificate()
    Rating.objects.filter(pk=made.rating_id).update(
        state=RatingState.WITHDRAWN, withdrawn_on=timezone.localdate()
    )
    assert page(client, made.code) == (200, "withdrawn")


def test_an_expired_certificate_says_so(client):
    made = certificate()
    today = timezone.localdate()
    Rating.objects.filter(pk=made.rating_id).update(
        decided_on=today - timedelta(days=1000), expires_on=today - timedelta(days=1)
    )
    assert page(client, made.code) == (200, "expired")


def test_no_personal_data_is_shown(client):
    made = certificate()
    text = client.get(f"/xac-minh/{made.code}/").content.decode()
    assert made.rating.product.producer.representative not in text


def test_the_printed_day_is_written_as_the_decree_asks():
    issued = certificate()
    text = PdfReader(io.BytesIO(render_certificate(issued))).pages[0].extract_text()
    assert vietnamese_date("Cần Thơ", issued.issued_on) in text
