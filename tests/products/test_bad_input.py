"""What people paste, mistype and guess does no harm."""

import unicodedata

import pytest
from django.urls import reverse

from products.models import Product
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db

OF_A_DOSSIER = (
    *("dossier", "dossier_check", "dossier_return", "dossier_changes", "dossier_road", "dossier_road_pdf"),
    *("dossier_bundle", "dossier_bundle_file", "dossier_content", "dossier_assessment"),
    *("self_assessment", "evidence_list"),
)


def test_text_pasted_from_word_and_old_machines_is_kept_in_one_form(client):
    client.force_login(UserFactory())
    producer = make.ProductFactory().producer
    name = unicodedata.normalize("NFD", "Nước mắm “Ðặc biệt” ngon")
    given = {
        "producer": producer.pk,
        "name": f"  {name}\u200b ",
        "description": unicodedata.normalize("NFD", "Ủ chượp – 12 tháng…\r\nKhông phụ gia"),
    }
    assert client.post(reverse("product_create"), given).status_code == 302
    kept = Product.objects.get(description__startswith="Ủ chượp")
    assert kept.name == "Nước mắm “Đặc biệt” ngon"
    assert kept.description == "Ủ chượp – 12 tháng…\nKhông phụ gia"
    found = client.get(reverse("product_list"), {"q": "dac biet"}).context["page"]
    assert [row.pk for row in found] == [kept.pk]


@pytest.mark.parametrize("day", ["01/01/1900", "01/01/2099", "30/02/2026", "2026-13-01"])
def test_a_dossier_is_not_opened_on_an_impossible_day(client, day):
    product, criteria_set = make.ProductFactory(), make.CriteriaSetFactory()
    client.force_login(UserFactory())
    given = {"opened_on": day, "kind": "first", "wished_stars": "3", "criteria_set": criteria_set.pk}
    answer = client.post(reverse("dossier_create", args=[product.pk]), given)
    assert (answer.status_code, product.dossiers.count()) == (422, 0)
    assert day in answer.content.decode()


@pytest.mark.parametrize("name", OF_A_DOSSIER)
def test_another_units_dossier_is_not_there_for_who_guesses_its_address(client, name):
    dossier = make.draft()
    address = reverse(name, args=[dossier.pk])
    for user in (UserFactory(officer=True, unit=UnitFactory()), ProducerAccountFactory().user):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code in (404, 405)
