"""Answers many views give: an act carried out, what was refused said in words, a page of one form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.domain.uploads import SHOWN_IN_PAGE, too_large
from core.errors import ActRefused, Incomplete
from core.forms import Attempt, attempt
from core.models import StoredFile
from core.upload_handlers import files_cut_off

# a file is shown alone, and brings nothing else with it
FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


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


def save_page(
    request: HttpRequest,
    make: Callable[[Any], Any],
    act: Callable[[Any], Any],
    *,
    done: str,
    leads_to: Callable[[Any], str],
    **page: Any,
) -> HttpResponse:
    """A page with one form that is saved by ``act``: what is refused is said in the form, nothing is lost.

    ``make`` makes the form from posted data (or None); ``act`` gets the valid form and returns the row.
    ``page`` is what ``form_page`` shows: heading, button, back_url, back_label, intro.
    """
    shown = {"intro": "", "button": "Lưu", "seen": set(), "open_url": "", **page}
    form = make(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "components/form_page.html", {**shown, **Attempt(form).context()})
    for name in files_cut_off(request):  # otherwise the row would be saved without its paper
        form.add_error(None, too_large(name) if name else "Các tệp lớn hơn 200 MB. Hãy gửi từng tệp một.")
    tried = attempt(form, lambda: act(form), make)
    if tried.saved is None:
        return render(request, "components/form_page.html", {**shown, **tried.context()}, status=tried.status)
    messages.success(request, done)
    return redirect(leads_to(tried.saved))


def file_response(request: HttpRequest, stored: StoredFile) -> FileResponse:
    """The bytes of a file, for a view that has checked who asks; only PDF and pictures open in the browser."""
    return FileResponse(
        stored.content.open("rb"),
        as_attachment=stored.content_type not in SHOWN_IN_PAGE or "tai-ve" in request.GET,
        filename=stored.original_name,
        content_type=stored.content_type,
        headers={"Content-Security-Policy": FILE_POLICY, "Cache-Control": "private, no-store"},
    )
