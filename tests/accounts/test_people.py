"""Accounts given by letter, taken away at once, and helped without touching anything."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain import people, support
from accounts.models import Invitation, Role, SignIn, SupportView
from core.errors import ActRefused
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.evaluations import CouncilMemberFactory
from tests.factories.localities import UnitFactory

pytestmark = pytest.mark.django_db
NEW = "con mèo trèo cây cau"


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def invited(admin, django_capture_on_commit_callbacks):
    """Somebody invited, and the path in the letter."""
    with django_capture_on_commit_callbacks(execute=True):
        user = people.invite(
            email=" Can.Bo@Ocop.test",
            name="Lê Thị Cam",
            role="local_officer",
            unit=UnitFactory(),
            actor=admin,
        )
    return user, link_in(mail.outbox[-1])


def link_in(letter):
    return re.search(r"http://localhost:8000(/\S+)", letter.body)[1]


def test_an_invited_person_sets_a_password_and_comes_in_with_the_role_given(client, invited):
    user, link = invited
    assert str(user.unit) in mail.outbox[-1].body
    weak = client.post(link, {"password1": "123456789012", "password2": "123456789012"})
    assert weak.status_code == 422
    assert weak.context["form"].errors["password1"]
    assert client.post(link, {"password1": NEW, "password2": "khác"}).status_code == 422
    assert client.post(link, {"password1": NEW, "password2": NEW})["Location"] == reverse("account_login")
    client.post(reverse("account_login"), {"login": "can.bo@ocop.test", "password": NEW})
    assert client.get(reverse("home")).context["request"].user == user
    assert Client().post(link, {"password1": NEW, "password2": NEW}).status_code == 410


def test_a_new_letter_replaces_the_old_and_a_late_one_does_not_work(
    client, invited, admin, django_capture_on_commit_callbacks
):
    user, old = invited
    with django_capture_on_commit_callbacks(execute=True):
        people.send_invitation(user=user, actor=admin)
    new = link_in(mail.outbox[-1])
    assert [client.get(link).status_code for link in (old, new)] == [410, 200]
    Invitation.objects.update(expires_at=timezone.now())
    assert client.get(new).status_code == 410


def test_only_an_administrator_gives_accounts_and_nobody_twice(admin):
    given = {"email": "a@ocop.test", "name": "A", "role": Role.PRODUCER}
    with pytest.raises(PermissionDenied):
        people.invite(actor=UserFactory(), **given)
    people.invite(actor=admin, **given)
    with pytest.raises(ActRefused, match="đã có tài khoản"):
        people.invite(actor=admin, **given)
    with pytest.raises(ActRefused, match="đơn vị phụ trách"):
        people.invite(actor=admin, email="b@ocop.test", name="B", role=Role.LOCAL_OFFICER)
    with pytest.raises(ActRefused, match="đã đặt mật khẩu"):
        people.send_invitation(user=UserFactory(), actor=admin)


def test_who_is_deactivated_is_out_at_once(client, admin):
    user = UserFactory()
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200
    people.deactivate(user=user, actor=admin)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    people.reactivate(user=user, actor=admin)
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    with pytest.raises(ActRefused, match="chính mình"):
        people.deactivate(user=admin, actor=admin)


def test_sessions_are_listed_and_ended_elsewhere(client):
    user, phone, stranger = (
        UserFactory(),
        Client(headers={"user-agent": "Mozilla Android Chrome/1"}),
        Client(),
    )
    for browser in (client, phone):
        browser.force_login(user)
        browser.get(reverse("home"))
    stranger.force_login(UserFactory())
    stranger.get(reverse("home"))
    page = client.get(reverse("session_list"))
    assert {row.browser for row in page.context["open"]} == {"Trình duyệt không rõ", "Chrome trên Android"}
    theirs = SignIn.objects.exclude(user=user).get()
    assert client.post(reverse("session_end", args=[theirs.pk])).status_code == 404
    client.post(reverse("session_end_others"))
    signed_in = [browser.get(reverse("home")).status_code == 200 for browser in (client, phone, stranger)]
    assert signed_in == [True, False, True]


def test_a_session_that_has_run_out_opens_nothing(client):
    client.force_login(UserFactory())
    assert client.get(reverse("home")).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.parametrize(("role", "limit"), [(Role.OFFICE_STAFF, 30), (Role.PRODUCER, 120)])
def test_who_does_nothing_is_signed_out(client, role, limit):
    client.force_login(UserFactory(role=role))
    client.get(reverse("home"))

    def after(minutes):
        session = client.session
        session["seen_at"] -= minutes * 60
        session.save()
        return client.get(reverse("home"))

    assert after(limit).status_code == 200
    out = after(limit + 2)
    assert out["Location"] == f"{reverse('account_login')}?next={reverse('home')}"
    assert "lâu không dùng" in client.get(out["Location"]).content.decode()


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _compulsory(self, settings):
        settings.REQUIRE_SECOND_FACTOR = True

    def test_the_office_chairmen_and_members_set_one_up_before_anything_else(self, client):
        seated = CouncilMemberFactory(user=UserFactory(leader=True)).user
        led = {}
        people_of = {role: UserFactory(role=role) for role in set(Role) - {Role.LOCAL_OFFICER}}
        for name, user in {**people_of, "seated": seated}.items():
            client.force_login(user)
            led[name] = client.get(reverse("home")).headers.get("Location") == reverse("mfa_index")
        needing = {Role.OFFICE_ADMIN, Role.OFFICE_STAFF, Role.COUNCIL_MEMBER, "seated"}
        assert {name for name, is_led in led.items() if is_led} == needing

    def test_setting_it_up_opens_the_way_and_it_cannot_be_taken_off(self, client):
        user = UserFactory()
        client.force_login(user)
        assert "bắt buộc" in client.get(reverse("mfa_index")).content.decode()
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200
        TOTP.activate(user, generate_totp_secret())
        assert client.get(reverse("home")).status_code == 200
        page = client.get(reverse("mfa_index")).content.decode()
        assert reverse("mfa_deactivate_totp") not in page
        client.post(reverse("mfa_deactivate_totp"))
        assert people.has_second_factor(user)

    def test_a_lost_phone_is_helped_by_another_administrator(self, client, admin):
        user, secret = UserFactory(), generate_totp_secret()
        TOTP.activate(user, secret)
        assert secret not in str(Authenticator.objects.get(user=user).data)
        with pytest.raises(ActRefused, match="quản trị khác"):
            people.reset_second_factor(user=admin, actor=admin)
        people.reset_second_factor(user=user, actor=admin)
        assert not people.has_second_factor(user)


def test_support_reads_as_somebody_else_and_changes_nothing(client, admin):
    producer = UserFactory(producer=True)
    client.may_write_in_get = True
    client.force_login(admin)
    start = reverse("support_start")
    client.post(start, {"user_pk": producer.pk, "reason": " "})
    assert not SupportView.objects.exists()
    client.post(start, {"user_pk": producer.pk, "reason": "Chủ thể gọi điện, không thấy hồ sơ."})
    page = client.get(reverse("home"))
    assert page.context["request"].user == producer
    assert "Đang xem thay" in page.content.decode()
    refused = client.post(reverse("notification_read_all"))
    assert refused.status_code == 403
    assert "chỉ được xem" in refused.content.decode()
    client.post(reverse("support_stop"))
    assert client.get(reverse("home")).context["request"].user == admin
    record = SupportView.objects.get()
    assert (record.supporter, record.user, record.pages, record.ended_at is None) == (
        admin,
        producer,
        3,
        False,
    )


def test_nobody_looks_as_a_member_of_a_council_or_without_the_right(client, admin):
    member, office = CouncilMemberFactory(user=UserFactory(leader=True)).user, UserFactory()
    assert {support.why_not(admin, user) != "" for user in (member, office, UserFactory(member=True))} == {
        True
    }
    for who, whom in ((admin, member), (office, UserFactory(producer=True))):
        client.force_login(who)
        refused = client.post(reverse("support_start"), {"user_pk": whom.pk, "reason": "x"})
        assert refused.status_code == 403
    assert not SupportView.objects.exists()


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


def test_unknown_and_known_accounts_are_answered_alike(client, settings):
    """The same words; and the same work, which is what time tells: one hashing of the password given."""
    settings.PASSWORD_HASHERS = ["tests.accounts.test_people.CountingHasher"]
    known = UserFactory(email="co@ocop.test")
    known.set_password(PASSWORD)
    known.save()

    def answer(page, email, **also):
        CountingHasher.count = 0
        fresh = Client()
        response = fresh.post(reverse(page), {"login": email, "email": email, **also}, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        return response.status_code, text.replace(email, "X"), CountingHasher.count

    for page, also in (("account_login", {"password": "sai-mat-khau"}), ("account_reset_password", {})):
        assert answer(page, "co@ocop.test", **also) == answer(page, "khong@ocop.test", **also)
