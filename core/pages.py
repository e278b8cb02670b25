"""Answers many views give: an act carried out, what was refused said in words, a page of one form."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

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
            messages.error(request, f"{label}: {error}" if label else str(error))


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    heading: str,
    button: str,
    back_url: str,
    back_label: str,
    intro: str = "",
) -> HttpResponse:
    """A page with one form and the way back; 422 where it was sent and could not be taken."""
    shown = {
        "form": form,
        "heading": heading,
        "intro": intro,
        "button": button,
        "back_url": back_url,
        "back_label": back_label,
    }
    return render(request, "components/form_page.html", shown, status=422 if form.is_bound else 200)


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to take away, under a name with the day."""
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.xlsx"'},
    )
