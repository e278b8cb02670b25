"""What the clock does that belongs to no app."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import Role, User
from core.domain import nightly


@shared_task
def report_backups() -> int:
    """Tell the office's administrators, once, how last month's backups and drills went."""
    if not settings.BACKUP_DIR:
        return 0
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    return notify(
        users=User.objects.active().filter(role=Role.OFFICE_ADMIN),
        kind=NotificationKind.RESULT,
        text=nightly.month(last).words,
        url=reverse("condition"),
        key=f"backups-{last:%Y-%m}",
    )
