"""Due days and schedules: drafts that make themselves, reminders, mails that wait."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from celery import Task
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, User
from core.domain.jobs import start_job
from core.models import JobRun
from reports.domain.building import Asked, asked_for, digest
from reports.domain.dispatching import MOST_ATTEMPTS, OPEN
from reports.domain.kinds import KINDS
from reports.domain.kinds.declaration import Kind
from reports.domain.periods import CODES, Period, last_closed, period, year_of
from reports.domain.settings import declared, setting_of
from reports.enums import ReportRunState, Rhythm
from reports.models import ReportDispatch, ReportRun, ReportSetting

ZONE = "Asia/Ho_Chi_Minh"
RHYTHMS = (Rhythm.MONTH, Rhythm.QUARTER, Rhythm.HALF, Rhythm.YEAR)


@dataclass(frozen=True)
class Due:
    """A periodic report of one period: when it has to go out, and how far it is."""

    code: str
    label: str
    period: Period
    due_on: date
    remind_from: date
    run: ReportRun | None

    @property
    def is_late(self) -> bool:
        return timezone.localdate() > self.due_on

    @property
    def state(self) -> str:
        return self.run.get_state_display() if self.run else "Chưa lập"


def due_reports(*, today: date | None = None) -> list[Due]:
    """The last closed period of every periodic kind not yet issued for it, the most urgent first; three queries."""
    day = today or timezone.localdate()
    wanted = []
    for code, kind, setting in _periodic():
        closed = last_closed(rhythm=kind.rhythm, today=day, cutoff=setting.cutoff)
        if closed is not None:
            wanted.append((code, closed, setting))
    return _not_issued(wanted)


def reports_between(*, first: date, last: date) -> list[Due]:
    """Every periodic report that has to go out from ``first`` to ``last``, of periods to come too; two queries.

    Those already issued are left out.
    """
    wanted = [
        (code, one, setting)
        for code, kind, setting in _periodic()
        for year in range(first.year - 1, last.year + 1)
        for one in (period(part, year=year, cutoff=setting.cutoff) for part in CODES[Rhythm(kind.rhythm)])
        if first <= one.last + timedelta(days=setting.due_days) <= last
    ]
    return _not_issued(wanted)


def _periodic() -> list[tuple[str, Kind, ReportSetting]]:
    settings = {one.kind: one for one in ReportSetting.objects.all()}
    return [
        (code, kind, settings.get(code) or declared(code))
        for code, kind in KINDS.items()
        if kind.rhythm in RHYTHMS
    ]


def _not_issued(wanted: list[tuple[str, Period, ReportSetting]]) -> list[Due]:
    runs = {
        (run.kind, run.year, run.period): run
        for run in ReportRun.objects.filter(kind__in={code for code, *_ in wanted}, scope="")
        .latest()
        .defer("snapshot")
    }
    found = []
    for code, closed, setting in wanted:
        run = runs.get((code, year_of(closed), closed.code))
        if run is None or run.state != ReportRunState.ISSUED:
            due = closed.last + timedelta(days=setting.due_days)
            start = due - timedelta(days=setting.remind_days)
            found.append(Due(code, KINDS[code].label, closed, due, start, run))
    return sorted(found, key=lambda one: one.due_on)


def build_what_is_due(*, kind: str, task: Task, today: date | None = None) -> JobRun | None:
    """Start the draft of the last closed period unless somebody has made it or the office switched it off.

    Asked for twice, by two beats or after an outage, it is one job and one draft.
    """
    setting = setting_of(kind)
    day = today or timezone.localdate()
    closed = last_closed(rhythm=KINDS[kind].rhythm, today=day, cutoff=setting.cutoff)
    if not setting.builds_itself or closed is None:
        return None
    asked = asked_for(kind=kind, year=year_of(closed), period=closed.code)
    if asked.versions().exists():
        return None
    return start_building(asked, actor=None, task=task)


def start_building(asked: Asked, *, actor, task: Task, narrative=None, reason: str = "") -> JobRun:  # type: ignore[no-untyped-def]
    """The job that builds what was asked for; the same request twice is the same job."""
    arguments = {
        "kind": asked.kind.code,
        "year": asked.year,
        "period": asked.period.code,
        "units": list(asked.units),
        "sections": list(asked.sections),
        "narrative": narrative,
        "reason": reason,
    }
    key = f"{asked.kind.code}/{asked.year}/{asked.period.code}/{asked.scope}/{digest(narrative or {})}"
    return start_job(
        kind="report",
        key=key[:200],
        title=f"Lập {asked.kind.label[0].lower()}{asked.kind.label[1:]}, {asked.period.label}",
        actor=actor,
        task=task,
        arguments=arguments,
    )


def unsent() -> list[int]:
    """Mails to be tried: waiting, or failed fewer times than we try."""
    rows = ReportDispatch.objects.filter(state__in=OPEN).order_by("pk")
    return [row.pk for row in rows if row.attempts < MOST_ATTEMPTS]


def remind(*, today: date | None = None) -> int:
    """Tell the office once that a report has to go out soon, once that it is late; how many notices were new."""
    day = today or timezone.localdate()
    office = list(User.objects.active().filter(role__in=OFFICE_ROLES))
    told = 0
    for one in due_reports(today=day):
        if day < one.remind_from:
            continue
        late = day > one.due_on
        said = "đã quá hạn gửi" if late else "cần gửi trước hoặc trong ngày"
        told += notify(
            users=office,
            kind=NotificationKind.DEADLINE,
            text=f"{one.label}, {one.period.label}: {said} {one.due_on:%d/%m/%Y} ({one.state.lower()}).",
            url=reverse("report", args=[one.run.pk]) if one.run else reverse("report_list"),
            key=f"report-due/{one.code}/{one.period.last:%Y%m%d}/{'late' if late else 'soon'}",
        )
    return told


# name: task, arguments, and when as minute, hour, day of the month, month
SCHEDULES = {
    "Báo cáo tháng: tự lập dự thảo": ("reports.tasks.build_due", ["monthly"], ("0", "5", "*", "*")),
    "Báo cáo quý: tự lập dự thảo": ("reports.tasks.build_due", ["quarterly"], ("10", "5", "*", "*")),
    "Báo cáo 6 tháng: tự lập dự thảo": ("reports.tasks.build_due", ["six_month"], ("20", "5", "*", "*")),
    "Báo cáo năm: tự lập dự thảo": ("reports.tasks.build_due", ["annual"], ("30", "5", "*", "*")),
    "Báo cáo: nhắc hạn gửi": ("reports.tasks.remind_of_due_reports", [], ("0", "7", "*", "*")),
    "Báo cáo: gửi lại thư chưa đi": ("reports.tasks.send_unsent", [], ("15", "*", "*", "*")),
    "Việc nền: tiếp tục việc bị ngắt": ("core.tasks.look_after_jobs", [], ("*/5", "*", "*", "*")),
}


def ensure_schedules() -> None:
    """A row of django-celery-beat for each, made once; what the office changed or switched off stays.

    Drafts are looked after every day: the first run after the period's end makes one, the others find it.
    """
    known = set(PeriodicTask.objects.filter(name__in=SCHEDULES).values_list("name", flat=True))
    for name, (task, arguments, (minute, hour, day, month)) in SCHEDULES.items():
        if name not in known:
            when, _ = CrontabSchedule.objects.get_or_create(
                minute=minute, hour=hour, day_of_month=day, month_of_year=month, timezone=ZONE
            )
            PeriodicTask.objects.create(name=name, task=task, args=json.dumps(arguments), crontab=when)
