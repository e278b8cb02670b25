"""What every page shows of whoever is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Notification

MOST = 100  # more are shown as "99+", and not counted


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notifications are unread, counted only where a page shows it."""
    user = getattr(request, "user", None)

    def count() -> str:
        if user is None or not user.is_authenticated:
            return ""
        found = len(Notification.objects.visible_to(user).unread().order_by()[:MOST].values_list("pk"))
        return "" if not found else str(found) if found < MOST else f"{MOST - 1}+"

    return {"unread_notifications": SimpleLazyObject(count)}
