"""Telling people what they must do or asked to hear of: in the application at once, by e-mail gathered."""

from collections.abc import Iterable
from datetime import time

from django.db import transaction
from django.utils import timezone

from accounts.enums import MailFrequency, NotificationKind
from accounts.models import MailChoice, Notification, User
from core.errors import ActRefused


def notify(*, users: Iterable[User], kind: str, text: str, url: str, key: str = "") -> int:
    """Write one notification for each active user of ``users``; returns how many were written.

    Belongs to the caller's transaction: what is rolled back told nobody. With a ``key`` a person gets the
    notification once, however often the act or job is run. ``url`` is a page of this application.
    """
    now, kind = timezone.now(), NotificationKind(kind)
    people = {user.pk for user in users if user.is_active}
    rows = [
        Notification(user_id=pk, kind=kind, text=text, url=url, key=key, created_at=now)
        for pk in sorted(people)  # one order, so that two writers of the same keys do not wait for each other
    ]
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=bool(key))
    if not key:
        return len(rows)
    return Notification.objects.filter(user__in=people, key=key, created_at=now).count()


def settle(*, url: str = "", urls: Iterable[str] = (), about: str = "", user_id: int | None = None) -> int:
    """What was to be done on the page ``url``, or on all of ``urls``, is done, by whomever: it waits for
    nobody any more.

    ``about`` names one matter of several on a page, or one that was told with several pages, by how the keys of its
    notifications begin; with ``user_id`` it is done for that person alone.

    Belongs to the caller's transaction, before it tells the next person of the next thing. What only told of
    something stays as it is. Returns how many notifications were taken off people's hands.
    """
    pages = {url, *urls} - {""}
    if not pages and not about:
        return 0
    asking = (NotificationKind.TASK, NotificationKind.DEADLINE)
    rows = Notification.objects.filter(kind__in=asking, done_at=None, key__startswith=about)
    if pages:
        rows = rows.filter(url__in=pages)
    if user_id is not None:
        rows = rows.filter(user=user_id)
    return rows.update(done_at=timezone.now())


@transaction.atomic
def mark_read(*, user: User, pk: int | None = None) -> int:
    """Note that ``user`` has read its notification ``pk``, or all of them; returns how many were new."""
    rows = Notification.objects.visible_to(user).unread()
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=timezone.now())


@transaction.atomic
def mark_unread(*, user: User, pk: int) -> None:
    """Put a notification back among those to be read; one whose matter is done keeps saying so."""
    Notification.objects.visible_to(user).filter(pk=pk, done_at=None).update(read_at=None)


@transaction.atomic
def choose_mail(
    *, user: User, frequency: str, kinds: Iterable[str], quiet_from: time, quiet_to: time
) -> MailChoice:
    """Keep what ``user`` wants by e-mail. Raises ActRefused where nothing would ever be sent unsaid."""
    kinds = [kind for kind in NotificationKind.values if kind in set(kinds)]
    if frequency != MailFrequency.NEVER and not kinds:
        raise ActRefused("Hãy chọn ít nhất một loại thông báo, hoặc chọn “Không gửi thư”.")
    if quiet_from == quiet_to and frequency != MailFrequency.NEVER:
        raise ActRefused("Giờ bắt đầu và giờ kết thúc không gửi thư phải khác nhau.")
    choice, _ = MailChoice.objects.update_or_create(
        user=user,
        defaults={
            "frequency": MailFrequency(frequency),
            "kinds": kinds,
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
        },
    )
    return choice
