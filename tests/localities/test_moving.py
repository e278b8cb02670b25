"""Moving house: what lies in units that are no more follows them; what is finished stays."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.errors import ActRefused
from exchange.domain.moving import compare, move_house, plan_moves
from localities.models import Era, Level, Relocation, UnitSuccession
from products.domain.queries.register import by_unit, stars_count
from products.models import Dossier, Product
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory, draft_for
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db

BEFORE, AFTER, BREAK = date(2022, 12, 31), date(2026, 11, 25), date(2025, 7, 1)


@pytest.fixture
def city():
    return UnitFactory(city=True, era=Era.BEFORE_2025, valid_to=date(2025, 6, 30))


@pytest.fixture
def new_city():
    return UnitFactory(city=True, valid_from=BREAK)


@pytest.fixture
def old(city):
    """Two communes of a district that became one, and one that was split."""
    district = UnitFactory(district=True, parent=city, valid_to=date(2025, 6, 30))
    return [
        UnitFactory(name=f"Xã Cũ {n}", parent=district, era=Era.BEFORE_2025, valid_to=date(2025, 6, 30))
        for n in (1, 2, 3)
    ]


@pytest.fixture
def new(old, new_city):
    made = [UnitFactory(name=f"Xã Mới {n}", parent=new_city, valid_from=BREAK) for n in (1, 2)]
    for unit in old[:2]:
        UnitSuccession.objects.create(predecessor=unit, successor=made[0], effective_on=BREAK)
    for place, unit in enumerate(made):
        UnitSuccession.objects.create(
            predecessor=old[2], successor=unit, effective_on=BREAK, is_part=True, is_default=place == 0
        )
    return made


def rated(unit, **fields):
    product = ProductFactory(producer__unit=unit, **fields)
    return RatingFactory(product=product, decided_on=date(2022, 6, 1), expires_on=date(2027, 6, 1))


def test_everything_follows_but_what_is_finished(old, new):
    officer = UserFactory(officer=True, unit=old[0])
    product, other = (ProductFactory(producer__unit=unit, commune_sequence=1) for unit in old[:2])
    finished = draft_for(product)
    Dossier.objects.filter(pk=finished.pk).update(state="concluded")
    opened = draft_for(other)
    split = ProducerFactory(unit=old[2])

    moves = plan_moves(on=AFTER)
    assert [(move.step.unit, move.step.to, move.step.is_certain) for move in moves] == [
        (old[0], new[0], True),
        (old[1], new[0], True),
        (old[2], None, False),
    ]
    moved = move_house(on=AFTER, actor=UserFactory(admin=True))
    assert {label: number for label, number in moved.items() if number} == {
        "accounts.User": 1,
        "producers.Producer": 2,
        "products.Product": 2,
        "products.Dossier": 1,
    }
    for row in (officer, product, product.producer, other, opened, finished, split):
        row.refresh_from_db()
    assert {row.unit for row in (officer, product, product.producer, other, opened)} == {new[0]}
    assert (finished.unit, split.unit) == (old[0], old[2])
    assert sorted(Product.objects.values_list("commune_sequence", flat=True)) == [1, 2]
    assert (product.version, Relocation.objects.filter(model="products.Product").count()) == (2, 2)
    assert set(move_house(on=AFTER, actor=None).values()) == {0}


def test_a_split_unit_waits_for_a_choice(old, new):
    producer = ProducerFactory(unit=old[2])
    with pytest.raises(ActRefused, match="không được chia hay nhập vào"):
        move_house(on=AFTER, actor=None, choices={old[2].pk: old[0].pk})
    move_house(on=AFTER, actor=None, choices={old[2].pk: new[1].pk})
    producer.refresh_from_db()
    assert producer.unit == new[1]


def test_figures_of_a_day_stay_with_the_units_of_that_day(old, new, city, new_city):
    rated(old[0]), rated(old[0]), rated(old[1])
    RatingFactory(
        product=ProductFactory(producer__unit=new[1]),
        decided_on=date(2026, 1, 5),
        expires_on=date(2029, 1, 5),
    )

    def told(day, within):
        rows = by_unit(day=day, level=Level.COMMUNE, within=within)
        return {row.unit.name: row.total for row in rows}, sum(stars_count(day=day, units=[within]).values())

    was = told(BEFORE, city)
    assert was == ({"Xã Cũ 1": 2, "Xã Cũ 2": 1, "Xã Cũ 3": 0}, 3)
    move_house(on=AFTER, actor=None)
    assert told(BEFORE, city) == was
    assert told(AFTER, new_city) == ({"Xã Mới 1": 3, "Xã Mới 2": 1}, 4)


def test_two_days_are_compared_on_the_ground_of_today(client, old, new):
    rated(old[0]), rated(old[1])
    RatingFactory(
        product=ProductFactory(producer__unit=new[1]),
        decided_on=date(2026, 1, 5),
        expires_on=date(2029, 1, 5),
    )
    client.force_login(UserFactory())
    address = reverse("unit_compare")
    asked = {"tu": "31/12/2022", "den": "25/11/2026"}
    page = client.get(address, asked).content.decode()
    assert page.index("Xã Mới 1") < page.index("Xã Mới 2")
    wanted = [
        'Đơn vị,Số sản phẩm ngày đầu,Số sản phẩm ngày sau,"Tăng, giảm"',
        "Xã Mới 1,2,2,0",
        "Xã Mới 2,0,1,1",
    ]
    assert client.get(address, asked | {"xuat": "csv"}).content.decode("utf-8-sig").splitlines() == wanted
    move_house(on=AFTER, actor=None)
    assert client.get(address, asked | {"xuat": "csv"}).content.decode("utf-8-sig").splitlines() == wanted
    assert compare(before=BEFORE, after=AFTER, count=lambda day: {}) == []


def test_the_page_shows_first_and_moves_when_sent(client, old, new):
    producers = [ProducerFactory(unit=unit) for unit in (old[0], old[2])]
    client.force_login(UserFactory(admin=True))
    address = reverse("unit_moving")
    page = client.get(address).content.decode()
    assert "1 dòng chuyển được ngay." in page
    assert "Đây là bản xem trước" in page
    client.post(address, {f"unit-{old[2].pk}": str(new[1].pk)})
    for producer, unit in zip(producers, (new[0], new[1]), strict=True):
        producer.refresh_from_db()
        assert producer.unit == unit
    assert "Mọi thứ đã ở đơn vị hành chính hiện nay." in client.get(address).content.decode()


def test_what_has_no_new_unit_leads_to_the_lists_where_it_is_changed(client):
    gone = UnitFactory(name="Huyện Đã Bỏ", level=Level.DISTRICT, valid_to=BEFORE)
    ProducerFactory(unit=gone)
    client.force_login(UserFactory(admin=True))
    page = client.get(reverse("unit_moving"))
    ((move, lists),) = page.context["left"]
    assert (move.step.unit, page.context["total"]) == (gone, 0)
    ((link, words),) = lists
    assert words == "Sửa chủ thể"
    rows = client.get(link).context["cl"].result_list
    assert [row.unit for row in rows] == [gone]


def test_the_list_costs_the_same_for_many_units(client, old, new):
    client.force_login(UserFactory(admin=True))
    ProducerFactory(unit=old[0])
    assert_same_queries(
        lambda: client.get(reverse("unit_moving")), grow=lambda: ProducerFactory(unit=old[1]), at_most=20
    )


def test_the_command_tells_and_moves(old, new):
    ProducerFactory(unit=old[0])
    ProducerFactory(unit=old[2])

    def run(*arguments):
        out = StringIO()
        call_command("move_units", *arguments, "--on", "2026-11-25", stdout=out, stderr=StringIO())
        return json.loads(out.getvalue())

    said = run("--dry-run")
    assert [(unit["unit"]["name"], unit["to"] and unit["to"]["name"]) for unit in said["units"]] == [
        ("Xã Cũ 1", "Xã Mới 1"),
        ("Xã Cũ 3", None),
    ]
    assert not Relocation.objects.exists()
    assert run("--choose", f"{old[2].code}={new[1].code}")["moved"]["producers.Producer"] == 2
    with pytest.raises(CommandError, match="không có đơn vị mã"):
        run("--choose", "1=2")
