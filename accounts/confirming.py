"""Is it still the person who signed in? The password or a code again, once in a quarter of an hour."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    suspend_request,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse


def identity_question(request: HttpRequest) -> HttpResponse | None:
    """The way to the question, after which what was sent goes on; None where it needs no asking now."""
    if not settings.CONFIRM_IDENTITY or not is_reauthentication_required(request, app=""):
        return None
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return suspend_request(request, methods[0]["url"])
