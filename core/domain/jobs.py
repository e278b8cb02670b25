"""Long work: a row that pages poll, and a Celery task that fills it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import Task, current_app
from celery.exceptions import Ignore
from django.db import IntegrityError, models, transaction
from django.db import OperationalError as DatabaseError
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.dispatch import Signal
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.errors import ActRefused
from core.models import JobRun, JobState, StoredFile

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
# a worker that has not been heard of for so long is dead
SILENCE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
NO_BROKER = (
    "Máy chủ việc nền không nhận việc. Hãy thử lại sau ít phút; nếu vẫn vậy, báo người quản trị hệ thống."
)
UNEXPECTED = (
    "Có lỗi ngoài dự kiến, chưa có gì thay đổi. Hãy thử lại; nếu vẫn lỗi, báo người quản trị hệ thống."
)
NO_ROOM = "Máy chủ hết chỗ lưu tệp nên việc dừng lại, chưa có gì thay đổi. Hãy báo người quản trị hệ thống."
NO_MEMORY = "Máy chủ thiếu bộ nhớ nên việc dừng lại. Hãy thử lại khi ít việc hơn, hoặc chọn ít dữ liệu hơn."
NO_DATABASE = "Cơ sở dữ liệu không trả lời kịp nên việc dừng lại. Hãy thử lại sau ít phút."
LOST = (
    f"Việc đã chạy {MOST_ATTEMPTS} lần đều bị ngắt giữa chừng (máy chủ khởi động lại hoặc thiếu bộ nhớ). "
    "Hãy thử lại; nếu vẫn lỗi, báo người quản trị hệ thống."
)

# sent with ``job`` when work has failed for good; apps above tell the people concerned
job_failed = Signal()


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
                job = JobRun.objects.create(
                    kind=kind,
                    key=key,
                    title=title,
                    requested_by=actor,
                    task=task.name,
                    arguments=arguments,
                )
        except IntegrityError:  # asked for twice in the same moment
            return unfinished.get()
        transaction.on_commit(lambda: _hand_over(job, task, arguments))
        return job


def _hand_over(job: JobRun, task: Task, arguments: dict[str, Any]) -> None:
    try:
        task.delay(job_id=job.pk, **arguments)
    except OperationalError:
        _finish(job.pk, JobState.FAILED, message=NO_BROKER)


class JobCancelled(Exception):
    """Somebody stopped the work; raised at its next step, so that nothing half done is kept."""


class Progress:
    """How far a running job is."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.result: dict[str, Any] = {}

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total`` is behind us; seen at once by whoever polls. Raises JobCancelled when stopped."""
        rows = JobRun.objects.filter(pk=self.job_id, state=JobState.RUNNING)
        if not rows.update(processed=done, total=total, seen_at=timezone.now()):
            raise JobCancelled


@contextmanager
def running_job(job_id: int) -> Iterator[Progress]:
    """Takes the job, then marks it done with what was put in ``progress.result``, or failed with why.

    A refusal is the person's to read; anything else is said in general words and raised again. A job that another
    worker is at, or that is over, is left alone: Celery is told to drop the message.
    """
    if not _taken(job_id):
        raise Ignore
    progress = Progress(job_id)
    try:
        yield progress
    except ActRefused as refusal:
        _finish(job_id, JobState.FAILED, message=str(refusal))
    except JobCancelled:
        pass  # its row says so already
    except Exception as problem:
        _finish(job_id, JobState.FAILED, message=_reason(problem))
        raise
    else:
        _finish(job_id, JobState.DONE, result=progress.result)


def _reason(problem: Exception) -> str:
    """Why the work stopped, in words for who asked for it; the details are in the log."""
    match problem:
        case MemoryError():
            return NO_MEMORY
        case OSError(errno=errno.ENOSPC):
            return NO_ROOM
        case DatabaseError():
            return NO_DATABASE
    return UNEXPECTED


def _taken(job_id: int) -> bool:
    """Make the job this worker's: it waits, or its worker has given no sign of life for long."""
    now = timezone.now()
    free = models.Q(state=JobState.WAITING) | models.Q(state=JobState.RUNNING, seen_at__lt=now - SILENCE)
    rows = JobRun.objects.filter(free, pk=job_id)
    changed = rows.update(
        state=JobState.RUNNING,
        started_at=Coalesce("started_at", Value(now)),
        seen_at=now,
        attempts=models.F("attempts") + 1,
    )
    return bool(changed)


def _finish(job_id: int, state: JobState, **what: Any) -> None:
    """The end of a job that is still this worker's to end."""
    rows = JobRun.objects.filter(pk=job_id, state__in=UNFINISHED)
    changed = rows.update(state=state, finished_at=timezone.now(), **what)
    if changed and state == JobState.FAILED:
        job_failed.send(sender=JobRun, job=JobRun.objects.get(pk=job_id))


def cancel_job(*, job_id: int, actor: Any) -> JobRun:
    """Stop work that is not over; a running one ends at its next step. Raises ActRefused when it is over."""
    rows = JobRun.objects.filter(pk=job_id, state__in=UNFINISHED)
    message = f"{actor.name} đã hủy việc này."
    changed = rows.update(state=JobState.CANCELLED, finished_at=timezone.now(), message=message)
    job = JobRun.objects.get(pk=job_id)
    if not changed:
        raise ActRefused(f"Việc này đã kết thúc ({job.get_state_display().lower()}), không hủy được nữa.")
    return job


@transaction.atomic
def drop_results(jobs: models.QuerySet[JobRun]) -> int:
    """Take the files off ``jobs`` and delete them, for what they hold is made anew when asked for; returns how many."""
    files = list(StoredFile.objects.filter(pk__in=jobs.exclude(file=None).order_by().values("file")))
    jobs.update(file=None)
    for stored in files:
        storage, key = stored.content.storage, str(stored.content.name)
        stored.delete()
        transaction.on_commit(lambda storage=storage, key=key: storage.delete(key))
    return len(files)


def take_up_lost_jobs() -> list[JobRun]:
    """Hand over again what waits too long or whose worker died; after MOST_ATTEMPTS it fails with the reason."""
    now = timezone.now()
    lost = JobRun.objects.filter(
        models.Q(state=JobState.RUNNING, seen_at__lt=now - SILENCE)
        | models.Q(state=JobState.WAITING, requested_at__lt=now - SILENCE, seen_at__isnull=True)
        | models.Q(state=JobState.WAITING, seen_at__lt=now - SILENCE),
    ).exclude(task="")
    found = []
    for job in lost.order_by("pk"):
        if job.attempts >= MOST_ATTEMPTS:
            _finish(job.pk, JobState.FAILED, message=LOST)
            continue
        JobRun.objects.filter(pk=job.pk).update(state=JobState.WAITING, seen_at=now)
        _hand_over(job, current_app.tasks[job.task], job.arguments)
        found.append(job)
    return found
