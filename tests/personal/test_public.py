"""Nothing anybody can open without signing in says a telephone, a mail, an identity number or a private name."""

import io
import re

import pypdf
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from core.exports import PARAMETER
from tests.consistency.role_matrix import ROLE_MATRIX, VISITOR

pytestmark = pytest.mark.django_db
PUBLIC = sorted(name for name, row in ROLE_MATRIX.items() if VISITOR in row.allowed and row.method == "GET")
PLANTED = {"phone": "0909123456", "email": "rieng@tu.test", "representative": "Lê Bí Mật"}
PLANTED |= {
    "representative_address": "Ấp Kín Đáo, 092099012345",
    "contact": "0909123456",
    "address": "Ngõ Vắng 9",
}
OWN = {"producers.Producer": {"address"}}  # where the house stands is printed on its products
NEVER = re.compile(r"0909123456|rieng@tu\.test|Bí Mật|Kín Đáo|092099012345|Ngõ Vắng")


def plant():
    """Every row that has such a field gets the same secret in it."""
    for model in apps.get_models():
        texts = {field.name for field in model._meta.concrete_fields if isinstance(field, models.CharField)}
        names = texts & set(PLANTED) - OWN.get(model._meta.label, set())
        unique = {field.name for field in model._meta.concrete_fields if field.unique}
        if model._meta.managed and names - unique and not hasattr(model, "pgh_tracked_model"):
            model._default_manager.update(**{name: PLANTED[name] for name in names - unique})


def said(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_page_says_who_to_call(client, name):
    address = reverse(name, kwargs=ROLE_MATRIX[name].target(None))
    plant()
    for asked in ({}, {PARAMETER: "csv"}, {"q": "bi mat"}):
        answer = client.get(address, asked, follow=True)
        assert NEVER.findall(said(answer)) == [], f"{name} {asked}"


def test_the_register_is_among_them_and_the_secret_would_be_seen(client):
    assert {"register", "product_public", "verify", "publication", "calendar_feed"} <= set(PUBLIC)
    assert NEVER.findall(f"Gọi {PLANTED['phone']}") == [PLANTED["phone"]]
