"""Dossiers: list, task list, opening, and the steps of the way."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import ActRefused, Incomplete
from core.exports import exported
from core.models import TransitionLog
from core.workflow import Transition
from products.domain import dossiers as acts
from products.domain.completeness import Finding, Task, findings
from products.domain.deadlines import deadlines_of
from products.domain.faults import changes_since, mended
from products.domain.locking import EDITABLE
from products.domain.marks import self_score
from products.domain.queries.dossiers import DUE, SORTS, Wanted, find_dossiers
from products.domain.renewal import dossier_window, latest_rating
from products.domain.workflow import DOSSIER_WORKFLOW
from products.enums import DossierState
from products.interfaces.columns import DOSSIERS
from products.interfaces.forms import OpenDossierForm, StepForm
from products.models import Dossier, EvidenceLink, Product, SelfMark
from products.policy import can_edit_dossier, can_take_step, require_writer
from products.views.access import keeps, seen_dossier
from products.views.review import check_page, item_address
from regimes.models import DossierKind

PAGE = 30
# these belong to a round of evaluation, or have a page of their own
ELSEWHERE = frozenset({"enter_round", "conclude", "propose", "return_for_completion"})
TASKS = (
    (Task.PRODUCER, "Thông tin chủ thể", "producer_edit"),
    (Task.PRODUCT, "Thông tin sản phẩm", "product_edit"),
    (Task.CONTENT, "Mẫu 01 và Mẫu 02: mục đã có, kết quả, kế hoạch, sản phẩm mẫu", "dossier_content"),
    (Task.MARKS, "Mẫu 02, Phần III: tự chấm điểm", "self_assessment"),
    (Task.PAPERS, "Minh chứng", "evidence_list"),
)


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Dossiers the user sees, by words, state, kind and deadline; `?xuat=xlsx` or `csv` takes them away."""
    today = timezone.localdate()
    wanted = Wanted(
        words=request.GET.get("q", "")[:100],
        state=request.GET.get("state", ""),
        kind=_one_of(request.GET.get("kind", ""), DossierKind.values),
        due=request.GET.get("han", ""),
        sort=_one_of(request.GET.get("sap-xep", ""), SORTS) or "moi",
    )
    rows = find_dossiers(Dossier.objects.visible_to(request.user), wanted, today=today)
    if file := exported(request, title="Danh sách hồ sơ", columns=DOSSIERS, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    dossiers = list(page.object_list)
    due = deadlines_of(dossiers, today=today)
    shown = {
        "page": page,
        "rows": [{"dossier": row, "deadline": due.get(row.pk)} for row in dossiers],
        "wanted": wanted,
        "states": DossierState.choices,
        "kinds": DossierKind.choices,
        "dues": DUE,
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
    }
    return render(request, "products/dossier_list.html", shown)


def _one_of(value: str, known: Container[str]) -> str:
    return value if value in known else ""


@dataclass(frozen=True)
class _Known:
    """What the page of a dossier asks about it in one question."""

    is_kept: bool
    has_marks: bool
    has_papers: bool

    @classmethod
    def of(cls, request: HttpRequest, found: Dossier) -> "_Known":
        kept = Dossier.objects.kept_by(request.user).filter(pk=OuterRef("pk"))
        marks = SelfMark.objects.filter(dossier=OuterRef("pk"))
        papers = EvidenceLink.objects.filter(dossier=OuterRef("pk"))
        asked = [Exists(rows.order_by()) for rows in (kept, marks, papers)]
        return cls(*Dossier.objects.filter(pk=found.pk).values_list(*asked).get())


@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of a dossier: what is done, missing, wrong; the steps open to the user; the log."""
    return _page(request, seen_dossier(request, pk))


def _page(
    request: HttpRequest, found: Dossier, failed: dict[str, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    today, known = timezone.localdate(), _Known.of(request, found)
    mine = known.is_kept
    open_to_change = mine and can_edit_dossier(request.user, found)
    result = self_score(found)
    listed = findings(found, today=today, result=result)
    open_steps = [
        step
        for step in DOSSIER_WORKFLOW.allowed(found)
        if mine and can_take_step(request.user, found, step.name)
    ]
    names = {step.name for step in open_steps}
    steps = [
        (step, (failed or {}).get(step.name) or _step_form(found, step))
        for step in open_steps
        if step.name not in ELSEWHERE | {"hand_in"}
    ]
    window = dossier_window(found)
    base, changes = changes_since(found, is_open=found.state in EDITABLE)
    tasks = _tasks(found, listed, known, open_to_change=open_to_change)
    shown = {
        "dossier": found,
        "tasks": tasks,
        "done": sum(not task["missing"] and task["begun"] for task in tasks),
        "blocked": any(finding.blocks for finding in listed),
        "steps": steps,
        "may_edit": open_to_change,
        "may_assess": "propose" in names,
        "may_hand_in": "hand_in" in names,
        "may_return": "return_for_completion" in names,
        "window": window.explain(today) if window and found.state in EDITABLE else "",
        "assessment": getattr(found, "assessment", None),
        "score": result,
        "deadline": deadlines_of([found], today=today).get(found.pk),
        "faults": [
            {"url": item_address(found, row.fault.item) if open_to_change else "", "row": row}
            for row in mended(found.faults.filter(resolved_at=None).select_related("raised_by"), changes)
        ],
        "has_changes": base is not None or found.previous_id is not None,
        "log": _log(found),
    }
    return render(request, "products/dossier.html", shown, status=status)


def _tasks(
    found: Dossier, listed: list[Finding], known: _Known, *, open_to_change: bool
) -> list[dict[str, Any]]:
    keys = {Task.PRODUCER: found.product.producer_id, Task.PRODUCT: found.product_id}
    read_by_all = {Task.MARKS, Task.PAPERS}
    begun = {
        Task.CONTENT: found.version > 1,
        Task.MARKS: known.has_marks,
        Task.PAPERS: known.has_papers,
    }

    def told(task: str, *, blocks: bool) -> list[dict[str, str]]:
        return [
            {"text": row.text, "url": item_address(found, row.item) if open_to_change and row.item else ""}
            for row in listed
            if row.task == task and row.blocks == blocks
        ]

    return [
        {
            "label": label,
            "url_name": url_name if open_to_change or task in read_by_all else "",
            "key": keys.get(task, found.pk),
            "begun": begun.get(task, True),
            "missing": told(task, blocks=True),
            "doubtful": told(task, blocks=False),
        }
        for task, label, url_name in TASKS
    ]


def _log(found: Dossier) -> list[TransitionLog]:
    kind = ContentType.objects.get_for_model(Dossier)
    rows = TransitionLog.objects.filter(content_type=kind, object_id=found.pk).select_related("actor")
    return list(rows.order_by("-pk"))


def _step_form(found: Dossier, step: Transition, data: Any = None) -> StepForm:
    return StepForm(
        data,
        day=timezone.localdate(),
        opened_on=found.opened_on,
        needs_reason=step.needs_reason,
        auto_id=f"{step.name}_%s",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_create(request: HttpRequest, product_pk: int) -> HttpResponse:
    """Open a dossier for a product."""
    product = get_object_or_404(Product.objects.visible_to(request.user), pk=product_pk)
    require_writer(request.user)
    form = OpenDossierForm(
        request.POST or None, user=request.user, day=timezone.localdate(), initial=_usual(product)
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = acts.open_dossier(product=product, actor=request.user, **form.cleaned_data)
        except ActRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("dossier", opened.pk)
    shown = {"form": form, "heading": f"Lập hồ sơ: {product}", "submit": "Lập hồ sơ"}
    return render(request, "products/form.html", shown, status=422 if form.is_bound else 200)


def _usual(product: Product) -> dict[str, Any]:
    """What the product's next dossier most likely is: its set, and a renewal where it was recognised."""
    rating = latest_rating(product)
    kept = product.classifications.order_by("-regime__valid_from").first()
    return {
        "criteria_set": kept.criteria_set_id if kept else None,
        "kind": DossierKind.REEVALUATION if rating else DossierKind.FIRST,
        "wished_stars": rating.stars if rating else 3,
    }


@require_POST
def dossier_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the workflow; what is refused is said beside the step, with what was typed."""
    found = seen_dossier(request, pk)
    if step in ELSEWHERE or step not in {row.name for row in DOSSIER_WORKFLOW.transitions}:
        raise Http404
    if not can_take_step(request.user, found, step) or not keeps(request, found):
        raise PermissionDenied("Vai trò của bạn không được thực hiện bước này.")
    form = _step_form(found, DOSSIER_WORKFLOW[step], request.POST)
    if form.is_valid():
        try:
            _take(request, pk, step, form.cleaned_data)
        except ActRefused as error:
            form.add_error(None, str(error))
            for line in error.missing if isinstance(error, Incomplete) else []:
                form.add_error(None, line)
        else:
            messages.success(request, f"Đã thực hiện: {DOSSIER_WORKFLOW[step].label}.")
            return redirect("dossier", pk)
    if step == "hand_in" and found.state in EDITABLE:
        return check_page(request, found, form, status=422)
    if step not in {row.name for row in DOSSIER_WORKFLOW.allowed(found)}:
        # somebody else moved the dossier on: there is no form of this step to show any more
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect("dossier", pk)
    return _page(request, found, {step: form}, status=422)


def _take(request: HttpRequest, pk: int, step: str, given: dict) -> None:
    actor, on, reason = request.user, given["on"], given.get("reason", "")
    if step == "withdraw":
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
