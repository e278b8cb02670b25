"""The tables down the side of every page of the administration: the same for everybody of one role."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

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
Groups = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
KEPT = 256


def sidebar(request: HttpRequest, apps: list[dict[str, Any]]) -> SafeString:
    """Every group of tables the person may see, folded but for the one whose page this is."""
    groups: Groups = tuple(
        (
            str(app["name"]),
            ICONS.get(app["app_label"], "table"),
            tuple((str(model["name"]), model["admin_url"]) for model in app["models"] if model["admin_url"]),
        )
        for app in apps
    )
    addresses = [address for _, _, models in groups for _, address in models]
    return _drawn(groups, next((one for one in addresses if request.path.startswith(one)), ""))


@lru_cache(maxsize=KEPT)
def _drawn(groups: Groups, here: str) -> SafeString:
    """The lines with the one of the present page marked; a hundred of them are a third of a page's time."""
    shown = [
        {
            "title": title,
            "icon": icon,
            "is_open": any(address == here for _, address in models),
            "lines": models,
        }
        for title, icon, models in groups
        if models
    ]
    return render_to_string("admin/sidebar.html", {"groups": shown, "here": here})
