"""Looking a dossier through: its answers before it is handed in, what to mend, what has changed."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import ActRefused
from products.domain import dossiers as acts
from products.domain.completeness import findings
from products.domain.copies import content_of, differences_by_name, said_in
from products.domain.faults import changes_since, items_of, mended
from products.domain.marks import self_score
from products.domain.renewal import dossier_window, to_renew
from products.domain.workflow import DOSSIER_WORKFLOW
from products.enums import DossierState
from products.interfaces.forms import ReturnForm, StepForm
from products.models import Dossier
from products.policy import can_edit_dossier, can_take_step
from products.views.access import keeps, kept_dossier, seen_dossier

PARTS = (
    ("producer", "Thông tin chủ thể", "producer_edit"),
    ("year", "Kết quả sản xuất, kinh doanh", "producer_edit"),
    ("product", "Thông tin sản phẩm", "product_edit"),
    ("content", "Nội dung Mẫu 01, Mẫu 02", "dossier_content"),
    ("criterion", "Tự chấm điểm (Phần III)", "self_assessment"),
    ("paper", "Minh chứng", "evidence_list"),
)


def item_address(dossier: Dossier, item: str) -> str:
    """The page, and the place on it, where an item is mended."""
    part, _, name = item.partition(":")
    if part == "criterion":
        return reverse("self_assessment", args=[dossier.pk]) + f"#tieu-chi-{name}"
    if part == "paper":
        return reverse("evidence", args=[dossier.pk, int(name)])
    if part == "document":
        return reverse("evidence_list", args=[dossier.pk])
    if part == "content":
        return reverse("dossier_content", args=[dossier.pk]) + f"#id_{name}"
    if item == "part:producer":
        return reverse("producer_edit", args=[dossier.product.producer_id])
    if item == "part:product":
        return reverse("product_edit", args=[dossier.product_id])
    return reverse("dossier", args=[dossier.pk])


@require_safe
def dossier_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the dossier says, on one page, before it is handed in."""
    return check_page(request, kept_dossier(request, pk))


def check_page(
    request: HttpRequest, found: Dossier, form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of answers; ``form`` is a hand-in that was refused."""
    today = timezone.localdate()
    listed = findings(found, today=today, result=self_score(found))
    open_to_change = can_edit_dossier(request.user, found)
    if form is None and open_to_change:
        form = StepForm(day=today, opened_on=found.opened_on)
    window = dossier_window(found)
    shown = {
        "dossier": found,
        "parts": _parts(found),
        "missing": [row.text for row in listed if row.blocks],
        "doubtful": [row.text for row in listed if not row.blocks],
        "window": window.explain(today) if window else "",
        "form": form,
        "may_edit": open_to_change,
    }
    return render(request, "products/check.html", shown, status=status)


def _parts(found: Dossier) -> list[dict[str, Any]]:
    keys = {"producer_edit": found.product.producer_id, "product_edit": found.product_id}
    content = content_of(found)
    parts = []
    for part, label, url_name in PARTS:
        rows = [row for item, row in content.items() if item.partition(":")[0] == part]
        url = reverse(url_name, args=[keys.get(url_name, found.pk)])
        parts.append({"label": label, "url": url, "rows": rows})
    return parts


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a dossier back: each faulted item with its own reason."""
    found = kept_dossier(request, pk)
    step = "return_for_completion"
    if not can_take_step(request.user, found, step):
        raise PermissionDenied("Vai trò của bạn không được trả lại hồ sơ ở bước này.")
    if found.state not in DOSSIER_WORKFLOW[step].sources:
        messages.error(request, "Hồ sơ không còn ở bước xem xét nên không trả lại được.")
        return redirect("dossier", pk)
    today = timezone.localdate()
    items = items_of(found)
    form = ReturnForm(request.POST or None, items=items, day=today)
    if request.method == "POST" and form.is_valid():
        try:
            acts.return_for_completion(
                dossier_id=pk,
                faults=form.faults(),
                actor=request.user,
                on=today,
                mend_by=form.cleaned_data["mend_by"],
            )
        except ActRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã trả lại hồ sơ với {len(form.faults())} nội dung cần bổ sung.")
            return redirect("dossier", pk)
    listed = findings(found, today=today, result=self_score(found))
    hints: dict[str, list[str]] = {}
    for finding in listed:
        hints.setdefault(finding.item, []).append(finding.text)
    rows = [{**row, "hints": hints.get(row["item"].key, [])} for row in form.rows()]
    groups = [(name, list(found)) for name, found in groupby(rows, key=lambda row: row["item"].group)]
    shown = {"dossier": found, "form": form, "groups": groups}
    return render(request, "products/return.html", shown, status=422 if form.is_bound else 200)


@require_safe
def dossier_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What reads otherwise than at the last hand-in, and than in the dossier recognised before."""
    found = seen_dossier(request, pk)
    is_open = found.state in (DossierState.DRAFT, DossierState.RETURNED)
    base, changes = changes_since(found, is_open=is_open)
    faults = [row for row in found.faults.order_by("pk") if base is None or row.raised_at >= base.taken_at]
    shown = {
        "dossier": found,
        "base": base,
        "changes": changes,
        "faults": mended(faults, changes),
        "previous": found.previous,
        "renewal": _against_previous(found),
        "to_renew": to_renew(found, today=timezone.localdate()),
        "may_edit": keeps(request, found) and can_edit_dossier(request.user, found),
    }
    return render(request, "products/changes.html", shown)


def _against_previous(found: Dossier) -> dict[str, Any] | None:
    """The differences from the last dossier, and how much of this one stayed as it was."""
    if found.previous_id is None:
        return None
    previous = Dossier.objects.select_related("product__producer", "criteria_set", "regime").get(
        pk=found.previous_id
    )
    last = previous.copies.order_by("-number").first()
    before, after = said_in(last) if last else content_of(previous), content_of(found)
    # a text that only the other kind of dossier has is no change
    changes = [
        row
        for row in differences_by_name(before, after)
        if row.item in after or not row.item.startswith("content:")
    ]
    filled = sum(bool(row["value"]) for row in after.values())
    changed = sum(bool(row.after) for row in changes)
    return {"changes": changes, "filled": filled, "same": filled - changed}
