"""Dossiers: list, task list, and one POST for each act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import ActRefused, Incomplete
from products.domain import dossiers as acts
from products.domain.workflow import DOSSIER_WORKFLOW
from products.enums import DossierState
from products.interfaces.forms import AssessmentForm, OpenDossierForm, SectionForm, StepForm
from products.models import CommuneAssessment, Dossier, Product
from products.policy import can_edit_dossier, can_take_step, require_writer

PAGE = 30
# these belong to a round of evaluation, not to this page
OF_ROUNDS = frozenset({"enter_round", "conclude"})


def _seen(request: HttpRequest, pk: int) -> Dossier:
    rows = Dossier.objects.visible_to(request.user).select_related(
        "product__producer", "unit", "regime", "criteria_set"
    )
    return get_object_or_404(rows, pk=pk)


def _refused(request: HttpRequest, error: ActRefused) -> None:
    messages.error(request, str(error))
    for line in error.missing if isinstance(error, Incomplete) else []:
        messages.warning(request, line)


def dossier_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = Dossier.objects.visible_to(request.user).select_related("product__producer", "unit", "regime")
    if state in DossierState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "state": state, "states": DossierState.choices}
    return render(request, "products/dossier_list.html", shown)


def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    steps = [
        step
        for step in DOSSIER_WORKFLOW.allowed(found)
        if step.name not in OF_ROUNDS and can_take_step(request.user, found, step.name)
    ]
    total = found.criteria_set.criteria.count()
    assessment = CommuneAssessment.objects.filter(dossier=found).first()
    shown = {
        "dossier": found,
        "steps": steps,
        "today": timezone.localdate(),
        "may_edit": can_edit_dossier(request.user, found),
        "section_form": SectionForm(instance=found, initial={"version": found.version}),
        "assessment": assessment,
        "assessment_form": AssessmentForm(instance=assessment),
        "marked": found.self_marks.filter(option__isnull=False).count(),
        "total": total,
        "faults": list(found.faults.filter(resolved_at=None)),
    }
    return render(request, "products/dossier.html", shown)


def dossier_create(request: HttpRequest, product_pk: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.user), pk=product_pk)
    require_writer(request.user)
    form = OpenDossierForm(request.POST or None, user=request.user, day=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            opened = acts.open_dossier(product=product, actor=request.user, **form.cleaned_data)
        except ActRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("dossier", opened.pk)
    return render(request, "products/form.html", {"form": form, "heading": f"Lập hồ sơ: {product}"})


@require_POST
def dossier_save(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require_writer(request.user)
    form = SectionForm(request.POST, instance=found)
    if not form.is_valid():
        return render(request, "products/form.html", {"form": form, "heading": str(found)})
    try:
        acts.save_section(dossier_id=pk, actor=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu thông tin hồ sơ.")
    except ActRefused as error:
        _refused(request, error)
    return redirect("dossier", pk)


def self_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The official sheet with the producer's own marks (form 02, part III)."""
    found = _seen(request, pk)
    criteria = list(found.criteria_set.criteria.select_related("section__part").prefetch_related("options"))
    if request.method == "POST":
        require_writer(request.user)
        try:
            _save_marks(request, found, criteria)
            messages.success(request, "Đã lưu điểm tự chấm.")
            return redirect("dossier", pk)
        except ActRefused as error:
            _refused(request, error)
    marks = {mark.criterion_id: mark for mark in found.self_marks.all()}
    rows = [(criterion, marks.get(criterion.pk)) for criterion in criteria]
    shown = {"dossier": found, "rows": rows, "may_edit": can_edit_dossier(request.user, found)}
    return render(request, "products/self_assessment.html", shown)


@transaction.atomic
def _save_marks(request: HttpRequest, found: Dossier, criteria: list) -> None:
    for criterion in criteria:
        picked = request.POST.get(f"option-{criterion.pk}", "")
        if picked.isdecimal():
            acts.set_self_mark(
                dossier_id=found.pk,
                criterion_code=criterion.code,
                option_number=int(picked),
                explanation=request.POST.get(f"text-{criterion.pk}", ""),
                actor=request.user,
            )


@require_POST
def dossier_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the workflow; what the workflow refuses is said on the dossier's page."""
    found = _seen(request, pk)
    if not can_take_step(request.user, found, step):
        raise PermissionDenied("Vai trò của bạn không được thực hiện bước này.")
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Hãy ghi ngày theo dạng ngày/tháng/năm.")
        return redirect("dossier", pk)
    try:
        _take(request, pk, step, form.cleaned_data)
        messages.success(request, f"Đã thực hiện: {DOSSIER_WORKFLOW[step].label}.")
    except ActRefused as error:
        _refused(request, error)
    return redirect("dossier", pk)


def _take(request: HttpRequest, pk: int, step: str, given: dict) -> None:
    actor, on, reason = request.user, given["on"], given["reason"]
    if step == "propose":
        texts = {name: request.POST.get(name, "") for name in AssessmentForm.Meta.fields}
        acts.propose(dossier_id=pk, actor=actor, on=on, **texts)
    elif step == "return_for_completion":
        acts.return_for_completion(dossier_id=pk, faults=[("dossier", "Hồ sơ", reason)], actor=actor)
    elif step == "withdraw":
        acts.withdraw(dossier_id=pk, actor=actor, reason=reason)
    elif step == "start_office_check":
        acts.start_office_check(dossier_id=pk, actor=actor)
    else:
        dated = {
            "hand_in": acts.hand_in,
            "start_commune_review": acts.start_commune_review,
            "accept": acts.accept,
        }
        dated[step](dossier_id=pk, actor=actor, on=on)
