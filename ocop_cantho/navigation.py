"""The main menu: which page for which role. What a role may do there is decided by the pages."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The main menu of whoever is signed in."""
    return {"navigation": []}
