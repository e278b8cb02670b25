"""Reports and yearbooks that could not be made: the office hears of it, the nightly drafts included."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, User
from core.models import JobRun

WATCHED = ("report", "yearbook")


def tell_of_failure(*, job: JobRun, **_: Any) -> None:
    """Tell the office and who asked, once a job, what was not made and why."""
    if job.kind not in WATCHED:
        return
    people = User.objects.active().filter(Q(role__in=OFFICE_ROLES) | Q(pk=job.requested_by_id))
    notify(
        users=people,
        kind=NotificationKind.RESULT,
        text=f"{job.title}: không làm được. {job.message}",
        url=reverse("job", args=[job.pk]),
        key=f"job-failed/{job.pk}",
    )
