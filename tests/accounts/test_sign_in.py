"""Signing in through the real pages: allauth's form, axes' lock."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_right_password_leads_to_the_work_list(client):
    user = UserFactory()
    response = sign_in(client, user.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/viec-cua-toi/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/viec-cua-toi/").status_code == 200


def test_wrong_password_says_so_in_vietnamese(client):
    response = sign_in(client, UserFactory().email, "sai-mat-khau-roi")
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "Thư điện tử hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại."
    ]
    assert "_auth_user_id" not in client.session


def test_deactivated_account_cannot_enter(client):
    sign_in(client, UserFactory(is_active=False).email)
    assert "_auth_user_id" not in client.session


def test_fifth_failure_locks_the_account_from_that_address(client, settings):
    settings.AXES_ENABLED = True
    user, other = UserFactory(), UserFactory()
    answers = [sign_in(client, user.email, "sai-mat-khau-roi").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(client, user.email.upper())
    assert locked.status_code == 429
    assert "account/locked_out.html" in [template.name for template in locked.templates]
    assert sign_in(client, other.email).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.1.1.1"), user.email).status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "ngan-11-chu",
        "qwerty123456",  # on Django's list of leaked ones
        "204719385562",
        "OcopCanTho@2026",
        "Mật khẩu 123456",
        "qwertyuiop!@#",
        "xx 12345678 yy",
        "abababababab",
    ],
)
def test_what_everybody_would_try_is_no_password(password):
    with pytest.raises(ValidationError):
        validate_password(password, UserFactory())


def test_a_sentence_of_one_s_own_is_a_password():
    validate_password("con mèo trèo cây cau", UserFactory())


def test_sign_out_needs_a_post(client):
    client.force_login(UserFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_forgotten_password_is_set_anew_by_mail(client, django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": user.email})
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    page = client.get(link, follow=True)
    target = page.redirect_chain[-1][0]
    refused = client.post(target, {"password1": "con meo treo cay cau", "password2": "khac-han"})
    assert refused.context["form"].errors["password2"] == ["Hai lần nhập mật khẩu phải giống nhau."]
    client.post(target, {"password1": "con meo treo cay cau", "password2": "con meo treo cay cau"})
    assert sign_in(Client(), user.email, "con meo treo cay cau").status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "mfa_index", "account_reauthenticate", "account_logout"],
)
def test_account_pages_open(client, name):
    user = UserFactory()
    sign_in(client, user.email)
    assert client.get(reverse(name)).status_code == 200


def test_second_factor_can_be_turned_on_after_the_password_again(client):
    user = UserFactory()
    client.force_login(user)
    activate = reverse("mfa_activate_totp")
    asked = client.get(activate)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD})
    assert client.get(activate).status_code == 200
