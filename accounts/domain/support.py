"""Looking at the application as somebody else sees it, to help on the telephone: reading only, and on record."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import OFFICE_ROLES, Role, SupportView, User
from accounts.policy import require
from core.errors import ActRefused


def why_not(supporter: User, user: User) -> str:
    """Why ``supporter`` may not look as ``user``; empty where it may.

    A member's marks are nobody else's before its round is closed, so members of councils are left out.
    """
    if not user.is_active:
        return "Tài khoản này đã ngừng hoạt động."
    if user.pk == supporter.pk:
        return "Đây là tài khoản của bạn."
    if user.role in OFFICE_ROLES:
        return "Không xem thay tài khoản của Văn phòng Điều phối."
    seated = User.objects.filter(pk=user.pk, council_seats__is_active=True).exists()
    if user.role == Role.COUNCIL_MEMBER or seated:
        return "Không xem thay thành viên Hội đồng: phiếu chấm điểm của họ phải được giữ kín."
    return ""


def may_look_as(*, hijacker: User, hijacked: User) -> bool:
    """The check of django-hijack."""
    return hijacker.is_active and hijacker.role == Role.OFFICE_ADMIN and not why_not(hijacker, hijacked)


@transaction.atomic
def start_looking(*, supporter: User, user: User, reason: str) -> SupportView:
    """Put on record that ``supporter`` looks as ``user`` from now on, and why."""
    require(supporter, "accounts.manage_accounts")
    if refusal := why_not(supporter, user):
        raise ActRefused(refusal)
    if not reason.strip():
        raise ActRefused(
            "Hãy ghi lý do xem thay, ví dụ: chủ thể gọi điện nhờ xem vì sao không nộp được hồ sơ."
        )
    return SupportView.objects.create(supporter=supporter, user=user, reason=reason)


def stop_looking(*, pk: int, pages: int) -> None:
    """Close the record."""
    SupportView.objects.filter(pk=pk, ended_at=None).update(ended_at=timezone.now(), pages=F("pages") + pages)
