"""A report is issued once, with a number of its own, on the figures it was built from."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core.errors import ActRefused
from reports.domain.building import build, export
from reports.domain.issuing import issue
from reports.models import ReportRun, ReportRunState
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.factories.programme import PlanFactory

pytestmark = pytest.mark.django_db


def issued(run, **changes):
    given = {
        "number": "125",
        "issued_on": timezone.localdate(),
        "signer": "Lê Văn Ký",
        "actor": UserFactory(),
    }
    return issue(run_id=run.pk, **given | changes)


def test_number_day_and_signature_are_printed_and_the_figures_stay():
    run = make.annual_report()
    before = run.snapshot
    done = ReportRun.objects.get(pk=issued(run).pk)
    today = timezone.localdate()
    first = PdfReader(io.BytesIO(export(done, "pdf"))).pages[0].extract_text()
    assert "Số: 125/BC-VPĐP" in first
    assert f"ngày {today.day:02d} tháng" in first
    assert (done.state, done.snapshot) == (ReportRunState.ISSUED, before)
    assert build(kind="annual", year=2022) == done


def test_a_number_is_used_once_a_year():
    issued(make.annual_report())
    PlanFactory(year=2023)
    other = build(kind="annual", year=2023)
    with pytest.raises(ActRefused, match=r"Số 125 năm \d+ đã dùng"):
        issued(other)
    assert issued(other, number="126").number == "126"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "  "}, "Hãy ghi số và người ký"),
        ({"signer": ""}, "Hãy ghi số và người ký"),
        ({"issued_on": timezone.localdate() + timedelta(2)}, "không được sau hôm nay"),
        ({"issued_on": timezone.localdate() - timedelta(2)}, "không được trước ngày lấy số liệu"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(changes, said):
    run = make.annual_report()
    with pytest.raises(ActRefused, match=said):
        issued(run, **changes)
    run.refresh_from_db()
    assert (run.state, run.number, run.issued_on) == (ReportRunState.DRAFT, "", None)


def test_only_the_latest_version_is_issued_and_only_once():
    run = make.annual_report()
    later = build(kind="annual", year=2022, narrative={"outlook": "Khác."})
    with pytest.raises(ActRefused, match="phiên bản mới hơn"):
        issued(run)
    issued(later)
    with pytest.raises(ActRefused, match="đã ban hành với số 125"):
        issued(later, number="126")
