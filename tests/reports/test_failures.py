"""Report jobs that die or fail: taken up again with the same end, or told to the office with the reason."""

import hashlib
import os
import signal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notification
from core.domain.jobs import NO_ROOM, SILENCE, job_failed, running_job, start_job, take_up_lost_jobs
from core.models import JobRun, JobState
from reports.domain.building import build
from reports.domain.files import render_run
from reports.models import ReportRun
from reports.tasks import build_report
from tests.factories import reports as make
from tests.factories.accounts import UserFactory

WRITES = ("INSERT", "UPDATE", "DELETE")


def ask(period, actor=None):
    return start_job(
        kind="report",
        key=period,
        title=f"Lập Biểu 01, {period}",
        actor=actor,
        task=build_report,
        arguments={"kind": "bieu_01", "year": 2022, "period": period},
    )


def worker_killed_at(write, job):
    """Whether a program of its own, doing the job, was killed with -9 at its write number ``write``."""
    if (child := os.fork()) == 0:
        connection.connection = None  # the parent's; psycopg leaves it alone in another process
        connection.in_atomic_block, connection.savepoint_ids = False, []
        seen = 0

        def count(execute, sql, *rest):
            nonlocal seen
            seen += sql.startswith(WRITES)
            if seen >= write:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            build_report(job_id=job.pk, **job.arguments)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_a_job_killed_at_any_of_its_writes_is_taken_up_again_and_ends_the_same_once(monkeypatch):
    make.year_2022()
    # the job waits in the queue: nobody runs it but the program that is killed
    monkeypatch.setattr("core.domain.jobs._hand_over", lambda *given: None)
    months, killed = (f"T{number:02d}" for number in range(1, 13)), 0
    for write, month in enumerate(months, start=1):
        job = ask(month)
        if not worker_killed_at(write, job):
            break
        killed += 1
        monkeypatch.undo()
        JobRun.objects.filter(pk=job.pk).update(
            requested_at=timezone.now() - 2 * SILENCE, seen_at=timezone.now() - 2 * SILENCE
        )
        assert take_up_lost_jobs() == [job]
        job.refresh_from_db()
        run = ReportRun.objects.get(period=month)  # one, not two
        assert (job.state, job.result) == (JobState.DONE, {"page": "report", "pk": run.pk})
        assert run.pdf.sha256 == hashlib.sha256(render_run(run)).hexdigest()
        assert build(kind="bieu_01", year=2022, period=month) == run
        monkeypatch.setattr("core.domain.jobs._hand_over", lambda *given: None)
    assert killed >= 6
    assert Notification.objects.count() == 0


@pytest.mark.django_db
def test_a_build_that_fails_is_told_to_the_office_once_with_the_reason(django_capture_on_commit_callbacks):
    office, officer = UserFactory(), UserFactory(officer=True)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask("T13", actor=officer)
    told = Notification.objects.order_by("user").values_list("user", "text", "url")
    reason = "Lập Biểu 01, T13: không làm được. Không có kỳ “T13”."
    assert [(user, text[: len(reason)]) for user, text, _ in told] == [
        (office.pk, reason),
        (officer.pk, reason),
    ]
    job.refresh_from_db()
    job_failed.send(sender=JobRun, job=job)
    assert Notification.objects.count() == 2


@pytest.mark.django_db
def test_a_full_disk_is_said_as_such():
    office = UserFactory()
    job = ask("T01")
    with pytest.raises(OSError, match="No space"), running_job(job.pk):
        raise OSError(28, "No space left on device")
    assert Notification.objects.get(user=office).text.endswith(NO_ROOM)
