"""Lists of the administration kept under a name, for oneself or for the whole office."""

from django.db import transaction
from django.http import QueryDict

from accounts.models import SavedFilter, User
from accounts.policy import require
from core.errors import ActRefused

# where one was in the list, and how the list was opened, are no part of what is looked for
PASSING = ("p", "all", "_popup", "_to_field", "_changelist_filters")


def wanted(query: str) -> str:
    """The filters, words and order of an address's query."""
    given = QueryDict(query, mutable=True)
    for name in PASSING:
        given.pop(name, None)
    return given.urlencode()


@transaction.atomic
def save_filter(*, user: User, page: str, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keep the list ``page`` as it is narrowed now; one's own filter of that name is replaced.

    Raises ActRefused where there is nothing to keep or no name to find it by.
    """
    require(user, "accounts.enter_admin")
    name, query = " ".join(name.split())[:60], wanted(query)
    if not name:
        raise ActRefused("Hãy đặt tên cho bộ lọc, ví dụ: Hồ sơ quá hạn năm nay.")
    if not query:
        raise ActRefused("Danh sách chưa lọc, chưa tìm và chưa sắp xếp gì nên không có gì để lưu.")
    if len(query) > 1000:
        raise ActRefused("Điều kiện lọc quá dài nên không lưu được. Hãy bỏ bớt điều kiện.")
    saved, _ = SavedFilter.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    return saved


@transaction.atomic
def remove_filter(*, user: User, pk: int) -> None:
    """Let go of one's own filter; an administrator also of one that is shared."""
    require(user, "accounts.enter_admin")
    rows = SavedFilter.objects.visible_to(user).filter(pk=pk)
    found = rows.first()
    if found is None:
        raise ActRefused("Bộ lọc này không còn nữa.")
    if found.user_id != user.pk:
        require(user, "accounts.manage_accounts", reason="Bộ lọc dùng chung do người lưu hoặc quản trị xóa.")
    found.delete()
