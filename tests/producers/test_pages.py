"""The pages of producers through the client."""

import pytest
from django.urls import reverse

from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory, ProducerFactory

pytestmark = pytest.mark.django_db


def filled(unit, **changes):
    return {
        "kind": "household",
        "name": "Hộ kinh doanh Bánh Tét Sáu Trọng",
        "unit": unit.pk,
        "representative": "Trần Thị Sáu",
        "representative_ethnicity": "Khmer",
        **changes,
    }


@pytest.fixture
def officer(client):
    user = UserFactory(officer=True)
    client.force_login(user)
    return user


def test_an_officer_enters_a_producer_of_its_unit(client, officer):
    answer = client.post(reverse("producer_create"), filled(officer.unit, tax_code="0100112437"))
    assert answer.status_code == 302
    producer = Producer.objects.get()
    assert (producer.unit, producer.created_by, producer.representative_ethnicity) == (
        officer.unit,
        officer,
        "Khmer",
    )


def test_another_unit_cannot_be_chosen(client, officer):
    answer = client.post(reverse("producer_create"), filled(UnitFactory()))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])
    assert Producer.objects.count() == 0


def test_errors_stand_by_their_fields_and_what_was_typed_stays(client, officer):
    answer = client.post(
        reverse("producer_create"), filled(officer.unit, tax_code="0100112438", phone="12", name="Hộ Sáu")
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["tax_code", "phone"])
    assert answer.context["form"]["name"].value() == "Hộ Sáu"


def test_a_look_alike_of_another_unit_is_named_without_link_and_confirmed(client, officer):
    other = ProducerFactory(name="Cơ sở bánh tét Sáu Trọng", phone="0909123456")
    given = filled(officer.unit, phone="0909 123 456")
    asked = client.post(reverse("producer_create"), given)
    page = asked.content.decode()
    assert (asked.status_code, Producer.objects.count()) == (409, 1)
    assert "Cơ sở bánh tét Sáu Trọng" in page
    assert reverse("producer", args=[other.pk]) not in page
    form = asked.context["form"]
    assert (
        client.post(reverse("producer_create"), given | {"confirmed": form["confirmed"].value()}).status_code
        == 302
    )
    assert Producer.objects.count() == 2


def edited(client, producer, **changes):
    page = client.get(reverse("producer_edit", args=[producer.pk]))
    form = page.context["form"]
    return {
        field.html_name: field.value() or "" for field in form if field.value() not in (None, False)
    } | changes


def test_two_officers_on_one_producer_lose_nothing(client):
    producer = ProducerFactory(address="Cũ", note="Cũ", website="https://cu.vn")
    client.force_login(UserFactory())
    address = reverse("producer_edit", args=[producer.pk])
    second = edited(client, producer, address="Của người hai", website="https://hai.vn")
    first = edited(client, producer, address="Của người một", note="Người một ghi")
    assert client.post(address, first).status_code == 302
    answer = client.post(address, second)
    assert answer.status_code == 409
    [clash] = answer.context["attempt"].clashes
    assert (clash.name, clash.mine, clash.theirs) == ("address", "Của người hai", "Của người một")
    shown = answer.context["form"]
    assert [shown[name].value() for name in ("address", "note", "website", "version")] == [
        "Của người hai",
        "Người một ghi",
        "https://hai.vn",
        "2",
    ]
    again = {field.html_name: field.value() or "" for field in shown if field.value() not in (None, False)}
    assert client.post(address, again | {"take": "address"}).status_code == 302
    producer.refresh_from_db()
    assert (producer.address, producer.note, producer.website, producer.version) == (
        "Của người một",
        "Người một ghi",
        "https://hai.vn",
        3,
    )


def test_a_producer_edits_itself_and_stays_in_its_unit(client):
    account = ProducerAccountFactory()
    client.force_login(account.user)
    address = reverse("producer_edit", args=[account.producer_id])
    assert client.post(address, edited(client, account.producer, members="12")).status_code == 302
    assert client.post(address, edited(client, account.producer, unit=UnitFactory().pk)).status_code == 422
    assert Producer.objects.get(pk=account.producer_id).members == 12


def test_results_of_a_year(client, officer):
    producer = ProducerFactory(unit=officer.unit)
    address = reverse("producer_year", args=[producer.pk])
    given = {"version": "1", "year": "2025", "revenue": "1500000000", "profit": "-2000000"}
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {"year": "2024"}).context["form"]["version"].value() == "2"
    assert "1.500.000.000" in client.get(reverse("producer", args=[producer.pk])).content.decode()
    assert (
        client.post(f"{address}?nam=2025", given | {"version": "2", "revenue": "700000"}).status_code == 302
    )
    assert list(producer.years.values_list("year", "revenue")) == [(2025, 700_000)]


def test_history_names_who_changed_what(client):
    producer = ProducerFactory(address="Cũ")
    client.force_login(UserFactory(name="Lê Cán Bộ"))
    client.post(reverse("producer_edit", args=[producer.pk]), edited(client, producer, address="Mới"))
    page = client.get(reverse("producer_history", args=[producer.pk])).content.decode()
    assert "Lê Cán Bộ" in page
    assert "Cũ" in page


def test_list_filters_by_kind_and_words(client):
    ProducerFactory(name="Hợp tác xã Dừa")
    ProducerFactory(name="Hộ Dừa Sáp", kind="household")
    client.force_login(UserFactory())
    rows = client.get(reverse("producer_list"), {"q": "dua", "kind": "household"}).context["page"]
    assert [row.name for row in rows] == ["Hộ Dừa Sáp"]
