"""Letters that gather what somebody has not read: at most one a slot of time, outside its quiet hours, never twice.

A letter is claimed in the database before it is handed to the mail server. A worker that dies in between leaves
it claimed: it is not sent again, and what it told stands unread in the application.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import DigestState, MailFrequency, NotificationKind
from accounts.models import Digest, MailChoice, Notification, User

MORNING = time(7)  # before this no daily letter goes out, quiet hours or not
RECENT = timedelta(days=7)  # what was left unread longer than this is not news
ATTEMPTS = 5
SHOWN = 30


def is_quiet(at: time, start: time, end: time) -> bool:
    """Whether ``at`` lies in the hours from ``start`` to ``end``, which may go over midnight."""
    return start <= at < end if start <= end else at >= start or at < end


def slot_of(choice: MailChoice, now: datetime) -> str | None:
    """The slot a letter sent ``now`` belongs to; None where the person wants none at this hour."""
    local = timezone.localtime(now)
    if choice.frequency == MailFrequency.NEVER or is_quiet(local.time(), choice.quiet_from, choice.quiet_to):
        return None
    if choice.frequency == MailFrequency.HOURLY:
        return f"{local:%Y-%m-%dT%H}"
    return f"{local:%Y-%m-%d}" if local.time() >= MORNING else None


def _waiting(now: datetime) -> QuerySet[Notification]:
    """What no letter has told yet and nobody has read."""
    untold = Q(digest=None) | Q(digest__state=DigestState.FAILED)
    return Notification.objects.unread().filter(untold, created_at__gte=now - RECENT)


def send_digests(*, now: datetime | None = None) -> int:
    """Send every letter that is due; returns how many were sent. Run again, it sends none of them twice."""
    now = now or timezone.now()
    people = User.objects.active().filter(pk__in=_waiting(now).values("user")).order_by("pk")
    sent = 0
    with get_connection() as connection:
        for user in people.select_related("mail_choice").iterator(chunk_size=500):
            choice = getattr(user, "mail_choice", None) or MailChoice(user=user)
            if (slot := slot_of(choice, now)) and (digest := _claim(user, choice, slot, now)):
                sent += _send(digest, connection)
    return sent


@transaction.atomic
def _claim(user: User, choice: MailChoice, slot: str, now: datetime) -> Digest | None:
    """The letter of this slot, claimed for sending; None where another run has it or nothing is to be told.

    Locks the letter's row; a second run waits for it, and then sees that it is taken.
    """
    rows = _waiting(now).filter(user=user, kind__in=choice.kinds)
    if not rows.exists():
        return None
    digest, is_new = Digest.objects.get_or_create(user=user, slot=slot, defaults={"made_at": now})
    if not is_new:
        digest = Digest.objects.select_for_update(no_key=True).get(pk=digest.pk)
        if digest.state != DigestState.FAILED or digest.attempts >= ATTEMPTS:
            return None
        digest.state, digest.attempts = DigestState.CLAIMED, digest.attempts + 1
        digest.save()
    keys = list(rows.values_list("pk", flat=True))
    Notification.objects.filter(pk__in=keys).update(digest=digest)
    return digest


def _send(digest: Digest, connection: Any) -> int:
    letter = compose(digest)
    letter.connection = connection
    try:
        letter.send()
    except OSError as error:  # smtplib's exceptions are OSErrors: the server refused, or was not there
        digest.state, digest.error = DigestState.FAILED, str(error)[:500]
        digest.save()
        return 0
    digest.state, digest.error, digest.sent_at = DigestState.SENT, "", timezone.now()
    digest.save()
    return 1


def compose(digest: Digest) -> EmailMessage:
    """The letter: what is to be done first, each line with its page."""
    order = {kind: place for place, kind in enumerate(NotificationKind.values)}
    rows = sorted(digest.notifications.order_by("pk"), key=lambda row: order[row.kind])
    to_do = sum(row.kind in {NotificationKind.TASK, NotificationKind.DEADLINE} for row in rows)
    subject = f"{to_do} việc chờ bạn" if to_do else f"{len(rows)} thông báo mới"
    context = {
        "user": digest.user,
        "rows": rows[:SHOWN],
        "others": len(rows) - len(rows[:SHOWN]),
        "base": settings.PUBLIC_BASE_URL.rstrip("/"),
    }
    return EmailMessage(
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{subject}",
        body=render_to_string("account/email/digest.txt", context),
        to=[digest.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
