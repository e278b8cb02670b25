"""Long and daily work of the evaluation, in the background."""

from celery import shared_task

from core.domain.files import store_bytes
from core.domain.jobs import running_job
from core.errors import ActRefused
from core.models import JobRun
from evaluations.domain.expiry import send_todays_notices
from evaluations.interfaces.papers.bundles import BUNDLES
from evaluations.models import Round


@shared_task
def print_bundle(*, job_id: int, round_id: int, bundle: str) -> None:
    """Print a bundle of a round and keep it with the job; run again, the job has the newer file."""
    with running_job(job_id) as progress:
        round_ = Round.objects.get(pk=round_id)
        content: bytes | None = None
        for done, total, made in BUNDLES[bundle].pieces(round_):
            progress.step(done, total)
            content = made or content
        if not content:
            raise ActRefused("Không có gì để in: đợt chưa có phiếu hoặc giấy thuộc loại này.")
        stored = store_bytes(content=content, name=f"{bundle}-{round_id}.pdf", content_type="application/pdf")
        JobRun.objects.filter(pk=job_id).update(file=stored)
        progress.result = {"page": "round_papers", "pk": round_id}


@shared_task
def tell_of_ends() -> int:
    """Every morning: the notices of certificates that end soon; repeated, it does nothing."""
    return send_todays_notices()
