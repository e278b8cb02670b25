"""The administration's first page and its menu at the side."""

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest
from django.utils import timezone

from ocop_cantho.alerts import expiring_for, figures, house_warnings
from ocop_cantho.work import dossiers_waiting_for, work_for

# Material Symbols, one a group
ICONS = {
    "accounts": "group",
    "axes": "lock",
    "budget": "payments",
    "core": "settings",
    "django_celery_beat": "schedule",
    "evaluations": "gavel",
    "localities": "map",
    "producers": "storefront",
    "products": "inventory_2",
    "programme": "flag",
    "regimes": "balance",
    "reports": "description",
    "training": "school",
}


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


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Every group of tables the person may see, folded until it is asked for."""
    return [
        {
            "title": app["name"],
            "icon": ICONS.get(app["app_label"], "table"),
            "collapsible": True,
            "items": [
                {
                    "title": model["name"],
                    "icon": ICONS.get(app["app_label"], "table"),
                    "link": model["admin_url"],
                }
                for model in app["models"]
                if model["admin_url"]
            ],
        }
        for app in site.get_app_list(request)
    ]
