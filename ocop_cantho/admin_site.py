from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django_celery_beat.models import PeriodicTask
from unfold.sites import UnfoldAdminSite

from core.office_admin import register_the_rest

OURS = (
    *("core", "localities", "accounts", "regimes", "producers", "products"),
    *("evaluations", "training", "programme", "budget", "reports"),
)
# The theme evaluates expressions in attributes (Alpine) and sets styles: allowed here, nowhere else.
ADMIN_POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class OfficeAdminSite(UnfoldAdminSite):
    """The administration: its own security policy, the application's own sign-in."""

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_active and user.is_staff and user.is_office

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return csp_update(ADMIN_POLICY)(super().admin_view(view, cacheable))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("Trang quản trị chỉ dành cho Văn phòng Điều phối.")
        return redirect_to_login(request.GET.get("next", "/quan-tri/"))


def complete() -> None:
    """Every table of ours is in the administration; one no app describes is shown read only."""
    if site.is_registered(Authenticator):
        site.unregister(Authenticator)  # keys of second factors are nobody's to look at
    schedules = site._registry[PeriodicTask]
    # its field has an English name that no catalogue reaches
    schedules.list_filter = [name for name in schedules.list_filter if name != "task"]
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    kept = [model for model in models if not hasattr(model, "pgh_tracked_model") and model._meta.managed]
    register_the_rest(site, kept)
