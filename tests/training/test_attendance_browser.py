"""Attendance on a tablet: one tap a person; what is not saved is never shown as saved."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.accounts import UserFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from training.models import Attendance, ClassSession, ClassState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
TABLET = {"width": 820, "height": 1180}


def test_taps_are_saved_at_once_and_a_lost_line_is_said_and_made_up_for(page, live_server):
    found = TrainingClassFactory(state=ClassState.RUNNING)
    an, binh = (
        EnrolmentFactory(training_class=found, trainee__name=name, completed=False)
        for name in ("Lê An", "Võ Bình")
    )
    session = ClassSession.objects.create(training_class=found, held_on="2022-03-07", part="am")
    client = Client()
    client.force_login(UserFactory())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size(TABLET)
    page.goto(live_server.url + reverse("attendance", args=[session.pk]))

    def row(enrolment):
        return page.locator(f"#hv-{enrolment.pk}")

    def tap(enrolment, words):
        row(enrolment).get_by_role("button", name=words, exact=True).click()

    def pressed(enrolment, words):
        return row(enrolment).get_by_role("button", name=words, exact=True, pressed=True)

    count = page.locator("#attendance-count")
    size = row(an).get_by_role("button", name="Có mặt").bounding_box()
    assert size["height"] >= 44
    assert size["width"] >= 44
    tap(an, "Có mặt")
    expect(pressed(an, "Có mặt")).to_be_visible()
    expect(count).to_have_text("Đã lưu 1 / 2 người.")
    assert Attendance.objects.get(enrolment=an).is_present is True

    # the line is down: the tap is not shown as saved, and the page says so
    page.context.set_offline(True)
    tap(binh, "Có mặt")
    expect(row(binh).get_by_role("status")).to_contain_text("Chưa lưu: mất kết nối")
    expect(pressed(binh, "Có mặt")).to_have_count(0)
    tap(binh, "Vắng")  # thought better of it; the last tap counts
    expect(row(binh).get_by_role("status")).to_contain_text("Chưa lưu: mất kết nối")
    expect(count).to_have_text("Đã lưu 1 / 2 người, 1 người chưa lưu được.")
    assert not Attendance.objects.filter(enrolment=binh).exists()

    # the line is back: it is sent by itself
    page.context.set_offline(False)
    expect(pressed(binh, "Vắng")).to_be_visible()
    expect(count).to_have_text("Đã lưu 2 / 2 người.")
    assert Attendance.objects.get(enrolment=binh).is_present is False

    # a slow answer: the row says it is being saved until the server has answered
    page.route("**/buoi/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    tap(an, "Vắng")
    expect(row(an).get_by_role("status")).to_have_text("Đang lưu…")
    expect(pressed(an, "Vắng")).to_be_visible()
    page.unroute("**/buoi/**")

    # the sitting has ended: no page of another kind is drawn into the list
    Session.objects.all().delete()
    tap(an, "Có mặt")
    expect(row(an).get_by_role("status")).to_contain_text("phiên đăng nhập đã hết")
    expect(pressed(an, "Vắng")).to_be_visible()
