"""Pages that belong to no app: everybody's work list and the error pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Notification, Role
from accounts.policy import require
from core.domain import nightly
from ocop_cantho.alerts import expiring_for, figures, house_warnings
from ocop_cantho.condition import look_at_everything
from ocop_cantho.search import LONGEST, search
from ocop_cantho.work import dossiers_waiting_for, work_for

NOTICES = 5
MONTHS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, the most urgent first; what may go wrong; figures for who governs."""
    user, work = request.user, work_for(request.user)
    context = {
        "waiting": [line for line in work if line.count],
        "nothing": [line for line in work if not line.count],
        "dossiers": dossiers_waiting_for(user),
        "notices": list(Notification.objects.visible_to(user).unread().order_by("-pk")[:NOTICES]),
        "expiring": expiring_for(user, today=timezone.localdate()),
        "house": house_warnings(user),
        "figures": figures() if user.is_office or user.role == Role.LEADER else [],
    }
    return render(request, "home.html", context)


@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    """Whether everything runs, for the office's administrators."""
    require(request.user, "accounts.manage_accounts", reason="Chỉ quản trị xem được tình trạng hệ thống.")
    shown = {
        "checks": look_at_everything(),
        "now": timezone.now(),
        "months": nightly.months(MONTHS) if settings.BACKUP_DIR else [],
    }
    return render(request, "condition.html", shown)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What the box in the top bar finds."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "search.html", {"q": text, "groups": search(request.user, text)})


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason the policy gave."""
    reason = str(exception) or "Việc này thuộc vai trò khác trong Chương trình."
    return render(request, "errors/403.html", {"reason": reason}, status=403)


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """429, for passwords and codes tried one after the other; allauth asks for it by its name in the addresses."""
    return render(request, "errors/429.html", status=429)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Says so without touching the database: it may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
