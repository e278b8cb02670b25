"""The pages of products and dossiers through the client."""

import pytest
from django.urls import reverse

from products.models import Dossier, DossierState
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory
from tests.harness.queries import queries_of
from tests.products.pages import addresses

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def test_the_register_is_public_and_found_without_diacritics(client):
    rating = make.RatingFactory(product__name="Cà phê Phong Điền", product__producer__phone="0909123456")
    assert "Cà phê Phong Điền" in client.get("/?q=ca+phe").content.decode()
    assert "Cà phê Phong Điền" not in client.get("/?q=mam").content.decode()
    page = client.get(reverse("product_public", args=[rating.product_id])).content.decode()
    assert "0909123456" not in page
    assert "Trần Thị Đại Diện" not in page


def test_a_product_never_recognised_is_not_public(client):
    assert client.get(reverse("product_public", args=[make.ProductFactory().pk])).status_code == 404


@pytest.mark.parametrize("name", ["dossier_list", "product_list", "producer_list", "product_create"])
def test_office_pages_open(client, name):
    make.draft()
    client.force_login(UserFactory())
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["dossier_list", "product_list", "producer_list"])
def test_lists_cost_the_same_with_more_rows(client, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(UserFactory())
    make.draft()
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for _ in range(3):
        make.draft()
    with django_assert_num_queries(len(one)):
        client.get(reverse(name))


def test_others_do_not_see_a_dossier(client):
    dossier = make.draft()
    for user in (UserFactory(officer=True), ProducerAccountFactory().user):
        client.force_login(user)
        assert client.get(reverse("dossier", args=[dossier.pk])).status_code == 404


def test_the_producer_marks_and_hands_in(client):
    dossier = make.complete(make.draft())
    client.force_login(ProducerAccountFactory(producer=dossier.product.producer).user)
    assert client.get(reverse("dossier", args=[dossier.pk])).status_code == 200
    sheet = reverse("self_assessment", args=[dossier.pk])
    assert client.get(sheet).status_code == 200
    first = dossier.criteria_set.criteria.get(code="1.1")
    assert client.post(sheet, {f"option-{first.pk}": "2"}).status_code == 302
    assert dossier.self_marks.get(criterion=first).option.number == 2
    client.post(reverse("dossier_step", args=[dossier.pk, "hand_in"]), {"on": "03/03/2026"})
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.HANDED_IN


def test_a_producer_may_not_accept_and_nothing_changes(client):
    dossier = make.handed_in()
    client.force_login(ProducerAccountFactory(producer=dossier.product.producer).user)
    answer = client.post(reverse("dossier_step", args=[dossier.pk, "accept"]), {"on": "03/03/2026"})
    assert answer.status_code == 403
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.HANDED_IN


def test_the_office_opens_a_dossier(client):
    product, criteria_set = make.ProductFactory(), make.CriteriaSetFactory()
    client.force_login(UserFactory())
    address = reverse("dossier_create", args=[product.pk])
    assert client.get(address).status_code == 200
    given = {"opened_on": "02/03/2026", "kind": "first", "wished_stars": "3", "criteria_set": criteria_set.pk}
    assert client.post(address, given).status_code == 302
    assert product.dossiers.get().criteria_set == criteria_set


def test_no_page_asks_the_database_more_than_fifteen_times(client):
    dossier = make.draft()
    make.paper_in(dossier)
    make.RatingFactory(product=dossier.product)
    pages = addresses(dossier, make.in_review(make.draft()))
    client.force_login(UserFactory())
    asked = {}
    for address in (place for places in pages.values() for place in places):
        client.get(address)  # what is remembered from then on is not this page's question
        asked[address] = len(queries_of(lambda address=address: client.get(address)))
    assert {address: count for address, count in asked.items() if count > MOST_QUERIES} == {}
