"""Roles, issuing and revoking: the password is asked for again, and what was typed goes on afterwards."""

import time
from datetime import date

import pytest
from django.urls import get_resolver, reverse

from accounts.models import Role, User
from core.models import JobRun
from exchange.domain import imports
from ocop_cantho.confirming import ACCOUNTS, ISSUING
from tests.consistency.role_matrix import ROLE_MATRIX
from tests.consistency.test_role_matrix import url_names
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.after import withdrawal
from tests.factories.exchange import products_file
from tests.factories.products import RatingFactory
from tests.harness.client import Client
from tests.harness.words import english_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asking(settings):
    settings.CONFIRM_IDENTITY = True


@pytest.fixture
def admin():
    return UserFactory(admin=True)


def signed_in(user):
    """A browser in which somebody signed in a while ago, with the checks a browser meets."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def change(client, user, **fields):
    page = reverse("admin:accounts_user_change", args=[user.pk])
    form = client.get(page).context["adminform"].form
    given = {name: value for name, value in form.initial.items() if value is not None} | fields
    given["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    return client.post(page, given)


def confirm(client, address, password=PASSWORD):
    token = client.cookies["csrftoken"].value
    next_page = address.split("next=", 1)[1].replace("%2F", "/")
    given = {"password": password, "next": next_page, "csrfmiddlewaretoken": token}
    return client.post(reverse("account_reauthenticate"), given)


def test_a_role_changes_after_the_password_was_given_again_and_nothing_typed_is_lost(admin):
    user, client = UserFactory(agency="Văn phòng"), signed_in(admin)
    asked = change(client, user, role=Role.LEADER, agency="Ủy ban nhân dân thành phố")
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    user.refresh_from_db()
    assert user.role == Role.OFFICE_STAFF
    wrong = confirm(client, asked["Location"], "không phải mật khẩu")
    assert wrong.context["form"].errors["password"] == ["Mật khẩu không đúng."]
    assert confirm(client, asked["Location"]).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.agency) == (Role.LEADER, "Ủy ban nhân dân thành phố")
    assert change(client, user, role=Role.OFFICE_STAFF)["Location"] != asked["Location"]
    user.refresh_from_db()
    assert user.role == Role.OFFICE_STAFF, "not asked twice in a quarter of an hour"


def test_guessing_the_password_again_and_again_is_stopped_in_vietnamese(admin):
    client, user = signed_in(admin), UserFactory()
    asked = change(client, user, agency="A")["Location"]
    answers = [confirm(client, asked, f"đoán lần {number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert english_on(answers[-1]) == []
    assert "quá nhiều lần" in answers[-1].content.decode()


def test_it_is_asked_again_after_a_quarter_of_an_hour(admin, monkeypatch):
    client, user = signed_in(admin), UserFactory()
    confirm(client, change(client, user, agency="A")["Location"])
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert change(client, user, agency="B")["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=user.pk).agency == "A"


@pytest.mark.parametrize("name", sorted(ISSUING | {name for name in ACCOUNTS if name in ROLE_MATRIX}))
def test_issuing_revoking_and_helping_ask_first(name, admin, settings):
    row = ROLE_MATRIX[name]
    settings.CONFIRM_IDENTITY = False
    path = reverse(name, kwargs=row.target(admin))
    settings.CONFIRM_IDENTITY = True
    client = Client()
    client.force_login(admin)
    assert client.generic("POST", path)["Location"].startswith(reverse("account_reauthenticate"))


def test_the_form_that_revokes_asks_when_it_is_opened_and_reading_does_not(admin):
    client, found = signed_in(admin), withdrawal(RatingFactory())
    page = reverse("withdrawal_decide", args=[found.pk])
    assert client.get(page)["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("withdrawal", args=[found.pk])).status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200


def test_every_page_named_exists():
    known = set(url_names(get_resolver()))
    assert {name for name in ISSUING | ACCOUNTS if not name.startswith("admin:")} <= known


def test_a_list_of_accounts_is_written_after_the_password_was_given_again_and_one_of_products_at_once(admin):
    client = signed_in(admin)
    run = imports.take_in(
        kind="users",
        content="Họ và tên;Email;Vai trò\nLê Thị Mơ;mo@ocop.test;Lãnh đạo".encode(),
        name="can-bo.csv",
        as_of=date(2026, 3, 1),
        actor=admin,
    )
    client.get(reverse("import_run", args=[run.pk]))
    given = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    products = client.post(reverse("import_apply", args=[products_file(actor=admin).pk]), given)
    assert products["Location"] == reverse("job", args=[JobRun.objects.get().pk])
    asked = client.post(reverse("import_apply", args=[run.pk]), given)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert (JobRun.objects.count(), User.objects.filter(name="Lê Thị Mơ").exists()) == (1, False)
    begun = confirm(client, asked["Location"])
    assert begun["Location"] == reverse("job", args=[JobRun.objects.latest("pk").pk])
    assert JobRun.objects.count() == 2
