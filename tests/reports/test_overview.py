"""The programme at a glance, and the lists its figures open."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from localities.models import Unit
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.factories.products import RatingFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("overview")


@pytest.fixture
def office(client):
    client.force_login(UserFactory())


def page_of(client, **query):
    return " ".join(client.get(OVERVIEW, {"nam": 2022} | query).content.decode().split())


def cards(client):
    return {card.label: card.shown for card in client.get(OVERVIEW, {"nam": 2022}).context["board"].cards}


def test_every_figure_opens_as_many_rows_as_it_says(client, office):
    make.year_2022()
    Unit.objects.filter(name="Huyện Cờ Đỏ").update(latitude="10.09", longitude="105.43")
    Unit.objects.filter(name="Quận Ninh Kiều").update(latitude="10.03", longitude="105.78")
    assert cards(client) == {
        "Sản phẩm đang được công nhận": "3",
        "Lượt công nhận trong năm": "2",
        "Chủ thể có sản phẩm": "3",
        "Hồ sơ trong năm": "0",
        "Hết hạn trong 180 ngày": "0",
        "Chỉ tiêu đã đạt": "0",
        "Lớp đã tổ chức": "0",
        "Đã giải ngân": "0 đồng",
    }
    page = page_of(client)
    links = re.findall(r'href="(/bao-cao/tong-quan/dong/\?[^"]+)">(?:<strong>)?([\d.]+)<', page)
    assert len(links) > 10
    for address, shown in links:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        if "money" not in address:
            assert answer.context["page"].paginator.count == int(shown), address
    spots = client.get(OVERVIEW, {"nam": 2022}).context["board"].spots
    assert {(spot.name, spot.count) for spot in spots} == {("Huyện Cờ Đỏ", 1), ("Quận Ninh Kiều", 2)}
    east, west = (next(s for s in spots if s.name == name) for name in ("Quận Ninh Kiều", "Huyện Cờ Đỏ"))
    assert east.x > west.x
    assert east.y > west.y  # further south
    assert east.size > west.size


def test_an_officer_sees_its_own_ground_and_no_money(client):
    make.year_2022()
    client.force_login(UserFactory(role=Role.LOCAL_OFFICER, unit=Unit.objects.get(name="Huyện Cờ Đỏ")))
    found = cards(client)
    assert found["Sản phẩm đang được công nhận"] == "1"
    assert "Đã giải ngân" not in found
    assert "Cơ cấu nguồn vốn" not in page_of(client)
    rows = reverse("overview_rows")
    assert client.get(rows, {"nam": 2022, "danh-sach": "money"}).status_code == 404
    assert client.get(rows, {"nam": 2022, "danh-sach": "trained"}).status_code == 404
    listed = client.get(rows, {"nam": 2022, "danh-sach": "products"}).context["page"]
    assert [row["cells"][0].text for row in listed] == ["Rượu mận Thới Hưng"]


def test_it_asks_the_database_as_often_for_many_products(client, office):
    make.year_2022()
    unit = Unit.objects.get(name="Huyện Cờ Đỏ")

    def grow():
        for _ in range(3):
            RatingFactory(
                product__producer__unit=unit,
                decided_on=make.DECIDED,
                expires_on=make.DECIDED.replace(year=2025),
            )

    assert_same_queries(lambda: client.get(OVERVIEW, {"nam": 2022}), grow=grow, at_most=30)


def test_a_year_without_anything_is_a_page_too(client, office):
    answer = client.get(OVERVIEW)
    assert answer.status_code == 200
    assert answer.context["board"].year == timezone.localdate().year
