"""Saved filters of the administration's lists: kept, opened from the list, let go."""

from django.contrib.admin import site
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.domain import filters
from accounts.policy import require
from core.pages import carry_out


def page_of(model: type) -> str:
    """How a saved filter names the list it belongs to."""
    return model._meta.label_lower  # type: ignore[attr-defined]


def list_address(page: str, query: str = "") -> str:
    """The address of a list with what is looked for in it; 404 for a list that is not there."""
    found = next((model for model in site._registry if page_of(model) == page), None)
    if found is None:
        raise Http404
    meta = found._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is; what was typed stays in the address where it is refused."""
    require(request.user, "accounts.enter_admin")
    page, query = request.POST.get("page", ""), filters.wanted(request.POST.get("query", ""))
    back = list_address(page, query)

    def save() -> None:
        filters.save_filter(
            user=request.user,
            page=page,
            name=request.POST.get("name", ""),
            query=query,
            is_shared="is_shared" in request.POST,
        )

    carry_out(request, save, "Đã lưu bộ lọc. Bấm tên bộ lọc phía trên danh sách để mở lại.")
    return redirect(back)


@require_POST
def filter_remove(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.enter_admin")
    back = list_address(request.POST.get("page", ""), filters.wanted(request.POST.get("query", "")))
    carry_out(request, lambda: filters.remove_filter(user=request.user, pk=pk), "Đã xóa bộ lọc.")
    return redirect(back)
