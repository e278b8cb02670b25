"""Who looks at people's data is put on record: in the background, for reading a page writes nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.models import Role
from core.exports import PARAMETER
from ocop_cantho.tasks import note_personal_view

logger = logging.getLogger(__name__)
ONCE_IN = 10 * 60  # seconds: turning to the same page again is the same look


@dataclass(frozen=True)
class Watched:
    """A page about one row: its model (none for a list), the page's name, which argument of the address is the key."""

    model: str
    page: str
    argument: str = "pk"


ACCOUNT, TRAINEE, PRODUCER = "accounts.User", "training.Trainee", "producers.Producer"
IN_ADMIN = {
    f"admin:{model.lower().replace('.', '_')}": (model, called)
    for model, called in ((ACCOUNT, "người dùng"), (TRAINEE, "học viên"), (PRODUCER, "chủ thể"))
}
PAGES = {
    "account_help": Watched(ACCOUNT, "Hỗ trợ người dùng"),
    "producer": Watched(PRODUCER, "Chủ thể"),
    "producer_edit": Watched(PRODUCER, "Sửa chủ thể"),
    "producer_history": Watched(PRODUCER, "Lịch sử thay đổi của chủ thể"),
    "person": Watched(TRAINEE, "Học viên"),
    "person_edit": Watched(TRAINEE, "Sửa học viên"),
    "seat_edit": Watched("evaluations.CouncilMember", "Thành viên Hội đồng"),
    "dossier_print": Watched("products.Dossier", "Mẫu in của hồ sơ"),
    **{
        f"{name}_{page}": Watched(model, f"Quản trị: {called}", "object_id")
        for name, (model, called) in IN_ADMIN.items()
        for page in ("change", "history")
    },
}
# lists that can be taken away as a file, with the people in it
LISTS = {
    "producer_list": Watched("", "Xuất danh sách chủ thể"),
    "people": Watched("", "Xuất danh sách học viên"),
    "coverage_list": Watched("", "Xuất danh sách đào tạo"),
    "attendance_sheet": Watched("", "In bảng điểm danh"),
    **{
        f"{name}_changelist": Watched("", f"Xuất từ quản trị: {called}")
        for name, (_, called) in IN_ADMIN.items()
    },
}
ALWAYS_A_FILE = frozenset({"attendance_sheet"})


class PersonalViewMiddleware:
    """Notes pages about a person that somebody else was shown. Producers see themselves only and are left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 200 and request.resolver_match and request.user.is_authenticated:
            self._note(request, request.resolver_match)
        return response

    @staticmethod
    def _note(request: HttpRequest, match: ResolverMatch) -> None:
        behind = request.session.get("hijack_history")  # who really looks, while looking as somebody else
        if request.user.role == Role.PRODUCER and not behind:
            return
        viewer, name = int(behind[0]) if behind else request.user.pk, match.view_name
        if name in PAGES:
            watched = PAGES[name]
            note(viewer=viewer, name=name, about=watched, pk=int(match.kwargs[watched.argument]))
        elif name in LISTS and (request.GET.get(PARAMETER) or name in ALWAYS_A_FILE):
            note(viewer=viewer, name=name, about=LISTS[name])


def note(*, viewer: int, name: str, about: Watched, pk: int | None = None) -> None:
    """Hand the look to a worker; once in ten minutes for the same page. Without a broker it goes to the log."""
    if about.model == ACCOUNT and pk == viewer:
        return
    what = {"viewer_id": viewer, "page": about.page, "model": about.model, "pk": pk}
    try:
        if pk is None or cache.add(f"seen/{viewer}/{name}/{pk}", True, ONCE_IN):
            note_personal_view.delay(**what, at=timezone.now().isoformat())
    except (OperationalError, RedisError):
        logger.warning("personal data looked at, not recorded: %s", what)
