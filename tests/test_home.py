"""“Việc của tôi”: what waits for each role, the most urgent first, and what may go wrong unless somebody acts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from ocop_cantho.alerts import AHEAD
from ocop_cantho.celery import app
from ocop_cantho.condition import look_at_everything
from products.models import Dossier, DossierState
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import ProductFactory, RatingFactory, draft_for
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def dossier(state, due=None, **product):
    made = draft_for(ProductFactory(**product))
    Dossier.objects.filter(pk=made.pk).update(state=state, due_on=due)
    return made


def home(client, user):
    client.force_login(user)
    return client.get(reverse("home")).context


def test_what_is_late_comes_first_then_what_is_due_soonest(client):
    officer, today = UserFactory(officer=True), timezone.localdate()
    here = {"producer__unit": officer.unit}
    dossier(DossierState.DRAFT, **here)
    dossier(DossierState.HANDED_IN, today + timedelta(days=2), **here)
    dossier(DossierState.COMMUNE_REVIEW, today - timedelta(days=1), **here)
    dossier(DossierState.COMMUNE_REVIEW, today + timedelta(days=9), **here)
    dossier(DossierState.HANDED_IN, today - timedelta(days=30))  # of another unit
    shown = home(client, officer)
    lines = [(line.label, line.count, line.late, line.due) for line in shown["waiting"]]
    assert lines == [
        ("Hồ sơ đang xem xét, chờ đề nghị", 2, 1, today - timedelta(days=1)),
        ("Hồ sơ mới nộp, chờ xem xét", 1, 0, today + timedelta(days=2)),
        ("Hồ sơ đang soạn", 1, 0, None),
    ]
    assert [line.label for line in shown["nothing"]] == ["Hồ sơ bị trả lại để bổ sung"]
    assert shown["figures"] == []


def test_recognitions_that_end_soon_are_shown_to_whom_they_concern(client):
    today = timezone.localdate()
    products = ProductFactory.create_batch(3)
    draft_for(products[1])  # somebody has begun
    soon, _, later = (
        RatingFactory(product=product, decided_on=date(2024, 1, 1), expires_on=today + days)
        for product, days in zip(
            products, (timedelta(days=5), timedelta(days=6), AHEAD + timedelta(days=1)), strict=True
        )
    )
    owner = ProducerAccountFactory(producer=soon.product.producer, user=UserFactory(producer=True)).user
    other = ProducerAccountFactory(producer=later.product.producer, user=UserFactory(producer=True)).user
    assert home(client, owner)["expiring"].first == [soon]
    assert home(client, UserFactory())["expiring"].count == 1
    assert home(client, other)["expiring"] is None
    assert home(client, UserFactory(member=True))["expiring"] is None


def test_unread_notices_and_figures_are_on_the_page(client):
    user = UserFactory()
    NotificationFactory.create_batch(7, user=user)
    RatingFactory(stars=4)
    shown = home(client, user)
    assert len(shown["notices"]) == 5
    assert {row["label"]: row["count"] for row in shown["figures"]}["4 sao"] == 1
    RatingFactory(stars=4)
    assert {row["label"]: row["count"] for row in home(client, user)["figures"]}["4 sao"] == 2


@pytest.mark.parametrize("name", ["home", "admin:index"])
def test_costs_the_same_for_one_and_many(client, name):
    client.force_login(UserFactory(admin=True))

    def grow(count=1):
        for _ in range(count):
            dossier(DossierState.PROPOSED, timezone.localdate())
            RatingFactory(expires_on=timezone.localdate() + timedelta(days=9))
        client.get(reverse(name))  # figures are counted once for each state of the register

    grow()
    assert_same_queries(lambda: client.get(reverse(name)), grow=lambda: grow(2), at_most=16)


def test_administrators_see_what_is_wrong_with_the_house(client, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    assert "Chưa có bản sao lưu nào trong 26 giờ qua." in home(client, UserFactory(admin=True))["house"]
    assert home(client, UserFactory())["house"] == []
    states = {check.name: check.state for check in look_at_everything()}
    assert (states["Cơ sở dữ liệu"], states["Hàng đợi"], states["Sao lưu"]) == ("good", "good", "bad")
    # neither a worker nor beat runs beside the tests
    assert (states["Máy chạy việc nền"], states["Lịch chạy"]) == ("bad", "wait")
    page = client.get(reverse("condition"))
    assert page.status_code == 403
    client.force_login(UserFactory(admin=True))
    assert client.get(reverse("condition")).status_code == 200


def test_a_dead_queue_is_said_and_hides_nothing_else(monkeypatch):
    monkeypatch.setattr(app, "connection_for_read", lambda: Connection("redis://127.0.0.1:1/0"))
    states = {check.name: check.state for check in look_at_everything()}
    assert (states["Hàng đợi"], states["Máy chạy việc nền"], states["Cơ sở dữ liệu"]) == (
        "bad",
        "bad",
        "good",
    )
