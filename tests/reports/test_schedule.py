"""Drafts that make themselves, once; reminders; rows the office edits."""

from datetime import date

import pytest
from django_celery_beat.models import PeriodicTask

from accounts.models import Notification
from core.models import JobRun, JobState
from reports.domain.building import build
from reports.domain.kinds import KINDS
from reports.domain.schedule import SCHEDULES, build_what_is_due, due_reports, ensure_schedules, remind
from reports.domain.settings import ensure_settings
from reports.models import ReportRun, ReportSetting
from reports.tasks import build_due, build_report
from tests.factories import reports as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 12, 20)


def test_a_missed_run_is_caught_up_once_however_often_it_is_asked_for(django_capture_on_commit_callbacks):
    make.year_2022()
    # nobody ran on the 15th; two beats come on the 20th, and again after the draft is there
    with django_capture_on_commit_callbacks(execute=True):
        first = build_what_is_due(kind="quarterly", task=build_report, today=TODAY)
        assert build_what_is_due(kind="quarterly", task=build_report, today=TODAY) == first
    assert build_what_is_due(kind="quarterly", task=build_report, today=TODAY) is None
    run = ReportRun.objects.get()
    assert (run.kind, run.year, run.period, run.requested_by) == ("quarterly", 2022, "Q4", None)
    assert JobRun.objects.get().state == JobState.DONE


def test_what_the_office_switched_off_is_not_made():
    ReportSetting.objects.filter(kind="quarterly").update(builds_itself=False)
    assert build_what_is_due(kind="quarterly", task=build_report, today=TODAY) is None
    build_due("bieu_01")  # has no rhythm of its own
    assert JobRun.objects.count() == 0


def test_the_office_is_reminded_once_before_and_once_after_the_day():
    UserFactory()
    make.bare(issued=True)  # the quarter is issued: nothing to remind of
    due = {one.code: one for one in due_reports(today=TODAY)}
    assert {code: one.due_on for code, one in due.items()} == {
        "six_month": date(2022, 12, 19),
        "monthly": date(2022, 12, 17),
        "annual": date(2022, 12, 29),
    }
    assert remind(today=TODAY) == 2  # the annual report has time until the 29th
    assert remind(today=TODAY) == 0
    said = Notification.objects.filter(text__startswith="Báo cáo 6 tháng").get()
    assert said.text == ("Báo cáo 6 tháng, 6 tháng cuối năm 2022: đã quá hạn gửi 19/12/2022 (chưa lập).")
    made = make.bare(kind="six_month", period="H2")
    make.issued(made, number="10")
    waiting = Notification.objects.filter(done_at=None)
    assert [row.text.split(",")[0] for row in waiting] == ["Báo cáo tháng"], "the issued one waits for nobody"


def test_settings_and_schedules_are_made_once_and_stay_as_the_office_set_them():
    ensure_settings()
    ensure_schedules()
    assert ReportSetting.objects.count() == len(KINDS)
    assert set(PeriodicTask.objects.values_list("name", flat=True)) >= set(SCHEDULES)
    ReportSetting.objects.filter(kind="annual").update(cutoff="calendar", due_days=1)
    PeriodicTask.objects.filter(name="Báo cáo: nhắc hạn gửi").update(enabled=False)
    ensure_settings()
    ensure_schedules()
    assert ReportSetting.objects.get(kind="annual").due_days == 1
    assert not PeriodicTask.objects.get(name="Báo cáo: nhắc hạn gửi").enabled
    make.year_2022()
    assert build(kind="annual", year=2022).snapshot["period"]["last"] == "2022-12-31"
