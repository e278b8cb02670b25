"""The law's forms of a dossier as pages to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from products.interfaces.law_forms import TEMPLATES, form_context
from products.views.access import seen_dossier


@require_safe
def dossier_print(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One of the forms 01, 02, 03; form 03 is there once the commune has begun it."""
    found = seen_dossier(request, pk)
    if form not in TEMPLATES:
        raise Http404
    shown = form_context(found, form)
    if form == "mau-03" and shown["assessment"] is None:
        raise Http404
    return render(request, TEMPLATES[form], shown)
