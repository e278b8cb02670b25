"""Reports in the background."""

from typing import Any

from celery import shared_task

from accounts.models import User
from core.domain.jobs import running_job
from reports.domain.building import build
from reports.domain.dispatching import send
from reports.domain.schedule import build_what_is_due, remind, unsent
from reports.domain.yearbook import print_yearbook


@shared_task
def build_report(*, job_id: int, **asked: Any) -> None:
    """Build the report for the person who asked; run again, it finds the version it had made."""
    with running_job(job_id) as progress:
        actor = User.objects.filter(jobs=job_id).first()
        run = build(**asked, actor=actor, step=progress.step)
        progress.result = {"page": "report", "pk": run.pk}


@shared_task
def build_yearbook(*, job_id: int, yearbook_id: int) -> None:
    """Print a yearbook; run again, it is printed again."""
    with running_job(job_id) as progress:
        actor = User.objects.filter(jobs=job_id).first()
        print_yearbook(yearbook_id=yearbook_id, actor=actor, step=progress.step)
        progress.result = {"page": "yearbook", "pk": yearbook_id}


@shared_task
def send_dispatch(*, dispatch_id: int) -> None:
    """One attempt at one mail; the hourly round tries failed ones again."""
    send(dispatch_id=dispatch_id)


@shared_task
def send_unsent() -> None:
    """Every mail that has not gone out and may be tried again."""
    for dispatch_id in unsent():
        send(dispatch_id=dispatch_id)


@shared_task
def build_due(kind: str) -> None:
    """The draft of the last closed period of ``kind``, where nobody has made it: a missed run is caught up once."""
    build_what_is_due(kind=kind, task=build_report)


@shared_task
def remind_of_due_reports() -> None:
    """Tell the office which reports have to be sent soon, or should have been."""
    remind()
