from datetime import timedelta

import pytest
from django.utils import timezone

from products.models import RatingState
from tests.factories.accounts import UserFactory
from tests.factories.products import ProductFactory, RatingFactory, photo_of

pytestmark = pytest.mark.django_db


def rated(name, **details):
    today = timezone.localdate()
    return RatingFactory(
        product__name=name,
        **{"decided_on": today - timedelta(days=100), "expires_on": today + timedelta(days=100), **details},
    ).product


def names(response):
    return [rating.product.name for rating in response.context["page_obj"]]


def test_search_needs_no_diacritics(client):
    rated("Nước mắm cá linh")
    rated("Cà phê sữa")
    assert names(client.get("/", {"q": "nuoc mam"})) == ["Nước mắm cá linh"]
    assert names(client.get("/", {"q": "NƯỚC mắm"})) == ["Nước mắm cá linh"]
    assert names(client.get("/", {"q": "không có gì"})) == []


def test_register_is_in_alphabet_order_and_filters_by_star(client):
    for name, stars in (("Đậu phộng", 3), ("Dừa sáp", 4), ("Ếch khô", 4)):
        rated(name, stars=stars)
    rated("Da cá", stars=4, state=RatingState.POTENTIAL_FIVE)
    assert names(client.get("/")) == ["Da cá", "Dừa sáp", "Đậu phộng", "Ếch khô"]
    assert names(client.get("/", {"sao": "4"})) == ["Dừa sáp", "Ếch khô"]


def test_what_has_expired_is_not_listed_but_can_be_looked_up(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    product = rated("Bánh pía", expires_on=yesterday)
    assert names(client.get("/")) == []
    assert "không có công nhận còn hiệu lực" in client.get(f"/san-pham/{product.pk}/").content.decode()


def test_a_product_never_recognised_is_not_public(client):
    assert client.get(f"/san-pham/{ProductFactory().pk}/").status_code == 404


def test_no_personal_data_is_shown(client):
    product = rated(
        "Chả lụa", product__producer__representative="Lê Bí Mật", product__producer__phone="0909123456"
    )
    for page in (client.get("/"), client.get(f"/san-pham/{product.pk}/")):
        text = page.content.decode()
        assert "Bí Mật" not in text
        assert "0909123456" not in text


def test_the_list_asks_the_same_number_of_queries_at_one_and_many_rows(client, django_assert_num_queries):
    rated("Một")
    with django_assert_num_queries(3):
        client.get("/")
    for number in range(10):
        rated(f"Sản phẩm {number}")
    with django_assert_num_queries(3):
        client.get("/")


@pytest.mark.parametrize("query", [{"page": "abc"}, {"page": "999"}, {"sao": "9"}, {"q": "%_\x00'\""}])
def test_odd_addresses_do_no_harm(client, query):
    assert client.get("/", query).status_code == 200


def test_an_unchanged_register_is_not_sent_twice(client, django_assert_num_queries):
    product = rated("Bánh tét")
    for address in ("/", "/?q=banh", f"/san-pham/{product.pk}/"):
        first = client.get(address)
        again = {"HTTP_IF_NONE_MATCH": first["ETag"]}
        with django_assert_num_queries(1):
            assert client.get(address, **again).status_code == 304
        product.name += " lá cẩm"
        product.save()
        assert client.get(address, **again).status_code == 200
    client.force_login(UserFactory())
    assert "ETag" not in client.get("/").headers


def test_the_register_counts_a_product_once_and_shows_its_first_picture(client):
    product = rated("Rượu nếp", stars=3)
    today = timezone.localdate()
    RatingFactory(product=product, decided_on=today, expires_on=today + timedelta(days=900), stars=4)
    photo = photo_of(product)
    page = client.get("/")
    assert [rating.stars for rating in page.context["page_obj"]] == [4]
    assert page.context["page_obj"].paginator.count == 1
    assert f"/anh/{photo.pk}/nho/" in page.content.decode()
