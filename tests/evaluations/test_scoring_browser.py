"""The scoring script in a real browser: a tap is saved at once, and a refusal is said."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.domain import scoring
from tests.factories.evaluations import open_entry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]


@pytest.fixture
def sheet():
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[1]
    return scoring.start_sheet(entry_id=entry.pk, actor=member.user)


@pytest.fixture
def opened(page, live_server, sheet):
    """The sheet's page, open in the browser of its member, on a phone."""
    client = Client()
    client.force_login(sheet.member.user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("sheet", args=[sheet.pk]))
    return page


def test_taps_are_saved_at_once_and_the_totals_follow(opened, sheet):
    opened.locator("#mark-1-1-3").check()
    opened.locator("#mark-5-1-1").check()
    opened.locator("#mark-7-4").check()
    expect(opened.locator(".totals-line strong").first).to_have_text("65 điểm")
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    expect(opened.locator('[data-criterion="5.2"]')).to_have_class("panel sheet-criterion is-excluded")
    sheet.refresh_from_db()
    assert (scoring.picks_of(sheet), sheet.revision) == ({"1.1": 3, "5.1": 1, "7": 4}, 3)


def test_a_mark_saved_on_another_device_is_not_overwritten(opened, sheet):
    scoring.save_mark(
        sheet_id=sheet.pk, criterion_code="1.1", option_number=4, revision=0, actor=sheet.member.user
    )
    opened.locator("#mark-1-1-1").check()
    expect(opened.locator("#sheet-status")).to_have_text("Lựa chọn vừa rồi chưa được lưu.")
    expect(opened.locator("#sheet-totals [role=alert]")).to_contain_text("một thiết bị khác")
    assert scoring.picks_of(sheet) == {"1.1": 4}


def test_a_tap_during_an_outage_is_sent_when_the_connection_is_back(opened, sheet):
    opened.context.set_offline(True)
    opened.locator("#mark-1-1-3").check()
    expect(opened.locator("#sheet-status")).to_contain_text("mất kết nối")
    opened.context.set_offline(False)
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.", timeout=15000)
    assert scoring.picks_of(sheet) == {"1.1": 3}


def test_the_sheet_does_not_scroll_sideways_on_a_phone(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
