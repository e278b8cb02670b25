"""What the clock does for the house itself."""

from celery import shared_task

from core.domain import nightly
from core.domain.jobs import take_up_lost_jobs


@shared_task
def nightly_backup() -> str:
    """See `core.domain.nightly`; does nothing where no folder for backups is set."""
    return str(nightly.nightly_backup() or "")


@shared_task
def weekly_drill() -> bool:
    return nightly.weekly_drill()


@shared_task
def look_after_jobs() -> None:
    """Work whose worker died is taken up again."""
    take_up_lost_jobs()
