"""An office's file from the upload to undoing it, in a browser: looked at, mapped, written, taken back."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from budget.models import EstimateLine
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import FundingSourceFactory
from tests.factories.programme import ContentGroupFactory, PlanFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
FILE = """DỰ TOÁN NĂM 2022;;;
Diễn giải;Nguồn vốn;Cột 7;Nhóm nội dung
Thuê hội trường;Ngân sách thành phố;45.000.000đ;1
In tài liệu;Quỹ lạ;12.500.000;1
"""


def test_a_file_is_looked_at_mapped_written_and_taken_back(page, live_server):
    plan = PlanFactory(year=2022, state=PlanState.DRAFT)
    ContentGroupFactory(plan=plan, order=1)
    FundingSourceFactory(name="Ngân sách thành phố")
    client = Client()
    client.force_login(UserFactory())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    page.goto(f"{live_server.url}/quan-tri-du-lieu/nhap/moi/")
    page.get_by_label("Loại dữ liệu").select_option("budget")
    page.get_by_label("Tệp bảng tính").set_input_files(
        {"name": "du-toan.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    page.get_by_label("Tên xã, phường trong tệp theo ngày").fill("01/06/2022")
    page.get_by_role("button", name="Đọc tệp").click()

    # nothing says which column is the money: both rows wait, and the person says it
    expect(page.get_by_text("Chưa ghi số tiền").first).to_be_visible()
    page.get_by_role("link", name="Sửa cột, đơn vị").click()
    page.get_by_label("Số tiền").select_option(label="C: Cột 7")
    page.get_by_role("button", name="Đọc lại tệp").click()
    expect(page.get_by_role("button", name="Ghi vào sổ 1 hàng")).to_be_enabled()
    expect(page.get_by_text("Nguồn vốn “Quỹ lạ” chưa rõ")).to_be_visible()
    expect(page.get_by_text("1 hàng lỗi hoặc chưa nhận sẽ không được ghi.")).to_be_visible()
    assert not EstimateLine.objects.exists()

    page.get_by_role("button", name="Ghi vào sổ 1 hàng").click()
    expect(page.get_by_role("heading", name="Đã ghi 1 hàng")).to_be_visible(timeout=20_000)
    assert [line.amount for line in EstimateLine.objects.all()] == [45_000_000]

    page.get_by_role("button", name="Hoàn tác cả lần nhập này").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()
    assert not EstimateLine.objects.exists()
