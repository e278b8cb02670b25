"""What every page shows of whoever is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.domain.people import needs_second_factor
from accounts.models import Notification

MOST = 100  # more are shown as "99+", and not counted


def account(request: HttpRequest) -> dict[str, Any]:
    """How many notifications are unread, and whether the second factor is compulsory; asked where shown."""
    user = getattr(request, "user", None)

    def count() -> str:
        if user is None or not user.is_authenticated:
            return ""
        found = len(Notification.objects.visible_to(user).unread().order_by()[:MOST].values_list("pk"))
        return "" if not found else str(found) if found < MOST else f"{MOST - 1}+"

    return {
        "unread_notifications": SimpleLazyObject(count),
        "second_factor_compulsory": SimpleLazyObject(lambda: needs_second_factor(user)),
    }
