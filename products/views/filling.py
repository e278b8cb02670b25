"""Filling a dossier in: its content (form 02), the self-assessment, the commune's report (form 03)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import ActRefused, Incomplete
from core.forms import Attempt, attempt
from products.domain import assessments, dossiers, marks
from products.enums import DossierState
from products.interfaces.forms import AssessmentForm, ContentForm
from products.models import CommuneAssessment, Dossier, EvidenceLink
from products.policy import can_edit_dossier, can_take_step
from products.views.access import editable_dossier, keeps, kept_dossier, seen_dossier
from regimes.domain.queries.guidance import guidance_of


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_content(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 02, parts I.7, II and IV; when somebody saved meanwhile, both texts are shown."""
    found = editable_dossier(request, pk)

    def again(data: Any) -> ContentForm:
        return ContentForm(data, instance=Dossier.objects.get(pk=pk))

    def act() -> Dossier:
        version = form.cleaned_data["version"] or 0
        return dossiers.save_section(dossier_id=pk, version=version, actor=request.user, **form.details())

    form = again(request.POST or None)
    tried = attempt(form, act, again) if request.method == "POST" else Attempt(form)
    if tried.saved:
        messages.success(request, "Đã lưu nội dung hồ sơ.")
        return redirect("self_assessment" if "then" in request.POST else "dossier", pk)
    status = tried.status if request.method == "POST" else 200
    return render(request, "products/content.html", {"dossier": found, **tried.context()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def self_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The official sheet with the producer's own marks (form 02, part III)."""
    found = seen_dossier(request, pk)
    criteria = list(
        found.criteria_set.criteria.select_related("section__part")
        .prefetch_related("options")
        .order_by("position")
    )
    typed: dict[str, marks.TypedMark] = {}
    clashing: set[str] = set()
    refusal = ""
    if request.method == "POST":
        kept_dossier(request, pk)
        typed = _typed_marks(request, criteria)
        try:
            count = marks.save_self_marks(dossier_id=pk, marks=typed.values(), actor=request.user)
        except marks.ClashingMarks as error:
            refusal, clashing = str(error), set(error.stored)
        except ActRefused as error:
            refusal = str(error)
        else:
            messages.success(request, f"Đã lưu điểm tự chấm ({count} tiêu chí thay đổi).")
            return redirect("evidence_list" if "then" in request.POST else "dossier", pk)
    shown = {
        "dossier": found,
        "rows": _sheet_rows(found, criteria, typed, clashing),
        "refusal": refusal,
        "score": marks.self_score(found),
        "may_edit": keeps(request, found) and can_edit_dossier(request.user, found),
    }
    return render(request, "products/self_assessment.html", shown, status=409 if refusal else 200)


def _typed_marks(request: HttpRequest, criteria: list) -> dict[str, marks.TypedMark]:
    """What was posted for each criterion; one that was not on the posted page is left out."""
    typed = {}
    for criterion in criteria:
        picked = request.POST.get(f"option-{criterion.pk}")
        if picked is None:
            continue
        number = int(picked) if picked.isdecimal() and len(picked) < 5 else None
        typed[criterion.code] = marks.TypedMark(
            criterion_code=criterion.code,
            option_number=number,
            explanation=request.POST.get(f"text-{criterion.pk}", ""),
            seen=request.POST.get(f"seen-{criterion.pk}", ""),
        )
    return typed


def _sheet_rows(found: Dossier, criteria: list, typed: dict, clashing: set[str]) -> list[dict[str, Any]]:
    """Each criterion with the mark to show (typed before stored), its papers, and another's mark."""
    stored = {
        mark.criterion_id: mark for mark in found.self_marks.select_related("option__criterion").order_by()
    }
    papers: dict[int, list[Any]] = {}
    links = EvidenceLink.objects.filter(dossier=found, criterion__isnull=False).select_related("evidence")
    for link in links.order_by("pk"):
        papers.setdefault(link.criterion_id, []).append(link.evidence)
    said = guidance_of(found.criteria_set)
    rows = []
    for criterion in criteria:
        kept, mine = stored.get(criterion.pk), typed.get(criterion.code)
        number = kept.option.number if kept and kept.option else None
        rows.append(
            {
                "criterion": criterion,
                "picked": mine.option_number if mine else number,
                "text": mine.explanation if mine else (kept.explanation if kept else ""),
                "seen": marks.print_of(kept),
                "papers": papers.get(criterion.pk, []),
                "guidance": said.get(criterion.code),
                "clashes": criterion.code in clashing,
                "theirs": kept,
            }
        )
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 03: saved while the commune works on it, and sent on with the proposal to the city."""
    found = kept_dossier(request, pk)
    if found.state != DossierState.COMMUNE_REVIEW or not can_take_step(request.user, found, "propose"):
        raise PermissionDenied("Mẫu 03 do cấp xã lập, khi đang xem xét hồ sơ.")

    def again(data: Any) -> AssessmentForm:
        row = CommuneAssessment.objects.filter(dossier=found).first()
        return AssessmentForm(data, instance=row or CommuneAssessment(dossier=found, version=0))

    proposes = request.POST.get("action") == "propose"
    form = again(request.POST or None)
    tried = Attempt(form)
    if request.method == "POST":
        tried = attempt(form, lambda: _assess(request, found, form, proposes=proposes), again)
    if tried.saved:
        done = "Đã gửi báo cáo và đề nghị cấp thành phố đánh giá." if proposes else "Đã lưu báo cáo Mẫu 03."
        messages.success(request, done)
        return redirect("dossier", pk)
    status = tried.status if request.method == "POST" else 200
    return render(request, "products/assessment.html", {"dossier": found, **tried.context()}, status=status)


@transaction.atomic
def _assess(request: HttpRequest, found: Dossier, form: AssessmentForm, *, proposes: bool) -> object:
    given = {
        "dossier_id": found.pk,
        "version": form.cleaned_data["version"] or 0,
        "actor": request.user,
        **form.details(),
    }
    if not proposes:
        return assessments.save_assessment(**given)
    try:
        return dossiers.propose(on=timezone.localdate(), **given)
    except Incomplete as error:
        raise ActRefused(f"{error} Còn thiếu: {'; '.join(error.missing)}.") from error
