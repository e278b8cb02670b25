"""Craft villages: list, one with its producers, new, change."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.exports import exported
from core.forms import Attempt, attempt
from core.history import changes_of
from producers.domain import villages
from producers.interfaces.columns import VILLAGES
from producers.interfaces.forms import VillageForm
from producers.models import CraftVillage, Producer
from producers.policy import can_keep_village, can_register

PAGE = 30
REFUSAL = "Chỉ Văn phòng Điều phối và cán bộ của địa bàn được ghi làng nghề."


@require_safe
def village_list(request: HttpRequest) -> HttpResponse:
    """Craft villages by name, with how many producers each has; `?xuat=xlsx` or `csv` takes them away."""
    words, recognised = request.GET.get("q", "")[:100], request.GET.get("cong-nhan", "")
    rows = CraftVillage.objects.visible_to(request.user).search(words).select_related("unit").by_name()
    if recognised in ("co", "chua"):
        rows = rows.filter(is_recognised=recognised == "co")
    rows = rows.annotate(n=Count("producers"))
    if file := exported(request, title="Danh sách làng nghề", columns=VILLAGES, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": words, "recognised": recognised, "may_create": can_register(request.user)}
    return render(request, "producers/village_list.html", shown)


@require_safe
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """One craft village and those of its producers the user sees."""
    found = _seen(request, pk)
    members = Producer.objects.visible_to(request.user).filter(craft_village=found)
    shown = {
        "village": found,
        "producers": list(members.select_related("unit").by_name()),
        "may_edit": can_keep_village(request.user, found),
        "changes": changes_of(found, limit=20),
    }
    return render(request, "producers/village.html", shown)


def _seen(request: HttpRequest, pk: int) -> CraftVillage:
    return get_object_or_404(CraftVillage.objects.visible_to(request.user).select_related("unit"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def village_create(request: HttpRequest) -> HttpResponse:
    """Enter a craft village."""
    if not can_register(request.user):
        raise PermissionDenied(REFUSAL)

    def act(form: VillageForm) -> CraftVillage:
        return villages.enter_village(actor=request.user, **form.details())

    return _save(request, CraftVillage, act, "Thêm làng nghề")


@require_http_methods(["GET", "HEAD", "POST"])
def village_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a craft village; when somebody saved meanwhile, both values are shown."""
    found = _seen(request, pk)
    if not can_keep_village(request.user, found):
        raise PermissionDenied(REFUSAL)

    def act(form: VillageForm) -> CraftVillage:
        version = form.cleaned_data["version"] or 0
        return villages.change_village(village_id=pk, version=version, actor=request.user, **form.details())

    return _save(request, lambda: _seen(request, pk), act, f"Sửa: {found}")


def _save(
    request: HttpRequest,
    row: Callable[[], CraftVillage],
    act: Callable[[VillageForm], CraftVillage],
    heading: str,
) -> HttpResponse:
    def again(data: Any) -> VillageForm:
        return VillageForm(data, instance=row(), user=request.user, day=timezone.localdate())

    form = again(request.POST or None)
    tried = attempt(form, lambda: act(form), again) if request.method == "POST" else Attempt(form)
    if tried.saved:
        messages.success(request, "Đã lưu làng nghề.")
        return redirect("village", tried.saved.pk)
    status = tried.status if request.method == "POST" else 200
    return render(
        request, "producers/village_form.html", {"heading": heading, **tried.context()}, status=status
    )
