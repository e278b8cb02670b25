"""The pages of reports: list, building, one report with its figures open, its texts, its way, its files."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.models import JobRun, JobState
from products.models import Rating
from reports.domain.building import build
from reports.domain.comparing import compare
from reports.models import ReportRun, ReportRunState
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_office_builds_a_report_and_is_led_to_it(client, office, django_capture_on_commit_callbacks):
    make.year_2022()
    assert reverse("report_build", args=["quarterly"]) in text_of(client.get(reverse("report_kinds")))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("report_build", args=["quarterly"]), {"year": 2022, "period": "Q4"})
    job = JobRun.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    run = ReportRun.objects.get()
    assert (job.state, job.processed, job.total, run.requested_by) == (JobState.DONE, 3, 3, office)
    assert client.get(answer.headers["Location"]).headers["Location"] == reverse("report", args=[run.pk])
    assert "Rượu mận Thới Hưng" in text_of(client.get(reverse("report", args=[run.pk])))


def test_bad_input_is_answered_in_words(client, office):
    annual = reverse("report_build", args=["annual"])
    assert "Chưa có kế hoạch năm nào" in text_of(client.post(annual, {"year": 2022}))
    asked = {"first": "01/03/2022", "last": "01/02/2022"}
    answer = client.post(reverse("report_build", args=["adhoc"]), asked)
    assert answer.status_code == 422
    assert "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi." in text_of(answer)
    assert JobRun.objects.count() == 0


def test_every_number_on_the_page_opens_its_rows_as_they_were(client, office):
    make.year_2022()
    run = make.bare()
    page = text_of(client.get(reverse("report", args=[run.pk])))
    links = re.findall(r'href="(/bao-cao/\d+/dong/\?[^"]+)">([\d.]+)( đồng)?</a>', page)
    assert len(links) > 20
    assert "( <a" not in page  # nothing stands between a figure and its words
    Rating.objects.filter(product__name="Tranh gạo Tấn Bửu").update(stars=4)  # later changes do not count
    for address, shown, dong in links:
        answer = client.get(address.replace("&amp;", "&"))
        rows = answer.context["page"].paginator.count
        if not dong and len(shown) < 4:
            assert rows == int(shown), address
        else:
            assert rows > 0
    answer = client.get(
        reverse("report_rows", args=[run.pk]), {"danh-sach": "products", "cot-stars": "3 sao"}
    )
    assert "Tranh gạo Tấn Bửu" in text_of(answer)
    assert answer.context["page"].paginator.count == 1
    assert (
        client.get(reverse("report_rows", args=[run.pk]), {"danh-sach": "products", "tim": "mang cau"})
        .context["page"]
        .paginator.count
        == 0
    )
    assert (
        client.get(reverse("report_rows", args=[run.pk]), {"danh-sach": "products", "cot-x": "1"}).status_code
        == 404
    )


def test_what_changed_is_told_figure_by_figure(client, office):
    make.year_2022()
    before = make.bare()
    assert "Chưa có báo cáo cùng loại nào khác" in text_of(
        client.get(reverse("report_compare", args=[before.pk]))
    )
    Rating.objects.filter(product__name="Tranh gạo Tấn Bửu").update(stars=4)
    after = build(kind="quarterly", year=2022, period="Q4", narrative={"proposals": "Thêm kinh phí."})
    page = client.get(reverse("report_compare", args=[after.pk]), {"other": before.pk})
    found = page.context["found"]
    changed = {(one.label, one.before, one.after, one.difference) for one in found.figures}
    assert ("Sản phẩm cuối kỳ, 4 sao", "2", "3", "+1") in changed
    assert ("Sản phẩm cuối kỳ, 3 sao", "1", "0", "−1") in changed
    assert ("Quận Ninh Kiều", "4 sao", "1", "2") in {
        (c.row, c.column, c.before, c.after) for c in found.cells
    }
    assert page.context["texts"] == [("Đề xuất, kiến nghị", "", "Thêm kinh phí.")]
    assert "Cơ cấu nguồn vốn theo khâu (đồng)" not in {c.table for c in found.cells}  # two columns of shares
    for run in (before, after):
        assert compare(run.snapshot, run.snapshot).is_empty


def test_columns_and_rows_of_one_name_are_compared_each_with_its_own():
    before = make_table([["Khâu", 60, 40], ["Khâu", 10, 90]])
    after = make_table([["Khâu", 60, 30], ["Khâu", 10, 90]])
    assert compare(before, before).is_empty
    [change] = compare(before, after).cells
    assert (change.row, change.column, change.before, change.after) == ("Khâu", "Tỷ lệ: Tỷ lệ", "40", "30")


def make_table(rows):
    columns = [{"label": label, "kind": "count"} for label in ("Khâu", "Tỷ lệ", "Tỷ lệ")]
    tables = {"t": {"caption": "Bảng", "columns": columns, "rows": rows}}
    return {"tables": tables, "figures": {}, "lists": {}, "narrative": {}}


def test_texts_carry_figures_and_go_over_to_the_next_period(client, office):
    make.year_2022()
    run = make.bare(period="Q3")
    address = reverse("report_text", args=[run.pk])
    assert "so.tong_san_pham" in text_of(client.get(address))
    wrong = client.post(address, {"proposals": "Có {{ so.tong_san_phan }} sản phẩm."})
    assert wrong.status_code == 422
    assert "không có số liệu “tong_san_phan”. Có phải {{ so.tong_san_pham }}?" in text_of(wrong)
    assert "Có {{ so.tong_san_phan }} sản phẩm." in text_of(wrong)
    client.post(address, {"proposals": "Thành phố có {{ so.tong_san_pham }} sản phẩm."})
    later = ReportRun.objects.get(version=2)
    assert (later.as_of, later.snapshot["figures"]) == (run.as_of, run.snapshot["figures"])
    next_period = make.bare(period="Q4")
    form = client.get(reverse("report_text", args=[next_period.pk]), {"lay": "ky-truoc"}).context["form"]
    client.post(reverse("report_text", args=[next_period.pk]), form.initial)
    newest = ReportRun.objects.get(period="Q4", version=2)
    page = text_of(client.get(reverse("report", args=[newest.pk])))
    assert 'Thành phố có <a href="/bao-cao/' in page
    assert ">3</a> sản phẩm." in page


def test_a_report_goes_its_whole_way_on_pages(client, office, django_capture_on_commit_callbacks, mailoutbox):
    make.year_2022()
    run = make.bare()
    page = reverse("report", args=[run.pk])
    client.post(reverse("report_review", args=[run.pk]))
    scan = {"signer": "Lê Văn Ký", "scan": SimpleUploadedFile("ky.pdf", b"khong phai pdf")}
    refused = client.post(reverse("report_sign", args=[run.pk]), scan)
    assert refused.status_code == 422
    assert "Lê Văn Ký" in text_of(refused)
    client.post(
        reverse("report_sign", args=[run.pk]), scan | {"scan": SimpleUploadedFile("ky.pdf", make.scan())}
    )
    today = f"{timezone.localdate():%d/%m/%Y}"
    client.post(reverse("report_issue", args=[run.pk]), {"issued_on": today, "number": ""})
    run.refresh_from_db()
    assert (run.state, run.number) == (ReportRunState.ISSUED, "01")
    assert client.get(reverse("report_file", args=[run.pk, "ky"])).content == make.scan()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("report_dispatch", args=[run.pk]), {"others": "UBND thành phố <ubnd@example.vn>"})
    assert [letter.to for letter in mailoutbox] == [["ubnd@example.vn"]]
    assert "Đã gửi" in text_of(client.get(page))
    token = run.dispatches.get().token
    client.logout()
    assert "Xin cảm ơn" in text_of(client.post(reverse("report_receipt", args=[token]), {"note": "Văn thư"}))


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "json", "zip"])
def test_every_file_is_given(client, office, ending):
    run = make.bare()
    answer = client.get(reverse("report_file", args=[run.pk, ending]))
    assert answer.status_code == 200
    assert f"bao-cao-ocop-2022-q4-quarterly-v1.{ending}" in answer.headers["Content-Disposition"]


def test_other_endings_do_not_exist(client, office):
    run = make.bare()
    for ending in ("exe", "csv", "ky"):
        assert client.get(reverse("report_file", args=[run.pk, ending])).status_code == 404


def test_officers_read_issued_reports_only(client):
    run = make.bare()
    client.force_login(UserFactory(officer=True))
    address = reverse("report", args=[run.pk])
    assert client.get(address).status_code == 404
    make.bare(year=2023, issued=True)
    assert client.get(reverse("report_list")).context["page"].paginator.count == 1


def test_the_list_is_filtered_sorted_exported_and_asks_the_database_as_often_for_many(client, office):
    first = make.bare(period="Q3")

    def ask(**query):
        return client.get(reverse("report_list"), query)

    assert_same_queries(ask, grow=lambda: [make.bare(), make.bare(period="Q2")], at_most=8)
    assert ask(year=2021).context["page"].paginator.count == 0
    assert list(ask(words="quy iii").context["page"]) == [first]
    titles = [row.title for row in ask(order="title").context["page"]]
    assert titles == sorted(titles)
    book = load_workbook(io.BytesIO(ask(xuat="xlsx").content))
    assert book.active.max_row == 3 + 3


def test_what_is_due_stands_above_the_list(client, office):
    due = client.get(reverse("report_list")).context["due"]
    assert {one.code for one in due} == {"annual", "six_month", "quarterly", "monthly"}
