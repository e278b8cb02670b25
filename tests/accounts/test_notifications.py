"""What people are told: once, only their own, and nothing that was rolled back."""

from datetime import time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.domain.notifications import choose_mail, notify
from accounts.enums import NotificationKind
from accounts.models import MailChoice, Notification
from core.errors import ActRefused
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def tell(*users, **also):
    given = {"kind": NotificationKind.TASK, "text": "Hồ sơ chờ bạn.", "url": "/ho-so/"}
    return notify(users=users, **(given | also))


def test_each_active_person_is_told_once_per_key():
    one, two, gone = UserFactory(), UserFactory(), UserFactory(is_active=False)
    assert tell(one, one, gone, key="ho-so:1") == 1
    assert tell(one, two, key="ho-so:1") == 1
    assert tell(one, two) == tell(one, two) == 2
    assert [Notification.objects.filter(user=user).count() for user in (one, two, gone)] == [3, 3, 0]


def test_what_is_rolled_back_told_nobody():
    with transaction.atomic():
        tell(UserFactory(), key="a")
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("url", ["https://xa.example/", "//xa.example/", "ho-so/"])
def test_it_leads_to_a_page_of_this_application_only(url):
    with pytest.raises(IntegrityError, match="notification_own_page"):
        tell(UserFactory(), url=url)


def test_bell_list_opening_and_marking(client):
    user, other = UserFactory(), UserFactory()
    first, second = NotificationFactory(user=user), NotificationFactory(user=user, kind="deadline")
    NotificationFactory(user=other, text="Của người khác")
    client.force_login(user)
    page = client.get(reverse("notification_list"))
    assert list(page.context["page"]) == [second, first]
    assert '<span class="bell-count">2<' in page.content.decode()
    opened = client.post(reverse("notification_open", args=[first.pk]))
    assert opened["Location"] == "/ho-so/"
    assert list(client.get(reverse("notification_list"), {"xem": "chua-doc"}).context["page"]) == [second]
    assert list(client.get(reverse("notification_list"), {"loai": "task"}).context["page"]) == [first]
    client.post(reverse("notification_unread", args=[first.pk]))
    client.post(reverse("notification_read_all"))
    assert list(Notification.objects.unread().values_list("user", flat=True)) == [other.pk]
    assert "bell-count" not in client.get(reverse("notification_list")).content.decode()


def test_anothers_notification_is_not_there(client):
    theirs = NotificationFactory()
    client.force_login(UserFactory())
    assert client.post(reverse("notification_open", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("notification_unread", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_list_costs_the_same_for_one_and_many(client):
    user = UserFactory()
    client.force_login(user)
    NotificationFactory(user=user)
    assert_same_queries(
        lambda: client.get(reverse("notification_list")),
        grow=lambda: NotificationFactory.create_batch(5, user=user),
        at_most=7,
    )


def test_choice_of_mail_is_kept_and_a_senseless_one_refused(client):
    user = UserFactory()
    client.force_login(user)
    given = {"frequency": "hourly", "kinds": ["deadline"], "quiet_from": "21:00:00", "quiet_to": "05:00:00"}
    assert client.post(reverse("mail_choice"), given | {"kinds": []}).status_code == 422
    assert client.post(reverse("mail_choice"), given)["Location"] == reverse("notification_list")
    kept = MailChoice.objects.get(user=user)
    assert (kept.frequency, kept.kinds, kept.quiet_from) == ("hourly", ["deadline"], time(21))
    with pytest.raises(ActRefused):
        choose_mail(user=user, frequency="daily", kinds=["task"], quiet_from=time(6), quiet_to=time(6))
