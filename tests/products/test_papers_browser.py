"""Uploading in a real browser on a phone, over a line that breaks."""

import hashlib
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from products.domain.resuming import PIECE
from products.models import Evidence
from tests.factories import files
from tests.factories import products as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]


@pytest.fixture
def dossier():
    return make.draft()


def chosen(*pairs):
    return [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in pairs
    ]


def test_files_are_sent_with_progress_and_the_refused_ones_named(phone, live_server, dossier):
    phone.goto(live_server.url + reverse("evidence_list", args=[dossier.pk]))
    good, bad = ("a.jpg", files.picture()), ("x.pdf", b"MZ")
    phone.locator("[name=files]").set_input_files(chosen(good, bad))
    phone.get_by_role("button", name="Tải lên").click()
    expect(phone.locator(".error-summary")).to_contain_text("Tệp “x.pdf” không phải PDF")
    expect(phone.locator("tbody tr")).to_have_count(1)
    phone.locator("[name=files]").set_input_files(chosen(("b.pdf", files.pdf())))
    phone.get_by_role("button", name="Tải lên").click()
    expect(phone.locator("tbody tr")).to_have_count(2)
    expect(phone.locator(".error-summary")).to_have_count(0)
    assert Evidence.objects.count() == 2


def test_a_broken_line_costs_one_file_and_goes_on_by_itself(phone, live_server, dossier):
    phone.goto(live_server.url + reverse("evidence_list", args=[dossier.pk]))
    posted = []

    def lose_the_second(route):
        posted.extend([route] if route.request.method == "POST" else [])
        if route.request.method == "POST" and len(posted) > 1:
            route.abort()
        else:
            route.continue_()

    phone.route("**/minh-chung/", lose_the_second)
    phone.locator("[name=files]").set_input_files(chosen(("a.jpg", files.picture()), ("b.pdf", files.pdf())))
    phone.get_by_role("button", name="Tải lên").click()
    expect(phone.locator("#upload-status")).to_contain_text("Đã gửi 1 tệp, còn 1 tệp", timeout=15_000)
    assert Evidence.objects.get().file.original_name == "a.jpg"
    phone.unroute("**/minh-chung/")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("tbody tr")).to_have_count(2)
    assert list(Evidence.objects.order_by("pk").values_list("file__original_name", flat=True)) == [
        "a.jpg",
        "b.pdf",
    ]


def test_a_large_file_goes_on_where_the_line_broke_even_after_a_reload(phone, live_server, dossier):
    address = live_server.url + reverse("evidence_list", args=[dossier.pk])
    content = files.pdf() + b"\n%" + bytes(1_700_000)  # four pieces
    starts, broken = [], []

    def lose_the_third(route):
        start = int(route.request.url.rstrip("/").rpartition("/")[2])
        starts.append(start)
        if start == 2 * PIECE and not broken:
            broken.append(phone.context.set_offline(True))
            route.abort()
        else:
            route.continue_()

    phone.route(re.compile(r"/tai-dan/\d+/\d+/$"), lose_the_third)
    phone.goto(address)
    phone.locator("[name=files]").set_input_files(chosen(("lon.pdf", content)))
    phone.get_by_role("button", name="Tải lên").click()
    expect(phone.locator("#upload-status")).to_contain_text("Mất kết nối")
    phone.context.set_offline(False)
    phone.goto(address)
    expect(phone.locator(".alert")).to_contain_text("lon.pdfđã nhận 61%")
    phone.locator("[name=files]").set_input_files(chosen(("lon.pdf", content)))
    phone.get_by_role("button", name="Tải lên").click()
    expect(phone.locator("tbody a")).to_have_text("lon")
    assert starts.count(0) == starts.count(PIECE) == 1, "what had arrived is not sent again"
    assert Evidence.objects.get().source_sha256 == hashlib.sha256(content).hexdigest()
