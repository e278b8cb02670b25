"""One act per POST: what it refuses is said on the page it came from."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from core.errors import ActRefused, Incomplete


def carry_out(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Call ``act`` and leave a message: ``done``, or why not with everything that is missing."""
    try:
        act()
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        for line in refusal.missing if isinstance(refusal, Incomplete) else []:
            messages.warning(request, line)
        return False
    messages.success(request, done)
    return True


def say_errors(request: HttpRequest, form: BaseForm) -> None:
    """The errors of a form that is one of several on its page."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else error)
