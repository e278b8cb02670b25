"""What the clock does for accounts."""

from smtplib import SMTPException

from celery import shared_task
from django.core.mail import EmailMessage
from django.core.management import call_command

from accounts.domain import sessions
from accounts.domain.digests import send_digests


@shared_task
def send_notification_letters() -> int:
    """Gather unread notifications into letters; run again or beside itself, it sends none twice."""
    return send_digests()


@shared_task
def tidy_sessions() -> int:
    """Forget sessions that have run out."""
    call_command("clearsessions")
    return sessions.tidy_sessions()


@shared_task(autoretry_for=(SMTPException, ConnectionError, TimeoutError), retry_backoff=30, max_retries=5)
def send_letter(*, subject: str, body: str, to: list[str]) -> None:
    """One letter; tried again while the mail server does not answer."""
    EmailMessage(subject=subject, body=body, to=to).send()
