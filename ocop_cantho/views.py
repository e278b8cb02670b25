"""Pages that belong to no app: everybody's work list and the error pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from ocop_cantho.work import dossiers_waiting_for, work_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in."""
    context = {"work": work_for(request.user), "dossiers": dossiers_waiting_for(request.user)}
    return render(request, "home.html", context)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason the policy gave."""
    reason = str(exception) or "Việc này thuộc vai trò khác trong Chương trình."
    return render(request, "errors/403.html", {"reason": reason}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Says so without touching the database: it may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
