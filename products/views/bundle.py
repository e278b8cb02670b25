"""The whole dossier as one PDF: asked for, made in the background, taken away."""

import hashlib
import json

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.domain.jobs import start_job
from core.models import JobRun, JobState
from core.text import fold
from products.domain.copies import content_of
from products.models import Dossier
from products.tasks import BUNDLE, make_bundle
from products.views.access import seen_dossier


def _digest(dossier: Dossier) -> str:
    """Tells one content of the dossier from another."""
    said = json.dumps([dossier.state, content_of(dossier)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _last(request: HttpRequest, dossier: Dossier) -> JobRun | None:
    """The user's own last PDF of the dossier."""
    rows = JobRun.objects.filter(kind=BUNDLE, requested_by=request.user, state=JobState.DONE)
    return rows.filter(key__startswith=f"{dossier.pk}/", file__isnull=False).select_related("file").first()


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """The last PDF; a POST makes one anew."""
    found = seen_dossier(request, pk)
    digest = _digest(found)
    if request.method == "POST":
        job = start_job(
            kind=BUNDLE,
            key=f"{pk}/{request.user.pk}/{digest}",
            title=f"Lập tệp PDF cả hồ sơ “{found.product.name}”",
            actor=request.user,
            task=make_bundle,
            arguments={"dossier_id": pk},
        )
        return redirect("job", job.pk)
    job = _last(request, found)
    shown = {"dossier": found, "job": job, "is_old": job is not None and not job.key.endswith(digest)}
    return render(request, "products/bundle.html", shown)


@require_safe
def dossier_bundle_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of the user's last PDF of a dossier it sees."""
    found = seen_dossier(request, pk)
    job = _last(request, found)
    job = get_object_or_404(JobRun, pk=job.pk if job else None)
    stored = job.file
    return FileResponse(
        stored.content.open("rb"),
        filename=f"ho-so-{fold(found.product.name).replace(' ', '-')}.pdf",
        content_type="application/pdf",
        headers={"Cache-Control": "private, no-store"},
    )
