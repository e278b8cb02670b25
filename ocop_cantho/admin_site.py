from collections.abc import Callable, Iterator
from functools import wraps
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
from django.utils.safestring import SafeString
from django_celery_beat.models import PeriodicTask
from unfold.sites import UnfoldAdminSite
from unfold.templatetags import unfold_list

from core.office_admin import register_the_rest
from ocop_cantho.sidebar import sidebar

OURS = (
    *("core", "localities", "accounts", "regimes", "producers", "products"),
    *("evaluations", "training", "programme", "budget", "reports"),
)
# The theme evaluates expressions in attributes (Alpine) and sets styles: allowed here, nowhere else.
ADMIN_POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class OfficeAdminSite(UnfoldAdminSite):
    """The administration: its own security policy, the application's own sign-in."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._app_lists: dict[tuple[str, bool], list[dict[str, Any]]] = {}

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_active and user.is_staff and user.is_office

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The tables a person may see, which follow from its role: asking each of them takes a third of a page."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        key = (request.user.role, request.user.is_superuser)
        if key not in self._app_lists:
            self._app_lists[key] = super().get_app_list(request)
        return self._app_lists[key]

    def get_sidebar_list(self, request: HttpRequest) -> SafeString:
        """Drawn already: see templates/unfold/helpers/app_list.html."""
        return sidebar(request, self.get_app_list(request))

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return csp_update(ADMIN_POLICY)(super().admin_view(view, cacheable))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("Trang quản trị chỉ dành cho Văn phòng Điều phối.")
        return redirect_to_login(request.GET.get("next", "/quan-tri/"))


def _drawn_once(headings: Callable) -> Callable:
    """The theme draws a list's headings anew for each row, for the one word a narrow screen shows beside a cell."""

    @wraps(headings)
    def drawn(changes: Any) -> Iterator[dict[str, Any]]:
        if not hasattr(changes, "drawn_headings"):
            changes.drawn_headings = list(headings(changes))
        return iter(changes.drawn_headings)

    return drawn


def complete() -> None:
    """Every table of ours is in the administration; one no app describes is shown read only."""
    unfold_list.result_headers = _drawn_once(unfold_list.result_headers)
    if site.is_registered(Authenticator):
        site.unregister(Authenticator)  # keys of second factors are nobody's to look at
    schedules = site._registry[PeriodicTask]
    # its field has an English name that no catalogue reaches
    schedules.list_filter = [name for name in schedules.list_filter if name != "task"]
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    kept = [model for model in models if not hasattr(model, "pgh_tracked_model") and model._meta.managed]
    register_the_rest(site, kept)
