"""Long work: one row however often it is asked for, and its page."""

import errno
from datetime import date

import pytest
from celery import shared_task
from celery.exceptions import Ignore
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.domain.jobs import (
    LOST,
    MOST_ATTEMPTS,
    NO_BROKER,
    NO_ROOM,
    SILENCE,
    UNEXPECTED,
    cancel_job,
    running_job,
    start_job,
    take_up_lost_jobs,
)
from core.errors import ActRefused
from core.models import JobRun, JobState, SpecialDay
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@shared_task
def count_sheep(*, job_id, flock):
    with running_job(job_id) as progress:
        if flock == "none":
            raise ActRefused("Không có cừu. Hãy nhập đàn cừu trước.")
        progress.step(len(flock), 10)
        progress.result = {"counted": 10 // len(flock)}


@shared_task
def fill_the_disk(*, job_id):
    with running_job(job_id), transaction.atomic():
        SpecialDay.objects.create(day=date(2026, 12, 1), name="Nửa chừng")
        raise OSError(errno.ENOSPC, "No space left on device")


@shared_task
def no_broker(*, job_id):
    raise OperationalError


def ask(actor, *, key="đàn 1", flock="mười con", task=count_sheep):
    arguments = {"flock": flock} if task is count_sheep else {}
    return start_job(kind="sheep", key=key, title="Đếm cừu", actor=actor, task=task, arguments=arguments)


def run(callbacks, **what):
    with callbacks(execute=True):
        job = ask(UserFactory(), **what)
    job.refresh_from_db()
    return job


def test_work_is_done_once_the_transaction_is_committed(django_capture_on_commit_callbacks):
    job = run(django_capture_on_commit_callbacks)
    assert (job.state, job.processed, job.total, job.percent) == (JobState.DONE, 8, 10, 100)
    assert job.result == {"counted": 1}
    assert job.started_at <= job.finished_at


def test_a_refusal_is_the_persons_to_read(django_capture_on_commit_callbacks):
    job = run(django_capture_on_commit_callbacks, flock="none")
    assert (job.state, job.message) == (JobState.FAILED, "Không có cừu. Hãy nhập đàn cừu trước.")


def test_an_unexpected_error_is_said_in_general_words(django_capture_on_commit_callbacks):
    actor = UserFactory()
    with pytest.raises(ZeroDivisionError), django_capture_on_commit_callbacks(execute=True):
        job = ask(actor, flock="")
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, UNEXPECTED)


def test_what_was_done_before_the_disk_was_full_is_undone_and_the_disk_named(
    django_capture_on_commit_callbacks,
):
    with pytest.raises(OSError, match="No space"):
        run(django_capture_on_commit_callbacks, task=fill_the_disk)
    job = JobRun.objects.get()
    assert (job.state, job.message) == (JobState.FAILED, NO_ROOM)
    assert not SpecialDay.objects.exists()


def test_without_a_broker_the_job_says_so(django_capture_on_commit_callbacks):
    job = run(django_capture_on_commit_callbacks, task=no_broker)
    assert (job.state, job.message) == (JobState.FAILED, NO_BROKER)


def test_asked_for_twice_it_is_the_same_work_until_it_is_over():
    actor = UserFactory()
    first = ask(actor)
    assert ask(UserFactory()) == first
    assert ask(actor, key="đàn 2") != first
    JobRun.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert ask(actor) != first


def test_the_page_asks_again_until_the_work_is_over(client):
    job = ask(UserFactory())
    address = reverse("job", args=[job.pk])
    client.force_login(job.requested_by)
    assert "every 1s" in client.get(address).content.decode()
    JobRun.objects.filter(pk=job.pk).update(state=JobState.FAILED, message="Không có cừu.")
    page = client.get(address).content.decode()
    assert "Không có cừu." in page
    assert "every 1s" not in page


def test_the_page_goes_on_to_the_result(client):
    job = ask(UserFactory())
    target = reverse("job", args=[job.pk])
    JobRun.objects.filter(pk=job.pk).update(state=JobState.DONE, result={"page": "job", "pk": job.pk})
    client.force_login(job.requested_by)
    assert client.get(target).headers["Location"] == target
    assert client.get(target, headers={"HX-Request": "true"}).headers["HX-Redirect"] == target


def test_others_do_not_see_what_somebody_asked_for(client):
    job = ask(UserFactory(officer=True))
    client.force_login(UserFactory(officer=True))
    assert client.get(reverse("job", args=[job.pk])).status_code == 404


def test_work_is_cancelled_at_its_next_step_and_not_twice(client):
    job = ask(UserFactory())
    client.force_login(job.requested_by)
    assert "Hủy việc này" in client.get(reverse("job", args=[job.pk])).content.decode()
    with running_job(job.pk) as progress:
        client.post(reverse("job_cancel", args=[job.pk]))
        progress.step(1, 10)
        raise AssertionError("the step should have stopped the work")
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.CANCELLED, f"{job.requested_by.name} đã hủy việc này.")
    with pytest.raises(ActRefused, match="đã kết thúc"):
        cancel_job(job_id=job.pk, actor=job.requested_by)


def test_two_workers_do_not_do_the_same_work():
    job = ask(UserFactory())
    with running_job(job.pk), pytest.raises(Ignore), running_job(job.pk):
        raise AssertionError("the second worker should have left it alone")


def test_work_of_a_dead_worker_is_taken_up_again_until_it_has_died_too_often(
    django_capture_on_commit_callbacks,
):
    job = ask(UserFactory())
    long_ago = timezone.now() - 2 * SILENCE
    JobRun.objects.filter(pk=job.pk).update(state=JobState.RUNNING, seen_at=long_ago, attempts=1)
    assert take_up_lost_jobs() == [job]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (JobState.DONE, 2, {"counted": 1})
    assert take_up_lost_jobs() == []
    lost = ask(UserFactory(), key="đàn 3")
    JobRun.objects.filter(pk=lost.pk).update(state=JobState.RUNNING, seen_at=long_ago, attempts=MOST_ATTEMPTS)
    assert take_up_lost_jobs() == []
    lost.refresh_from_db()
    assert (lost.state, lost.message) == (JobState.FAILED, LOST)
