"""Craft villages with their producers; the list of producers as a workbook."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.errors import StaleVersion
from producers.domain import register, villages
from producers.models import CraftVillage
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import CraftVillageFactory, ProducerFactory

pytestmark = pytest.mark.django_db


def test_an_officer_enters_a_village_of_its_unit_and_sees_its_producers(client):
    unit = UnitFactory()
    officer = UserFactory(officer=True, unit=unit)
    client.force_login(officer)
    given = {"name": "Làng nghề tranh gạo", "craft": "Làm tranh gạo", "unit": unit.pk, "households": "12"}
    assert client.post(reverse("village_create"), given | {"unit": UnitFactory().pk}).status_code == 422
    assert client.post(reverse("village_create"), given).status_code == 302
    found = CraftVillage.objects.get()
    mine = ProducerFactory(unit=unit, craft_village=found)
    ProducerFactory(craft_village=found, name="Của xã khác")
    page = client.get(reverse("village", args=[found.pk]))
    assert page.context["producers"] == [mine]
    assert client.post(reverse("village_create"), given).status_code == 422
    client.force_login(UserFactory(officer=True))
    assert client.get(reverse("village_edit", args=[found.pk])).status_code == 403


def test_a_recognised_village_has_its_decision_and_a_stale_save_is_told():
    village, actor = CraftVillageFactory(), UserFactory()
    with pytest.raises(ValidationError, match="phải ghi ngày và số quyết định"):
        villages.change_village(village_id=village.pk, version=1, actor=actor, is_recognised=True)
    done = {"is_recognised": True, "decision_no": "12/QĐ-UBND"}
    with pytest.raises(ValidationError, match="không hợp lý"):
        villages.change_village(
            village_id=village.pk, version=1, actor=actor, recognised_on=date(2099, 1, 1), **done
        )
    kept = villages.change_village(
        village_id=village.pk, version=1, actor=actor, recognised_on=date(2022, 9, 1), **done
    )
    assert kept.version == 2
    with pytest.raises(StaleVersion):
        villages.change_village(village_id=village.pk, version=1, actor=actor, note="x")


def test_the_list_costs_the_same_with_more_rows(client):
    client.force_login(UserFactory())
    CraftVillageFactory()
    address = reverse("village_list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(3):
        ProducerFactory(craft_village=CraftVillageFactory(is_recognised=True))
    with CaptureQueriesContext(connection) as many:
        shown = client.get(address)
    assert (len(many), shown.context["page"].paginator.count) == (len(one), 4)
    assert client.get(address, {"cong-nhan": "chua"}).context["page"].paginator.count == 1


def test_producers_are_taken_away_as_a_workbook(client):
    client.force_login(UserFactory())
    ProducerFactory(name="Hợp tác xã A", representative_has_disability=True)
    answer = client.get(reverse("producer_list"), {"xuat": "xlsx"})
    rows = list(
        load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=3, values_only=True)
    )
    assert (rows[1][0], rows[1][9]) == ("Hợp tác xã A", "Có")


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2099, 1, 1)])
def test_a_producer_is_not_registered_on_an_impossible_day(day):
    producer = ProducerFactory()
    with pytest.raises(ValidationError) as refused:
        register.change_producer(
            producer_id=producer.pk,
            version=producer.version,
            actor=UserFactory(),
            on=date(2026, 11, 25),
            registered_on=day,
        )
    assert set(refused.value.message_dict) == {"registered_on"}
