"""The administration: open to the office alone, every page of every model opens, nothing is deleted."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.urls import reverse

from accounts.models import Role, User
from tests.factories.accounts import UserFactory

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


def test_the_office_gives_an_account(admin_client):
    response = admin_client.post(
        address(User, "add"),
        {
            "email": "Can.Bo@Ocop.test",
            "name": "Trần Thị Bưởi",
            "role": Role.OFFICE_STAFF,
            "usable_password": "true",
            "password1": "mat-khau-cua-buoi",
            "password2": "mat-khau-cua-buoi",
        },
    )
    assert response.status_code == 302
    user = User.objects.get(email="can.bo@ocop.test")
    assert (user.name, user.is_staff, user.check_password("mat-khau-cua-buoi")) == (
        "Trần Thị Bưởi",
        True,
        True,
    )


def test_account_list_costs_the_same_for_one_and_many(admin_client, django_assert_max_num_queries):
    UserFactory(officer=True)
    with django_assert_max_num_queries(12) as one:
        admin_client.get(address(User, "changelist"))
    UserFactory.create_batch(4, officer=True)
    with django_assert_max_num_queries(12) as many:
        admin_client.get(address(User, "changelist"))
    assert len(many) == len(one)
