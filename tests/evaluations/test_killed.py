"""Work of the background that dies at any of its writes: run again, it ends as if it had run once."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.domain.digests import send_digests
from accounts.domain.following import follow
from accounts.models import Notification
from core.domain.jobs import SILENCE, start_job, take_up_lost_jobs
from core.models import Counter, JobRun, JobState
from evaluations.domain import decisions, expiry, tallies
from evaluations.models import Certificate, Decision, ExpiryNotice
from evaluations.tasks import print_bundle
from products.models import Rating
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import GOOD, certificate, scored_entry
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import RatingFactory

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = ("INSERT", "UPDATE", "DELETE")


class Killed(BaseException):
    """Nothing catches it, as nothing survives -9: what was not committed is rolled back."""


def killed_at(write, act):
    """Whether ``act`` died at its write number ``write``."""
    seen = 0

    def count(execute, sql, *rest):
        nonlocal seen
        seen += sql.startswith(WRITES)
        if seen == write:
            raise Killed
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(count):
            act()
    except Killed:
        return True
    return False


def test_a_print_killed_at_any_write_is_taken_up_again_with_the_same_file(monkeypatch):
    made = certificate()
    given = {"round_id": made.decision.round_id, "bundle": "giay-chung-nhan"}
    # the job waits in the queue: nobody runs it but the worker that is killed
    monkeypatch.setattr("core.domain.jobs._hand_over", lambda *queued: None)
    digests, killed = set(), 0
    for write in range(1, 20):
        job = start_job(
            kind="in-dot", key=f"lan-{write}", title="In", actor=None, task=print_bundle, arguments=given
        )
        died = killed_at(write, lambda job=job: print_bundle(job_id=job.pk, **given))
        if died:
            killed += 1
            long_ago = timezone.now() - 2 * SILENCE
            JobRun.objects.filter(pk=job.pk).update(requested_at=long_ago, seen_at=long_ago)
            monkeypatch.undo()
            assert take_up_lost_jobs() == [job]
            monkeypatch.setattr("core.domain.jobs._hand_over", lambda *queued: None)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        digests.add(job.file.sha256)
        if not died:
            break
    assert (killed >= 4, len(digests)) == (True, 1)
    assert (Certificate.objects.count(), Notification.objects.filter(kind="task").count()) == (1, 0)


def test_a_decision_killed_at_any_write_recognises_and_tells_once_and_so_do_its_letters():
    entry = scored_entry(GOOD, GOOD, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    account = ProducerAccountFactory(producer=entry.dossier.product.producer).user
    follower = UserFactory()
    follow(user=follower, thing=entry.dossier.product)
    given = {
        "round_id": entry.round_id,
        "number": "7/QĐ-UBND",
        "signed_on": timezone.localdate(),
        "signer": "Nguyễn Văn Ký",
        "signer_position": "Phó Chủ tịch",
        "actor": UserFactory(),
    }
    decisions.decide(entry_id=entry.pk, stars=4, actor=given["actor"])
    results = Notification.objects.filter(key__startswith="ket-qua-")
    killed = 0
    while killed_at(killed + 1, lambda: decisions.issue_decision(**given)):
        killed += 1
        left = Decision, Rating, Certificate, Counter.objects.filter(register="giay-chung-nhan"), results
        assert [getattr(rows, "objects", rows).count() for rows in left] == [0] * 5
    assert killed >= 10
    [made] = Certificate.objects.all()
    assert made.number == f"0001/{made.issued_on.year}/GCN-OCOP-CT"
    assert sorted(results.values_list("user", flat=True)) == sorted([account.pk, follower.pk])
    Notification.objects.exclude(pk__in=results).delete()
    morning = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(9)))
    died = 0
    while killed_at(died + 1, lambda: send_digests(now=morning)):
        died += 1
    assert died >= 3
    assert send_digests(now=morning) == 0
    letters = sorted((letter.to, made.rating.product.name in letter.body) for letter in mail.outbox)
    assert letters == sorted([([account.email], True), ([follower.email], True)])


def test_notices_of_ends_killed_at_any_write_are_given_once():
    today = timezone.localdate()
    ratings = [RatingFactory(expires_on=today + timedelta(days=150 + place)) for place in (0, 0)]
    for rating in ratings:
        ProducerAccountFactory(producer=rating.product.producer)
    UserFactory()
    killed = 0
    while killed_at(killed + 1, lambda: expiry.send_notices(today=today)):
        killed += 1
        assert killed < 40
    assert killed >= 4
    assert expiry.send_notices(today=today) == 0
    told = ExpiryNotice.objects.filter(threshold=150).values_list("rating", flat=True)
    assert sorted(told) == sorted(Rating.objects.values_list("pk", flat=True))
    for rating in ratings:
        account = rating.product.producer.accounts.get().user
        assert Notification.objects.filter(user=account).count() == 1
