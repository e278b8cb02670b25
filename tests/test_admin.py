"""The administration: open to the office alone, every page of every model opens, nothing is deleted."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core import mail
from django.urls import reverse

from accounts.models import Role, User
from tests.factories.accounts import UserFactory
from tests.harness.queries import assert_same_queries

OURS = [
    "core",
    "localities",
    "accounts",
    "regimes",
    "producers",
    "products",
    "evaluations",
    "training",
    "programme",
    "budget",
    "reports",
]
MODELS = [
    model
    for name in OURS
    for model in apps.get_app_config(name).get_models()
    if not hasattr(model, "pgh_tracked_model")
]
pytestmark = pytest.mark.django_db


def address(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@pytest.fixture
def admin_client(client):
    client.force_login(UserFactory(admin=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_list_and_a_form(admin_client, rf, model):
    assert site.is_registered(model)
    assert admin_client.get(address(model, "changelist")).status_code == 200
    assert admin_client.get(address(model, "changelist"), {"q": "cà phê"}).status_code == 200
    request = rf.get("/")
    request.user = User(role=Role.OFFICE_ADMIN)
    may_add = site._registry[model].has_add_permission(request)
    assert admin_client.get(address(model, "add")).status_code == (200 if may_add else 403)
    assert not site._registry[model].has_delete_permission(request)


def test_only_the_office_enters(client):
    entered = {}
    for role in Role:
        user = UserFactory(officer=True) if role == Role.LOCAL_OFFICER else UserFactory(role=role)
        User.objects.filter(pk=user.pk).update(is_staff=True)
        client.force_login(user)
        entered[role] = client.get(reverse("admin:index"), follow=True).status_code
    office = {Role.OFFICE_ADMIN, Role.OFFICE_STAFF}
    assert entered == {role: 200 if role in office else 403 for role in Role}


def test_a_stranger_is_sent_to_the_application_s_sign_in(client):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == "/dang-nhap/?next=/quan-tri/"


def test_staff_reads_and_does_not_change(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    assert client.get(address(User, "changelist")).status_code == 200
    assert client.get(address(User, "add")).status_code == 403


def test_the_office_gives_an_account_by_invitation(admin_client, django_capture_on_commit_callbacks):
    given = {"email": "Can.Bo@Ocop.test", "name": "Trần Thị Bưởi", "role": Role.OFFICE_STAFF}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(address(User, "add"), given)
    user = User.objects.get(email="can.bo@ocop.test")
    assert response["Location"] == reverse("admin:accounts_user_change", args=[user.pk])
    assert (user.name, user.is_staff, user.has_usable_password()) == ("Trần Thị Bưởi", True, False)
    assert [letter.to for letter in mail.outbox] == [["can.bo@ocop.test"]]


def test_accounts_are_deactivated_from_the_list(admin_client):
    user = UserFactory()
    admin_client.post(address(User, "changelist"), {"action": "deactivate", "_selected_action": [user.pk]})
    user.refresh_from_db()
    assert not user.is_active


def test_account_list_costs_the_same_for_one_and_many(admin_client):
    UserFactory(officer=True)
    assert_same_queries(
        lambda: admin_client.get(address(User, "changelist")),
        grow=lambda: UserFactory.create_batch(4, officer=True),
        at_most=12,
    )
