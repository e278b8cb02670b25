"""What the clock does for accounts."""

from celery import shared_task

from accounts.domain.digests import send_digests


@shared_task
def send_notification_letters() -> int:
    """Gather unread notifications into letters; run again or beside itself, it sends none twice."""
    return send_digests()
