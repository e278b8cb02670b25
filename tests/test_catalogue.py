"""The administration speaks Vietnamese: what packages bring in English is in our catalogue, and complete."""

import re

import polib
import pytest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.models import User
from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.harness.ours import PROJECT
from tests.harness.words import english_on

CATALOGUES = sorted((PROJECT / "locale").glob("*/LC_MESSAGES/*.po"))
PLACES = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|<[^>]+>")


@pytest.fixture
def office(client):
    user = UserFactory(admin=True, is_superuser=True)
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_the_administration_has_no_english(office):
    producer = ProducerFactory()
    pages = {
        "index": reverse("admin:index"),
        "app": reverse("admin:app_list", args=["producers"]),
        "list": reverse("admin:producers_producer_changelist"),
        "nothing found": reverse("admin:producers_producer_changelist") + "?q=khong-co",
        "new": reverse("admin:producers_producer_add"),
        "change": reverse("admin:producers_producer_change", args=[producer.pk]),
        "history": reverse("admin:producers_producer_history", args=[producer.pk]),
        "accounts": reverse("admin:accounts_user_changelist"),
        "new account": reverse("admin:accounts_user_add"),
        "account": reverse("admin:accounts_user_change", args=[User.objects.get().pk]),
        "password": reverse("admin:auth_user_password_change", args=[User.objects.get().pk]),
        "lock-outs": reverse("admin:axes_accessattempt_changelist"),
        "schedules": reverse("admin:django_celery_beat_periodictask_changelist"),
        "new schedule": reverse("admin:django_celery_beat_periodictask_add"),
    }
    assert {name: english_on(office.get(url)) for name, url in pages.items()} == {name: [] for name in pages}


@pytest.mark.django_db
def test_a_refused_form_says_why_in_vietnamese(office):
    response = office.post(reverse("admin:producers_producer_add"), {"name": ""})
    assert english_on(response) == []
    assert "Hãy sửa các lỗi bên dưới." in response.content.decode()
    assert Producer.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "mfa_index", "account_logout"])
def test_signing_in_has_no_english(client, name):
    if name in {"mfa_index", "account_logout"}:
        client.force_login(UserFactory())
    assert english_on(client.get(reverse(name))) == []


@pytest.mark.django_db
def test_wrong_password_is_said_in_vietnamese(client):
    user = UserFactory()
    response = client.post(reverse("account_login"), {"login": user.email, "password": "sai-mat-khau"})
    assert "Thư điện tử hoặc mật khẩu không đúng." in response.content.decode()


def test_import_and_filter_words():
    said = {word: gettext(word) for word in ("Import", "Export", "Confirm import", "Preview", "is in range")}
    assert said == {
        "Import": "Nhập dữ liệu",
        "Export": "Xuất dữ liệu",
        "Confirm import": "Xác nhận nhập",
        "Preview": "Xem trước",
        "is in range": "trong khoảng",
    }
    assert ngettext("Export %(len)s selected item.", "Export %(len)s selected items.", 3) % {"len": 3} == (
        "Xuất 3 dòng đã chọn."
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_entry_is_translated_and_keeps_its_places(path):
    entries = polib.pofile(str(path))
    assert not [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy or entry.obsolete]
    for entry in entries:
        said = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
        asked = entry.msgid_plural or entry.msgid
        assert set(PLACES.findall(said)) <= set(PLACES.findall(asked)), entry.msgid
