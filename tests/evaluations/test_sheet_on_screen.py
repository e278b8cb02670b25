"""An official sheet on the devices of a council's table: keyboard, thumb, small screen, slow line."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.domain import scoring
from evaluations.domain.queries.sheets import picks_of
from evaluations.enums import SheetState
from evaluations.models import Sheet
from ocop_cantho.demo.playing import picks_for
from regimes.domain.loading import load_regimes
from regimes.domain.queries.specs import spec_of
from regimes.models import CriteriaSet
from tests.factories import products
from tests.factories.evaluations import open_entry, reported

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
COSMETICS = 19  # thirty criteria, one of them conditional
KB = 1024

TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, textarea, label, input, select")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip-link, .visually-hidden, label input"))
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width < 44 || box.height < 44)
  .map(([box, one]) => `${one.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
HIGHER_THAN_VIEW = """() => {
  const left = innerHeight - document.querySelector(".sheet-bar").getBoundingClientRect().height;
  return [...document.querySelectorAll("[data-criterion]")]
    .map((one) => [one.dataset.criterion, Math.round(one.getBoundingClientRect().height), Math.round(left)])
    .filter(([, height]) => height > left);
}"""
BAR_IN_SIGHT = """() => {
  const box = document.querySelector("#sheet-totals .totals-line").getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""
FOCUS_IN_SIGHT = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const top = document.querySelector(".sheet-bar").getBoundingClientRect().top;
  const drawn = getComputedStyle(one).boxShadow !== "none" || getComputedStyle(one).outlineStyle !== "none";
  return drawn && box.top >= 0 && (one.closest(".sheet-bar") ? box.bottom <= innerHeight : box.bottom <= top);
}"""


@pytest.fixture
def sheet():
    """Its producer explained every criterion and gave a paper, its advisers wrote a report."""
    load_regimes()
    law = CriteriaSet.objects.get(regime__code="26/2026/QĐ-TTg", number=COSMETICS)
    entry = open_entry(dossier=products.accepted(criteria_set=law))
    for code in spec_of(law).by_code:
        products.link_evidence(entry.dossier, code)
    reported(entry)
    member = entry.round.council.members.order_by("order")[1]
    return scoring.start_sheet(entry_id=entry.pk, actor=member.user)


@pytest.fixture
def opened(page, live_server, sheet):
    client = Client()
    client.force_login(sheet.member.user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def test_a_light_page_with_targets_for_a_thumb_and_each_criterion_in_one_view(opened, live_server, sheet):
    answers = []
    opened.on("response", lambda answer: answers.extend([answer]))
    opened.goto(live_server.url + reverse("sheet", args=[sheet.pk]), wait_until="networkidle")
    # as it travels: production sends static files compressed, its proxy the page
    weights = {one.url: len(gzip.compress(one.body())) for one in answers}
    scripts = [weight for address, weight in weights.items() if address.endswith(".js")]
    assert (len(answers) <= 12, len(scripts)) == (True, 3)
    assert (sum(weights.values()) <= 120 * KB, sum(scripts) <= 40 * KB) == (True, True)
    for width, height in ((390, 844), (820, 1180)):
        opened.set_viewport_size({"width": width, "height": height})
        opened.goto(live_server.url + reverse("sheet", args=[sheet.pk]))
        assert opened.evaluate(TOO_SMALL) == []
        assert opened.evaluate(HIGHER_THAN_VIEW) == []
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        for place in (0, 0.5, 1):
            opened.evaluate("part => scrollTo(0, part * document.body.scrollHeight)", place)
            assert opened.evaluate(BAR_IN_SIGHT)
    opened.locator("#mark-3-5-2").click()  # one tap
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    assert picks_of(sheet) == {"3.5": 2}


def test_thirty_criteria_take_thirty_digits_and_enter(opened, live_server, sheet):
    picks = picks_for(spec_of(sheet.entry.dossier.criteria_set), 80, stars=4)
    assert len(picks) == 30
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.goto(live_server.url + reverse("sheet", args=[sheet.pk]))
    printed = opened.locator("[data-criterion]").evaluate_all(
        "all => all.map((one) => one.dataset.criterion)"
    )
    assert printed == list(picks)
    assert opened.locator("#mark-1-1-2 + .sheet-key").inner_text() == "2"
    for code in printed:
        opened.keyboard.press(str(picks[code]))
        assert opened.evaluate(FOCUS_IN_SIGHT), code
    with opened.expect_navigation(url=lambda url: not url.endswith(reverse("sheet", args=[sheet.pk]))):
        opened.keyboard.press("Enter")
    sheet.refresh_from_db()
    assert (sheet.state, picks_of(sheet)) == (SheetState.SUBMITTED, picks)


def test_enter_on_an_option_sends_nothing_and_no_key_is_a_trap(opened, live_server, sheet):
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.goto(live_server.url + reverse("sheet", args=[sheet.pk]))
    opened.locator("#mark-5-1-1").focus()
    opened.keyboard.press("1")  # no story: the next criterion does not count, the one after it has the focus
    assert opened.evaluate("document.activeElement.closest('[data-criterion]').dataset.criterion") == "5.3"
    opened.keyboard.press("Enter")
    expect(opened.locator("#sheet-status")).to_have_text("Đã lưu.")
    seen = set()
    for _ in range(400):
        opened.keyboard.press("Tab")
        seen.add(opened.evaluate("document.activeElement.value ?? document.activeElement.tagName"))
        if "submit" in seen:
            break
    assert "submit" in seen
    assert Sheet.objects.get().state == SheetState.OPEN
