"""What is written on several papers, on one page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.forms import Attempt, attempt
from products.domain import evidence as acts
from products.interfaces.evidence_forms import requirements_of
from products.interfaces.paper_lines import MOST_LINES, PaperLineForm, undescribed
from products.models import Dossier, Evidence
from products.views.access import editable_dossier


@dataclass
class Line:
    """One paper with its form, or with what came of saving it."""

    paper: Evidence
    tried: Attempt
    is_tried: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_describe(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of which nothing is written yet; each line is saved for itself, untouched ones are left."""
    found = editable_dossier(request, pk)
    lines = _lines(request, found)
    saved = sum(line.tried.saved is not None for line in lines)
    if saved:
        messages.success(request, f"Đã ghi thông tin {saved} giấy tờ.")
    failed = [line for line in lines if line.is_tried and line.tried.saved is None]
    if request.method == "POST" and not failed:
        return redirect("dossier_check" if "then" in request.POST else "evidence_list", pk)
    shown = {
        "dossier": found,
        "lines": [line for line in lines if line.tried.saved is None],
        "failed": failed,
        "more": undescribed(found).count() > MOST_LINES,
    }
    return render(request, "products/evidence_describe.html", shown, status=422 if failed else 200)


def _lines(request: HttpRequest, found: Dossier) -> list[Line]:
    """A line for each paper: those on the posted page, or the first that wait."""
    papers = undescribed(found)
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("paper")[:MOST_LINES] if key.isdecimal()]
        papers = Evidence.objects.filter(links__dossier=found, pk__in=keys).distinct().order_by("pk")
    papers = list(papers.select_related("file")[:MOST_LINES])
    kinds = list(requirements_of(found))
    linked: dict[int, list[str]] = {}
    for evidence, code in found.evidence_links.filter(criterion__isnull=False).values_list(
        "evidence", "criterion__code"
    ):
        linked.setdefault(evidence, []).append(code)

    def line(paper: Evidence) -> Line:
        def form(data: Any) -> PaperLineForm:
            return PaperLineForm(data, instance=paper, dossier=found, kinds=kinds)

        if request.method != "POST":
            return Line(paper, Attempt(form(None)))
        posted = form(request.POST)
        if not set(posted.changed_data) & set(posted.model_names()):
            return Line(paper, Attempt(form(None)))

        def act() -> Evidence:
            return acts.describe_evidence(
                dossier_id=found.pk,
                evidence_id=paper.pk,
                version=posted.cleaned_data["version"] or 0,
                actor=request.user,
                today=timezone.localdate(),
                criteria=posted.codes(linked.get(paper.pk, ())),
                **posted.details(),
            )

        def again(data: Any) -> PaperLineForm:
            now = Evidence.objects.select_related("file").get(pk=paper.pk)
            return PaperLineForm(data, instance=now, dossier=found, kinds=kinds)

        return Line(paper, attempt(posted, act, again), is_tried=True)

    return [line(paper) for paper in papers]
