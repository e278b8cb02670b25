"""The scoring script in a real browser: a tap is saved at once, and a refusal is said."""

import random

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.domain import scoring
from evaluations.domain.queries.sheets import picks_of
from evaluations.enums import SheetState
from tests.factories.accounts import PASSWORD
from tests.factories.evaluations import GOOD, open_entry
from tests.harness.deep import tries

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
    assert (picks_of(sheet), sheet.revision) == ({"1.1": 3, "5.1": 1, "7": 4}, 3)


def other_device(sheet, code, option, comment=None):
    sheet.refresh_from_db()
    return scoring.save_mark(
        sheet_id=sheet.pk,
        criterion_code=code,
        option_number=option,
        comment=comment,
        revision=sheet.revision,
        actor=sheet.member.user,
    )


def left_behind(page):
    """How many choices the device still holds."""
    return page.evaluate("Object.keys(localStorage).length")


@pytest.mark.parametrize(("answer", "kept"), [("Giữ của máy này", 1), ("Dùng bản đã lưu", 4)])
def test_a_mark_saved_on_another_device_is_asked_about_with_both_values(opened, sheet, answer, kept):
    other_device(sheet, "1.1", 4)
    opened.locator("#mark-1-1-1").check()
    box = opened.locator('[data-criterion="1.1"] .sheet-conflict')
    expect(box.get_by_role("button")).to_have_text(["Giữ của máy này: 0 điểm", "Dùng bản đã lưu: 40 điểm"])
    expect(opened.locator("#sheet-status")).to_contain_text("hãy chọn ở khung màu vàng")
    assert picks_of(sheet) == {"1.1": 4}
    box.get_by_role("button", name=answer).click()
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    expect(opened.locator(f"#mark-1-1-{kept}")).to_be_checked()
    assert (picks_of(sheet), left_behind(opened)) == ({"1.1": kept}, 0)


def test_other_criteria_of_another_device_appear_and_the_tap_is_saved(opened, sheet):
    other_device(sheet, "7", 2, "Thị trường hẹp")
    opened.locator("#mark-1-1-3").check()
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    expect(opened.locator("#mark-7-2")).to_be_checked()
    expect(opened.locator("[name='remark-7']")).to_have_value("Thị trường hẹp")
    assert picks_of(sheet) == {"1.1": 3, "7": 2}


def cut_short(route):
    """The server saved and died while it was answering."""
    answer = route.fetch()
    route.fulfill(status=200, content_type="text/html", body=answer.text()[:20])


FATES = {
    "the request is lost": lambda route: route.abort(),
    "the answer is lost": lambda route: (route.fetch(), route.abort()),
    "half an answer": cut_short,
    "the proxy finds no server": lambda route: route.fulfill(status=502, body="Bad gateway"),
}
WATCH = """() => {
    const label = document.getElementById("sheet-status");
    window.said = [];
    new MutationObserver(() => said.push(label.textContent)).observe(label, { childList: true });
}"""


def test_saved_is_said_only_once_it_is_true(opened, sheet):
    """Whatever happens to requests and answers: the label waits for the server, and nothing is saved twice."""
    chance, plan = random.Random(5), []
    opened.clock.install()
    opened.reload()
    opened.route("**/diem/", lambda route: FATES[plan.pop()](route) if plan else route.continue_())
    opened.evaluate(WATCH)
    label = opened.locator("#sheet-status")
    for number in range(1, tries(6, 1000) + 1):
        option = number % 4 + 1
        plan += chance.choices(list(FATES), k=2)
        opened.evaluate("said.length = 0")
        opened.locator(f"#mark-1-1-{option}").check()
        while label.text_content() != "Đã lưu.":
            opened.clock.run_for(1000)
        assert (plan, opened.evaluate("said.indexOf('Đã lưu.') == said.length - 1")) == ([], True)
        sheet.refresh_from_db()
        assert (picks_of(sheet), sheet.revision, left_behind(opened)) == ({"1.1": option}, number, 0)


def test_marks_of_a_closed_tab_are_sent_when_the_sheet_is_opened_again(opened, sheet, live_server):
    opened.route("**/diem/", lambda route: route.abort())
    opened.locator("#mark-1-1-3").check()
    opened.locator("#mark-7-4").check()
    expect(opened.locator("#sheet-status")).to_contain_text("2 mục đang giữ trên máy này")
    context = opened.context
    opened.close()
    assert picks_of(sheet) == {}
    again = context.new_page()
    again.goto(live_server.url + reverse("scoring_home"))
    expect(again.locator("[data-store]")).to_contain_text("Còn 2 mục chưa gửi")
    again.goto(live_server.url + reverse("sheet", args=[sheet.pk]))
    expect(again.locator("#sheet-status")).to_have_text("Đã lưu.")
    assert (picks_of(sheet), left_behind(again)) == ({"1.1": 3, "7": 4}, 0)


def test_what_a_closed_tab_held_and_another_device_changed_is_asked_about(opened, sheet, live_server):
    opened.route("**/diem/", lambda route: route.abort())
    opened.locator("#mark-1-1-3").check()
    expect(opened.locator("#sheet-status")).to_contain_text("Mất kết nối")
    other_device(sheet, "1.1", 2)
    opened.unroute_all()
    opened.reload()
    expect(opened.locator('[data-criterion="1.1"] .sheet-conflict')).to_contain_text(
        "Dùng bản đã lưu: 20 điểm"
    )
    assert (picks_of(sheet), left_behind(opened)) == ({"1.1": 2}, 1)


def test_marks_outlive_an_expired_login(opened, sheet, live_server):
    Session.objects.all().delete()
    opened.locator("#mark-1-1-3").check()
    expect(opened.locator("#sheet-status a")).to_have_text("Đăng nhập lại")
    assert (picks_of(sheet), left_behind(opened)) == ({}, 1)
    opened.locator("#sheet-status a").click()
    opened.fill("[name=login]", sheet.member.user.email)
    opened.fill("[name=password]", PASSWORD)
    opened.locator("main button[type=submit]").click()
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    assert picks_of(sheet) == {"1.1": 3}


TYPED = """(box) => {
    box.value += ".";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return document.getElementById("sheet-status").textContent;
}"""


def test_remarks_and_the_opinion_are_saved_while_typing(opened, sheet):
    opened.locator('[data-criterion="1.1"] summary').click()
    opened.locator("[name='remark-1.1']").fill("Có hợp đồng gốc")
    expect(opened.locator("#sheet-status")).to_have_text("Hãy chọn điểm để lưu nhận xét: 1.1.")
    opened.locator("#mark-1-1-3").check()
    opened.locator("#sheet-comment").fill("Nên sửa bao bì")
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    expect(opened.locator("#sheet-totals")).to_have_attribute("data-revision", "2")
    sheet.refresh_from_db()
    assert (sheet.marks.get().comment, sheet.comment, left_behind(opened)) == (
        "Có hợp đồng gốc",
        "Nên sửa bao bì",
        0,
    )
    assert opened.locator("#sheet-comment").evaluate(TYPED) == "Đang gõ, chưa lưu."


def test_handing_in_waits_for_what_the_device_still_holds(opened, sheet, live_server):
    for box in ("1-1-3", "5-1-2", "5-2-2"):
        opened.locator(f"#mark-{box}").check()
    expect(opened.locator("#sheet-totals")).to_have_attribute("data-revision", "3")
    opened.context.set_offline(True)
    opened.locator("#mark-7-3").check()
    opened.get_by_role("button", name="Gửi phiếu").click()
    expect(opened.locator("#sheet-status")).to_contain_text("Mất kết nối")
    opened.context.set_offline(False)
    opened.wait_for_url(live_server.url + reverse("scoring_home"), timeout=15000)
    sheet.refresh_from_db()
    assert (sheet.state, picks_of(sheet)) == (SheetState.SUBMITTED, GOOD)


def test_a_tap_during_an_outage_is_sent_when_the_connection_is_back(opened, sheet):
    opened.context.set_offline(True)
    opened.locator("#mark-1-1-3").check()
    expect(opened.locator("#sheet-status")).to_contain_text("Mất kết nối")
    opened.context.set_offline(False)
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.", timeout=15000)
    assert picks_of(sheet) == {"1.1": 3}


def test_the_sheet_does_not_scroll_sideways_on_a_phone(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
