"""What the clock does that belongs to no app."""

from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.domain.looks import record_look
from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import Role, User
from core.domain import nightly
from core.domain.jobs import running_job
from ocop_cantho.personal import copies
from ocop_cantho.personal.kinds import kind_of


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


@shared_task
def make_personal_copy(*, job_id: int, word: str, pk: int, reader_id: int) -> None:
    """Gather what names a person into one file for who asked."""
    with running_job(job_id) as progress:
        kind, reader = kind_of(word), User.objects.get(pk=reader_id)
        content = copies.build_copy(kind=kind, row=kind.rows().get(pk=pk), reader=reader)
        copies.keep_copy(job_id=job_id, kind=kind, pk=pk, content=content, reader=reader)
        progress.result = {"page": "personal_copy", "pk": job_id}


@shared_task
def tidy_personal_copies() -> int:
    """Copies of people's data are let go after a week."""
    return copies.tidy_copies()


@shared_task
def note_personal_view(*, viewer_id: int, page: str, at: str, model: str = "", pk: int | None = None) -> None:
    """Put on record that somebody looked at a person's data; reading itself writes nothing."""
    record_look(viewer_id=viewer_id, page=page, at=datetime.fromisoformat(at), model=model, pk=pk)
