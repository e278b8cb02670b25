"""Guidance beside the criteria: the office reads and writes it, set by set."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import require
from core.errors import ActRefused
from products.interfaces.guidance_forms import GuidanceForm
from regimes.domain.guidance import write_guidance
from regimes.domain.queries.guidance import Guidance, guidance_of
from regimes.models import CriteriaSet, CriteriaSetStatus, Criterion

OFFICE_ONLY = "Chỉ Văn phòng Điều phối soạn hướng dẫn minh chứng."


@require_safe
def guidance_sets(request: HttpRequest) -> HttpResponse:
    """The sets that have a sheet, the newest regime first."""
    require(request.user, "products.write_guidance", reason=OFFICE_ONLY)
    sets = CriteriaSet.objects.filter(status=CriteriaSetStatus.COMPLETE).select_related("regime")
    shown = {"sets": list(sets.order_by("-regime__valid_from", "number"))}
    return render(request, "products/guidance_sets.html", shown)


@require_safe
def guidance_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Every criterion of a set with what is said of it."""
    require(request.user, "products.write_guidance", reason=OFFICE_ONLY)
    found = get_object_or_404(CriteriaSet.objects.select_related("regime"), pk=pk)
    said = guidance_of(found)
    rows = [
        {"criterion": row, "guidance": said.get(row.code, Guidance())}
        for row in found.criteria.order_by("position")
    ]
    return render(request, "products/guidance_set.html", {"set": found, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the guidance of one criterion and of its options."""
    require(request.user, "products.write_guidance", reason=OFFICE_ONLY)
    rows = Criterion.objects.select_related("criteria_set__regime").prefetch_related("options")
    criterion = get_object_or_404(rows, pk=pk)
    form = GuidanceForm(request.POST or None, criterion=criterion)
    if request.method == "POST" and form.is_valid() and (count := _write(form, criterion)):
        where = f" cho {count} bộ sản phẩm" if count > 1 else ""
        messages.success(request, f"Đã lưu hướng dẫn tiêu chí {criterion.code}{where}.")
        return redirect("guidance_set", criterion.criteria_set_id)
    shown: dict[str, Any] = {"criterion": criterion, "form": form}
    return render(request, "products/guidance_edit.html", shown, status=422 if form.is_bound else 200)


def _write(form: forms.Form, criterion: Criterion) -> int:
    try:
        return write_guidance(
            criterion_id=criterion.pk,
            text=form.cleaned_data["text"],
            options=form.options(),
            everywhere=form.cleaned_data["everywhere"],
        )
    except ActRefused as error:
        form.add_error(None, str(error))
        return 0
