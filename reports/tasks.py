"""Reports in the background."""

from celery import shared_task

from accounts.models import User
from core.domain.jobs import running_job
from reports.domain.building import build


@shared_task
def build_report(*, job_id: int, kind: str, year: int, narrative: dict[str, str]) -> None:
    """Build the report for the person who asked; run again, it finds the version it had made."""
    with running_job(job_id) as progress:
        actor = User.objects.filter(jobs=job_id).first()
        run = build(kind=kind, year=year, actor=actor, narrative=narrative, step=progress.step)
        progress.result = {"page": "report", "pk": run.pk}
