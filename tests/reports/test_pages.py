"""The pages of reports: list, building, one report, its files."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import JobRun, JobState
from reports.domain.issuing import issue
from reports.models import ReportRun, ReportRunState
from tests.factories import reports as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_the_office_builds_a_report_and_is_led_to_it(client, office, django_capture_on_commit_callbacks):
    make.year_2022()
    given = {"kind": "annual", "year": 2022, "outlook": "Mở 20 lớp."}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("report_build"), given)
    job = JobRun.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    run = ReportRun.objects.get()
    assert (job.state, job.processed, job.total, run.requested_by) == (JobState.DONE, 3, 3, office)
    assert client.get(answer.headers["Location"]).headers["Location"] == reverse("report", args=[run.pk])
    page = client.get(reverse("report", args=[run.pk])).content.decode()
    assert "Mở 20 lớp." in page
    assert "Rượu mận Thới Hưng" in page


def test_bad_input_keeps_what_was_typed(client, office):
    make.year_2022()
    answer = client.post(reverse("report_build"), {"kind": "annual", "year": 1990, "outlook": "Mở 20 lớp."})
    assert answer.status_code == 422
    assert "Mở 20 lớp." in answer.content.decode()
    assert JobRun.objects.count() == 0


def test_without_any_plan_the_form_says_what_to_do(client, office):
    answer = client.post(reverse("report_build"), {"kind": "annual", "year": 2022})
    assert "Chưa có kế hoạch năm nào" in answer.content.decode()


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "json"])
def test_every_file_is_given(client, office, ending):
    run = make.annual_report()
    answer = client.get(reverse("report_file", args=[run.pk, ending]))
    assert answer.status_code == 200
    assert f"bao-cao-ocop-2022-annual-v1.{ending}" in answer.headers["Content-Disposition"]


def test_other_endings_do_not_exist(client, office):
    assert client.get(reverse("report_file", args=[make.annual_report().pk, "exe"])).status_code == 404


def test_officers_read_issued_reports_only(client):
    run = make.annual_report()
    client.force_login(UserFactory(officer=True))
    assert client.get(reverse("report", args=[run.pk])).status_code == 404
    assert client.get(reverse("report_file", args=[run.pk, "pdf"])).status_code == 404
    issue(run_id=run.pk, number="9", issued_on=timezone.localdate(), signer="Lê Văn Ký", actor=UserFactory())
    assert client.get(reverse("report", args=[run.pk])).status_code == 200
    assert list(client.get(reverse("report_list")).context["page"]) == [run]


def test_an_older_version_says_so(client, office):
    run = make.annual_report()
    make.RatingFactory(decided_on=make.DECIDED, product__producer__unit=run_unit())
    later = make.build(kind="annual", year=2022)
    assert client.get(reverse("report", args=[run.pk])).context["is_latest"] is False
    assert client.get(reverse("report", args=[later.pk])).context["is_latest"] is True


def run_unit():
    return make.Unit.objects.get(name="Huyện Cờ Đỏ")


def test_the_list_is_filtered_and_costs_the_same_with_more_rows(client, office):
    run = make.annual_report()
    address = reverse("report_list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    make.build(kind="annual", year=2022, narrative={"outlook": "Khác."})
    with CaptureQueriesContext(connection) as two:
        assert client.get(address).context["page"].paginator.count == 2
    assert len(two) == len(one)
    assert client.get(address, {"year": 2021}).context["page"].paginator.count == 0
    assert run in client.get(address, {"year": 2022, "kind": "annual"}).context["page"]


def test_the_office_issues_a_report(client, office):
    run = make.annual_report()
    address = reverse("report_issue", args=[run.pk])
    given = {"number": "125", "issued_on": f"{timezone.localdate():%d/%m/%Y}", "signer": "Lê Văn Ký"}
    refused = client.post(address, given | {"number": " "})
    assert refused.status_code == 422
    assert "Lê Văn Ký" in refused.content.decode()
    assert client.post(address, given).headers["Location"] == reverse("report", args=[run.pk])
    run.refresh_from_db()
    assert (run.state, run.number, run.signer) == (ReportRunState.ISSUED, "125", "Lê Văn Ký")
    assert "Báo cáo này đã ban hành với số 125." in client.post(address, given).content.decode()


def test_building_again_starts_from_the_texts_of_the_last_version(client, office):
    make.annual_report(outlook="Mở 20 lớp.")
    assert client.get(reverse("report_build"), {"nam": "2022"}).context["form"].initial == {
        "year": 2022,
        "assessment": "",
        "outlook": "Mở 20 lớp.",
        "proposals": "",
    }
    assert client.get(reverse("report_build"), {"nam": "x"}).context["form"].initial == {}
