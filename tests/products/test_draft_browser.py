"""What is typed outlives a lost session: the page keeps it on the device and offers it again after sign-in."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from products.models import Dossier
from tests.factories import products as make
from tests.factories.accounts import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]


def test_a_text_survives_a_lost_session(page, live_server):
    user, dossier = UserFactory(), make.draft()

    def sign_in():
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    sign_in()
    address = live_server.url + reverse("dossier_content", args=[dossier.pk])
    page.goto(address)
    page.locator("[name=plan_text]").fill("Kế hoạch viết cả buổi sáng")
    page.locator("[name=declarations][value=trademark]").check()
    Session.objects.all().delete()
    page.context.clear_cookies()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("[name=plan_text]")).to_have_count(0)
    assert Dossier.objects.get(pk=dossier.pk).plan_text == ""

    sign_in()
    page.goto(address)
    page.get_by_role("button", name="Lấy lại nội dung đó").click()
    expect(page.locator("[name=plan_text]")).to_have_value("Kế hoạch viết cả buổi sáng")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url(live_server.url + reverse("dossier", args=[dossier.pk]))
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.plan_text, stored.declarations) == ("Kế hoạch viết cả buổi sáng", {"trademark": True})

    page.goto(address)
    expect(page.locator("[name=plan_text]")).to_have_value("Kế hoạch viết cả buổi sáng")
    expect(page.get_by_role("button", name="Lấy lại nội dung đó")).to_have_count(0)
