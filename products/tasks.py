"""Dossiers in the background."""

import io

import pikepdf
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.domain.files import store_bytes
from core.domain.jobs import drop_results, running_job
from core.models import JobRun
from products.domain.reminders import remind
from products.domain.resuming import tidy_uploads
from products.interfaces.bundle import build_bundle
from products.models import Dossier

BUNDLE = "dossier_bundle"


@shared_task
def make_bundle(*, job_id: int, dossier_id: int) -> None:
    """Make the whole dossier one PDF for the person who asked; its older ones of the same dossier go."""
    with running_job(job_id) as progress:
        dossier = Dossier.objects.select_related(
            "product__producer__unit", "product__unit", "unit", "regime", "criteria_set"
        ).get(pk=dossier_id)
        content = build_bundle(dossier, today=timezone.localdate(), step=progress.step)
        with pikepdf.open(io.BytesIO(content)) as made:
            pages = len(made.pages)
        actor = User.objects.filter(jobs=job_id).first()
        with transaction.atomic():
            stored = store_bytes(
                content=content, name=f"ho-so-{dossier.pk}.pdf", content_type="application/pdf", actor=actor
            )
            _drop_older(job_id, dossier_id, actor)
            JobRun.objects.filter(pk=job_id).update(file=stored)
        progress.result = {"page": "dossier_bundle", "pk": dossier_id, "pages": pages}


def _drop_older(job_id: int, dossier_id: int, actor: User | None) -> None:
    """Take the files off the person's earlier jobs for the dossier: each may be as large as all its papers."""
    older = JobRun.objects.filter(kind=BUNDLE, key__startswith=f"{dossier_id}/", requested_by=actor)
    drop_results(older.exclude(pk=job_id))


@shared_task
def send_reminders() -> int:
    """Each morning: deadlines near or past; said once however often it runs."""
    return remind(today=timezone.localdate())


@shared_task
def tidy_partial_uploads() -> int:
    """Each night: large files nobody went on sending."""
    return tidy_uploads()
