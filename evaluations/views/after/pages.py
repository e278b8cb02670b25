"""The page of one matter after a recognition: its facts, the steps open to the office, what was done."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.errors import ActRefused
from core.models import TransitionLog
from evaluations.views.after.recognitions import office_only


def fact(label: str, text: Any, url: str = "") -> dict[str, Any]:
    """A line of the facts of a matter; an empty one is not shown."""
    return {"label": label, "text": f"{text:%d/%m/%Y}" if isinstance(text, date) else text, "url": url}


def step(
    label: str, url: str, form: forms.Form, look: str = "btn-primary", intro: str = ""
) -> dict[str, Any]:
    """A form of the page that carries out one act."""
    return {"label": label, "url": url, "form": form, "look": look, "intro": intro}


def log_of(row: Model) -> list[TransitionLog]:
    """Every step the matter took."""
    kind = ContentType.objects.get_for_model(row)
    return list(
        TransitionLog.objects.filter(content_type=kind, object_id=row.pk)
        .select_related("actor")
        .order_by("pk")
    )


def page_of(
    request: HttpRequest,
    row: Model,
    *,
    heading: str,
    facts: list[dict[str, Any]],
    steps: list[dict[str, Any]],
    back: str,
    back_label: str,
    status: int = 200,
    **also: Any,
) -> HttpResponse:
    """The page of one matter."""
    shown = {
        "heading": heading,
        "facts": facts,
        "steps": steps if request.user.is_office else [],
        "log": log_of(row),
        "back_url": reverse(back),
        "back_label": back_label,
        "links": [],
        "subheading": "",
        "warning": "",
        **also,
    }
    return render(request, "evaluations/after/detail.html", shown, status=status)


def submit(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., object],
    done: str,
    page: Callable[..., HttpResponse],
    pk: int,
) -> HttpResponse:
    """Carry out the act with the form's values; what was refused is said on the page with all that was typed."""
    office_only(request)
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(request.resolver_match.url_name.rsplit("_", 1)[0], pk)
    return page(request, pk, bound=form)


def read(request: HttpRequest, name: str = "scan_file") -> tuple[bytes, str]:
    """The bytes and the name of an uploaded scan; nothing where none was sent."""
    sent = request.FILES.get(name)
    return (sent.read(), sent.name) if sent else (b"", "")
