"""The calendar and its feed: rounds, classes, certificates that end, and every report that will be due."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ocop_cantho import calendar_dates
from ocop_cantho.calendar_dates import entries
from programme.models import CalendarFeed
from reports.domain.kinds import KINDS
from reports.domain.schedule import due_reports, reports_between
from reports.models import ReportSetting
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import prepared_round
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.training import TrainingClassFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def test_every_report_of_the_coming_year_stands_at_its_due_day():
    due = reports_between(first=date(2027, 1, 1), last=date(2027, 12, 31))
    counted = {code: sum(one.code == code for one in due) for code in KINDS}
    assert (counted["monthly"], counted["quarterly"], counted["six_month"], counted["annual"]) == (
        12,
        4,
        2,
        1,
    )
    january = next(one for one in due if one.code == "monthly")
    assert (january.period.label, january.due_on - january.period.last) == (
        "tháng 1 năm 2027",
        timedelta(days=3),
    )
    assert [one.due_on for one in due] == sorted(one.due_on for one in due)


def test_the_office_moves_the_due_days_and_what_is_due_now_is_part_of_it():
    ReportSetting.objects.update_or_create(
        kind="annual", defaults={"cutoff": "calendar", "due_days": 20, "builds_itself": True}
    )
    due = reports_between(first=date(2027, 1, 1), last=date(2027, 1, 31))
    assert next(one for one in due if one.code == "annual").due_on == date(2027, 1, 20)
    today = date(2026, 11, 25)
    now = {(one.code, one.due_on) for one in due_reports(today=today)}
    around = reports_between(first=today - timedelta(days=400), last=today + timedelta(days=400))
    assert now <= {(one.code, one.due_on) for one in around}


def test_reports_are_on_the_calendar_of_those_who_make_and_read_them(client):
    first, last = date(2027, 3, 1), date(2027, 3, 31)
    titles = {one.title for one in entries(UserFactory(), first, last, kind="report")}
    assert {"Báo cáo tháng, tháng 3 năm 2027: hạn gửi", "Báo cáo quý, quý I năm 2027: hạn gửi"} <= titles
    assert entries(UserFactory(officer=True), first, last, kind="report") == []
    client.force_login(UserFactory(leader=True))
    days = client.get(reverse("calendar"), {"thang": "2027-03", "kind": "report"}).context["days"]
    assert {entry.title for rows in days.values() for entry in rows} == titles


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_the_feed_has_rounds_classes_ends_of_certificates_and_reports(client):
    CalendarFeed.objects.create(user=UserFactory(), secret="s" * 43)
    round_ = prepared_round(dossiers_before=in_days(20), evaluate_before=in_days(50))
    TrainingClassFactory(name="Lớp dài", state="running", starts_on=in_days(-70), ends_on=in_days(40))
    RatingFactory(
        product=ProductFactory(name="Trà mãng cầu"), decided_on=in_days(-900), expires_on=in_days(90)
    )
    feed = client.get(reverse("calendar_feed", args=["s" * 43])).content
    events = {str(event["SUMMARY"]): event for event in Calendar.from_ical(feed).walk("VEVENT")}
    assert events[f"{round_.name}: hạn nhận hồ sơ"]["DTSTART"].dt == in_days(20)
    assert events[f"{round_.name}: hạn đánh giá xong"]["DTSTART"].dt == in_days(50)
    assert events["Lớp dài"]["DTEND"].dt == in_days(41)
    assert events["Trà mãng cầu (4 sao) hết hạn công nhận"]["DTSTART"].dt == in_days(90)
    of_reports = [event for event in events.values() if "Báo cáo đến hạn" in event["CATEGORIES"].cats]
    assert len(of_reports) == len(reports_between(first=in_days(-60), last=in_days(400)))
    assert len({event["UID"] for event in events.values()}) == len(events)


def test_a_month_asks_as_often_for_many_dates_as_for_one(client):
    client.force_login(UserFactory())

    def grow():
        for number in range(3):
            TrainingClassFactory(state="planned", starts_on=in_days(number), ends_on=in_days(number))
            RatingFactory(decided_on=in_days(-900), expires_on=in_days(number))

    grow()
    assert_same_queries(lambda: client.get(reverse("calendar")), grow=grow, at_most=20)


def test_what_a_calendar_cannot_bear_is_said(monkeypatch):
    monkeypatch.setattr(calendar_dates, "MOST", 2)
    for number in (5, 6, 7, 8):
        RatingFactory(decided_on=in_days(-900), expires_on=in_days(number))
    found = entries(UserFactory(), in_days(0), in_days(30), kind="certificate")
    assert [one.day for one in found] == [in_days(5), in_days(6), in_days(7)]
    assert found[-1].title == "Giấy chứng nhận hết hạn: còn nhiều nữa từ ngày này, hãy xem trong danh sách"
