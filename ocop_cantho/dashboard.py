"""The administration's first page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ocop_cantho.alerts import expiring_for, figures, house_warnings
from ocop_cantho.work import dossiers_waiting_for, work_for


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """My work, deadlines, alerts and figures, above the list of tables."""
    user = request.user
    return {
        **context,
        "work": [line for line in work_for(user) if line.count],
        "dossiers": dossiers_waiting_for(user),
        "expiring": expiring_for(user, today=timezone.localdate()),
        "house": house_warnings(user),
        "figures": figures(),
    }
