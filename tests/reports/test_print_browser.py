"""Staff pages on paper: A4 with page numbers and the filters somebody chose, without menu and buttons."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reports.domain.building import build
from tests.factories import reports as make
from tests.factories.accounts import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]


def test_pages_print_with_numbers_and_filters_and_without_menu(page, live_server):
    make.year_2022()
    run = build(kind="quarterly", year=2022, period="Q4")
    client = Client()
    client.force_login(UserFactory())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    def printed(name, *args, query=""):
        page.goto(f"{live_server.url}{reverse(name, args=args)}{query}")
        reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        sides = [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]]
        assert sides == [210, 297]
        sheets = [" ".join(one.extract_text().split()) for one in reader.pages]
        for number, sheet in enumerate(sheets, start=1):
            assert f"Trang {number}/{len(sheets)}" in sheet
        text = " ".join(sheets)
        for unwanted in ("Đăng xuất", "Đến nội dung chính", "Xuất Excel", "Menu"):
            assert unwanted not in text
        return text

    assert "Tổng quan năm 2022" in printed("overview", query="?nam=2022")
    assert "Rượu mận Thới Hưng" in printed("report", run.pk)
    listed = printed("product_list", query="?q=ruou+man")
    assert "ruou man" in listed
    assert "Lọc" not in listed
    assert "ruou man" not in printed("product_list")
