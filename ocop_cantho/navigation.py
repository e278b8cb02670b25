"""The main menu: which page for which role. What a role may do there is decided by the pages."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.models import Role

OFFICE = frozenset({Role.OFFICE_ADMIN, Role.OFFICE_STAFF})
WATCHING = OFFICE | {Role.LEADER}
GOVERNING = WATCHING | {Role.LOCAL_OFFICER}
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Item:
    """One line of the menu: a URL name, its words, and who is shown it."""

    name: str
    label: str
    roles: frozenset[str]


MENU = (
    Item("home", "Việc của tôi", EVERYBODY),
    Item("dossier_list", "Hồ sơ", GOVERNING | {Role.PRODUCER}),
    Item("product_list", "Sản phẩm", GOVERNING | {Role.PRODUCER}),
    Item("producer_list", "Chủ thể", GOVERNING | {Role.PRODUCER}),
    Item("scoring_home", "Chấm điểm", frozenset({Role.COUNCIL_MEMBER, Role.ADVISER})),
    Item("advisory_home", "Tổ tư vấn", frozenset({Role.ADVISER})),
    Item("round_list", "Đợt đánh giá", WATCHING | {Role.COUNCIL_MEMBER, Role.ADVISER}),
    Item("council_list", "Hội đồng", WATCHING),
    Item("after_home", "Sau công nhận", GOVERNING | {Role.PRODUCER}),
    Item("class_list", "Đào tạo", GOVERNING | {Role.PRODUCER}),
    Item("plan_list", "Kế hoạch", GOVERNING),
    Item("budget", "Ngân sách", WATCHING),
    Item("report_list", "Báo cáo", GOVERNING),
    Item("overview", "Tổng quan", GOVERNING),
)
PUBLIC_MENU = (
    Item("register", "Sản phẩm OCOP", EVERYBODY),
    Item("publications", "Công bố kết quả", EVERYBODY),
    Item("verify_form", "Kiểm tra giấy chứng nhận", EVERYBODY),
)


def address(name: str, *args: Any) -> str | None:
    """The address of a page, or None where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def menu_for(user: Any) -> tuple[Item, ...]:
    """The lines shown to ``user``; somebody not signed in sees the public ones."""
    if not user.is_authenticated:
        return PUBLIC_MENU
    return tuple(item for item in MENU if user.role in item.roles)


@lru_cache(maxsize=16)
def _addressed(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    """Words and addresses of the lines that have a page: a page of several templates asks several times."""
    return [(item.label, url) for item in items if (url := address(item.name)) is not None]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The main menu of whoever is signed in, with the line of the present page marked."""
    user = getattr(request, "user", None)
    if user is None:
        return {"navigation": []}
    lines = [{"label": label, "url": url, "current": False} for label, url in _addressed(menu_for(user))]
    # of nested addresses the longest wins: /hoi-dong/dot/ is not also /hoi-dong/
    here = [line for line in lines if line["url"] != "/" and request.path.startswith(line["url"])]
    exact = [line for line in lines if line["url"] == request.path]
    for line in exact[:1] or sorted(here, key=lambda line: -len(line["url"]))[:1]:
        line["current"] = True
    return {"navigation": lines}
