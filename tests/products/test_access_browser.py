"""Dossiers for everybody: no serious fault for a screen reader on any page, no page wider than a phone or a page
zoomed to 200 %, and the whole way from the list to handing in by keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from products.models import Dossier, DossierState, Evidence
from tests.factories import files
from tests.factories import products as make
from tests.products.pages import addresses

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
ZOOMED = 640
"""What is left of 1280 pixels at 200 %."""
FOCUS = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const look = getComputedStyle(now), box = now.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const drawn = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  return {seen: drawn && inside && box.width > 0, html: now.outerHTML.slice(0, 120)};
}"""


def test_no_page_has_a_serious_fault_or_is_wider_than_its_screen(phone, live_server):
    dossier = make.draft()
    make.paper_in(dossier, content=files.picture(), name="a.jpg")
    make.photo_of(dossier.product)
    make.RatingFactory(product=dossier.product)
    faults, wide = {}, {}
    for places in addresses(dossier, make.in_review(make.draft())).values():
        for address in places:
            phone.goto(live_server.url + address)
            for width in (360, 390, ZOOMED, 1280):
                phone.set_viewport_size({"width": width, "height": 844})
                if phone.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide[address] = width
                if width in (390, 1280):
                    found = Axe().run(phone).response["violations"]
                    if bad := [row["id"] for row in found if row["impact"] in ("serious", "critical")]:
                        faults[address, width] = bad
    assert (faults, wide) == ({}, {})


class Keyboard:
    """Walks a page by keys; every stop shows where the focus is."""

    def __init__(self, page):
        self.page = page

    def to(self, goal):
        """Press Tab until ``goal`` has the focus."""
        expect(goal).to_be_visible()
        for _ in range(150):
            if goal.evaluate("one => one === document.activeElement"):
                return
            self.step()
        raise AssertionError(f"no way by Tab to {goal}")

    def step(self):
        """One press; the stop, or None back at the start of the page."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(FOCUS)
        assert stop is None or stop["seen"], stop
        return stop

    def walk(self):
        """All through the page and out at its end."""
        for _ in range(300):
            if self.step() is None:
                return
        raise AssertionError("Tab never leaves the page")

    def open(self, name):
        self._follow("link", name)

    def press(self, name):
        self._follow("button", name)

    def _follow(self, role, name):
        self.to(self.page.locator("main").get_by_role(role, name=name).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, label, text):
        self.to(self.page.get_by_label(label).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


def test_a_dossier_is_filled_in_and_handed_in_by_keyboard_alone(signed_in, live_server):
    dossier = make.draft(name="Bánh tét lá cẩm")
    keys = Keyboard(signed_in)
    signed_in.emulate_media(reduced_motion="reduce")  # the page is where the focus is at once
    scan = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": files.picture()}
    signed_in.on("filechooser", lambda chooser: chooser.set_files([scan]))
    signed_in.goto(live_server.url + reverse("dossier_list"))
    keys.walk()
    keys.open("Bánh tét lá cẩm")
    keys.open("Mẫu 01 và Mẫu 02")
    keys.write("Sản phẩm mẫu", "5")
    keys.write("Kết quả", "Doanh thu tăng đều.")
    keys.write("Kế hoạch", "Mở rộng thị trường.")
    keys.press("Lưu")
    keys.open("tự chấm điểm")
    for criterion in dossier.criteria_set.criteria.order_by("position"):
        group = signed_in.locator(f"[id='tieu-chi-{criterion.code}']")
        keys.to(group.locator("input:checked"))
        signed_in.keyboard.press("ArrowUp")  # from "not marked" to the best option
        keys.to(group.locator("textarea"))
        signed_in.keyboard.type("Có minh chứng.")
    keys.press("Lưu điểm tự chấm")
    keys.open("Minh chứng")
    keys.to(signed_in.locator("[name=files]"))
    signed_in.keyboard.press("Space")
    expect(signed_in.locator("[name=files]")).to_have_value(re.compile(r"a\.jpg$"))
    keys.to(signed_in.get_by_role("button", name="Tải lên"))
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("tbody a")).to_have_text("a")
    keys.walk()
    keys.open("Hồ sơ Bánh tét lá cẩm")
    keys.open("Kiểm tra lại và nộp")
    keys.press("Nộp hồ sơ")
    expect(signed_in.locator("main")).to_contain_text("Đã thực hiện: Nộp hồ sơ")
    kept = Dossier.objects.get()
    assert (kept.state, kept.self_marks.count(), Evidence.objects.count()) == (DossierState.HANDED_IN, 4, 1)
