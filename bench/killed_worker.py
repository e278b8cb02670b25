"""A worker killed (-9) in the middle of a report: `python -m bench.killed_worker [times]`.

Each time a Celery worker of its own takes the job, is killed at a random moment while it works, and another takes it up
as the clock would have it do after the silence. Fails where that is not one report, once, with the bytes its figures
give.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

from bench.throw_away import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_cantho.settings.test")
MOST_SECONDS = 300.0


def worker() -> "subprocess.Popen[bytes]":
    """A worker of the queue of reports, on the database and broker of this program."""
    from django.db import connection

    environment = os.environ | {"DATABASE_URL": _with_name(connection.settings_dict["NAME"])}
    command = [sys.executable, "-m", "celery", "-A", "ocop_cantho", "worker", "-Q", "reports", "-c", "1"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)


def _with_name(name: str) -> str:
    before, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


def kill(one: "subprocess.Popen[bytes]") -> None:
    """-9 to the worker and its child."""
    os.killpg(one.pid, signal.SIGKILL)
    one.wait()


def wait(job_id: int, *states: str) -> str:
    """The state of the job when it is one of ``states``."""
    from core.models import JobRun

    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        state = JobRun.objects.values_list("state", flat=True).get(pk=job_id)
        if state in states:
            return state
        time.sleep(0.01)
    raise SystemExit(f"job {job_id} is still {state} after {MOST_SECONDS:.0f} s")


def once(period: str) -> str:
    """One report, its worker killed; what state the job was in when the worker died."""
    from django.utils import timezone

    from core.domain.jobs import SILENCE, start_job, take_up_lost_jobs
    from core.models import JobRun
    from reports.domain.files import render_run
    from reports.models import ReportRun
    from reports.tasks import build_report
    from tests.factories.accounts import UserFactory

    asked = {"kind": "monthly", "year": 2022, "period": period}
    job = start_job(
        kind="report", key=period, title=period, actor=UserFactory(), task=build_report, arguments=asked
    )
    first = worker()
    try:
        wait(job.pk, "running", "done")
        time.sleep(random.random() * 1.5)
    finally:
        kill(first)
    died = wait(job.pk, "running", "done")
    JobRun.objects.filter(pk=job.pk).update(seen_at=timezone.now() - SILENCE - timedelta(minutes=1))
    take_up_lost_jobs()
    second = worker()
    try:
        wait(job.pk, "done")
    finally:
        kill(second)
    [run] = ReportRun.objects.filter(kind="monthly", period=period)
    if run.pdf is None or hashlib.sha256(render_run(run)).hexdigest() != run.pdf.sha256:
        raise SystemExit(f"{period}: the report is not what its figures give")
    return died


def main(times: str = "6") -> None:
    """Kill so many workers."""
    with database():
        from celery import current_app

        from tests.factories import reports as make

        current_app.conf.task_always_eager = False
        make.year_2022()
        died = [once(f"T{month:02d}") for month in range(1, int(times) + 1)]
    print(f"{len(died)} reports, killed while {died}; each there once, byte for byte")


if __name__ == "__main__":
    main(*sys.argv[1:])
