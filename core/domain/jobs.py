"""Long work: a row that pages poll, and a Celery task that fills it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Task
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.errors import ActRefused
from core.models import JobRun, JobState

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
NO_BROKER = (
    "Máy chủ việc nền không nhận việc. Hãy thử lại sau ít phút; nếu vẫn vậy, báo người quản trị hệ thống."
)
UNEXPECTED = (
    "Có lỗi ngoài dự kiến, chưa có gì thay đổi. Hãy thử lại; nếu vẫn lỗi, báo người quản trị hệ thống."
)


def start_job(
    *, kind: str, key: str, title: str, actor: Any, task: Task, arguments: dict[str, Any]
) -> JobRun:
    """The job for ``kind`` and ``key``: the one waiting or running, or a new one given to ``task``.

    ``task`` is called with ``job_id`` and ``arguments`` once the transaction is committed.
    """
    with transaction.atomic():
        unfinished = JobRun.objects.filter(kind=kind, key=key, state__in=UNFINISHED)
        if (running := unfinished.first()) is not None:
            return running
        try:
            with transaction.atomic():
                job = JobRun.objects.create(kind=kind, key=key, title=title, requested_by=actor)
        except IntegrityError:  # asked for twice in the same moment
            return unfinished.get()
        transaction.on_commit(lambda: _hand_over(job, task, arguments))
        return job


def _hand_over(job: JobRun, task: Task, arguments: dict[str, Any]) -> None:
    try:
        task.delay(job_id=job.pk, **arguments)
    except OperationalError:
        _finish(job.pk, JobState.FAILED, message=NO_BROKER)


class Progress:
    """How far a running job is."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.result: dict[str, Any] = {}

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total`` is behind us; seen at once by whoever polls."""
        JobRun.objects.filter(pk=self.job_id).update(processed=done, total=total)


@contextmanager
def running_job(job_id: int) -> Iterator[Progress]:
    """Marks the job as running, then done with what was put in ``progress.result``, or failed with why.

    A refusal is the person's to read; anything else is said in general words and raised again.
    """
    JobRun.objects.filter(pk=job_id).update(state=JobState.RUNNING, started_at=timezone.now())
    progress = Progress(job_id)
    try:
        yield progress
    except ActRefused as refusal:
        _finish(job_id, JobState.FAILED, message=str(refusal))
    except Exception:
        _finish(job_id, JobState.FAILED, message=UNEXPECTED)
        raise
    else:
        _finish(job_id, JobState.DONE, result=progress.result)


def _finish(job_id: int, state: JobState, **what: Any) -> None:
    JobRun.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), **what)
