"""What the lists of the administration show above their rows."""

from typing import Any

from django import template

from accounts.domain.filters import wanted
from accounts.models import SavedFilter
from ocop_cantho.saved_filters import list_address, page_of

register = template.Library()


@register.inclusion_tag("admin/saved_filters_list.html", takes_context=True)
def saved_filters(context: Any, model: type) -> dict[str, Any]:
    """One's own and the office's filters of this list, the one in use marked, and the form to keep a new one."""
    request, page = context["request"], page_of(model)
    now = wanted(request.GET.urlencode())
    rows = SavedFilter.objects.visible_to(request.user).filter(page=page).select_related("user")
    lines = [
        {
            "row": row,
            "url": list_address(page, row.query),
            "current": row.query == now,
            "may_remove": row.user_id == request.user.pk or request.user.role == "office_admin",
        }
        for row in rows.order_by("name", "pk")
    ]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "page": page,
        "query": now,
        "lines": lines,
        "may_save": bool(now) and not any(line["current"] for line in lines),
    }
