"""Imports in the background."""

from celery import shared_task

from accounts.models import User
from core.domain.jobs import running_job
from exchange.domain.imports import apply_import
from exchange.models import ImportRun, ImportState


@shared_task
def import_file(*, job_id: int, run_id: int, promised: dict[str, str]) -> None:
    """Write an import for the person who asked; run again after it was written, it changes nothing."""
    with running_job(job_id) as progress:
        progress.step(1, 3)
        actor = User.objects.get(jobs=job_id)
        if not ImportRun.objects.filter(pk=run_id, state=ImportState.APPLIED, job=job_id).exists():
            apply_import(run_id=run_id, actor=actor, promised=promised)
        progress.step(3, 3)
        progress.result = {"page": "import_run", "pk": run_id}
