"""Letters to one person: handed to a worker once the transaction is committed."""

from django.db import transaction
from kombu.exceptions import OperationalError


def deliver(*, subject: str, body: str, to: str) -> None:
    """Send a letter after the transaction; a page does not wait for the mail server."""
    transaction.on_commit(lambda: _hand_over(subject, body, to))


def _hand_over(subject: str, body: str, to: str) -> None:
    from accounts.tasks import send_letter  # tasks call the acts, so they come after them

    try:
        send_letter.delay(subject=subject, body=body, to=[to])
    except OperationalError:  # no broker: better now than never
        send_letter(subject=subject, body=body, to=[to])
