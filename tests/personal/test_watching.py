"""Who looked at whom: each look on record once, for the administrator and the person, and never to be changed."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import PersonalView
from ocop_cantho.personal import watching
from tests.consistency.role_matrix import ROLE_MATRIX
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory, ProducerFactory
from tests.factories.training import TraineeFactory

pytestmark = pytest.mark.django_db


def looks():
    return list(PersonalView.objects.order_by("pk").values_list("viewer__name", "page", "object_id"))


def test_a_look_is_kept_once_and_the_person_reads_it(client):
    own = ProducerAccountFactory()
    clerk = UserFactory(name="Chuyên viên Hoa")
    page = reverse("producer", args=[own.producer_id])
    client.force_login(clerk)
    client.get(page)
    client.get(page)
    client.get(reverse("producer", args=[10**6]))  # not there: nothing was shown
    assert looks() == [("Chuyên viên Hoa", "Chủ thể", own.producer_id)]
    client.force_login(own.user)
    client.get(page)
    assert len(looks()) == 1, "oneself is nobody's concern"
    for mine in ("my_data", "my_looks"):
        assert "Chuyên viên Hoa" in client.get(reverse(mine)).content.decode()
    client.force_login(UserFactory(producer=True))
    assert "Chuyên viên Hoa" not in client.get(reverse("my_looks")).content.decode()


def test_a_list_taken_away_and_the_supporter_behind_are_kept(client):
    admin = UserFactory(admin=True, name="Quản trị Ba")
    officer = UserFactory(officer=True)
    client.force_login(admin)
    client.get(reverse("people"))
    assert looks() == [], "a list on the page shows names of people at work, not their telephones"
    client.get(reverse("people"), {"xuat": "csv"})
    client.post(reverse("support_start"), {"user_pk": officer.pk, "reason": "Gọi điện nhờ"})
    producer = ProducerFactory(unit=officer.unit)
    client.get(reverse("producer", args=[producer.pk]))
    assert looks() == [
        ("Quản trị Ba", "Xuất danh sách học viên", None),
        ("Quản trị Ba", "Chủ thể", producer.pk),
    ]


def test_the_administrator_reads_all_narrowed_and_as_a_file(client, django_assert_num_queries):
    admin = UserFactory(admin=True)
    client.force_login(admin)
    log = reverse("personal_log")

    def asked():
        with django_assert_num_queries(queries):
            return client.get(log).content.decode()

    for person in TraineeFactory.create_batch(2):
        client.get(reverse("person", args=[person.pk]))
        queries = 5
        assert f"Học viên số {person.pk}" in asked()
    assert "Học viên số" not in client.get(log, {"q": "không có ai"}).content.decode()
    assert client.get(log, {"xuat": "csv"}).content.decode("utf-8-sig").count("Học viên số") == 2


def test_a_look_is_never_changed_or_deleted(client):
    client.force_login(UserFactory())
    client.get(reverse("producer", args=[ProducerFactory().pk]))
    for act in (lambda rows: rows.update(page="khác"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(PersonalView.objects.all())


def test_without_a_broker_the_page_comes_and_the_log_has_the_look(client, monkeypatch, caplog):
    def no_broker(**what):
        raise OperationalError

    monkeypatch.setattr(watching.note_personal_view, "delay", no_broker)
    client.force_login(UserFactory())
    producer = ProducerFactory()
    assert client.get(reverse("producer", args=[producer.pk])).status_code == 200
    assert str(producer.pk) in caplog.text


def test_every_watched_page_is_an_address_of_the_application():
    ours = {name for name in (*watching.PAGES, *watching.LISTS) if not name.startswith("admin:")}
    assert ours - set(ROLE_MATRIX) == set()
