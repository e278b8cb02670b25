"""One question before every act: may this person do that to this thing?"""

import rules
from django.core.exceptions import PermissionDenied

from accounts.models import User

# Why not, in words the person can act on; a permission without a line gets the last one.
REASONS = {
    "accounts.manage_accounts": "Chỉ quản trị của Văn phòng Điều phối được cấp và sửa tài khoản.",
    "accounts.enter_admin": "Trang quản trị chỉ dành cho Văn phòng Điều phối.",
}
DEFAULT_REASON = (
    "Vai trò “{role}” không được làm việc này. "
    "Nếu đó là việc của bạn, hãy đề nghị Văn phòng Điều phối cấp lại vai trò."
)


def require(user: User, perm: str, obj: object = None, *, reason: str = "") -> None:
    """Raise PermissionDenied with a Vietnamese reason unless ``user`` has ``perm`` on ``obj``.

    ``reason`` says why, where the caller knows better than the table.
    """
    if user.is_authenticated and user.is_active and rules.has_perm(perm, user, obj):
        return
    role = user.get_role_display() if user.is_authenticated else "khách"
    raise PermissionDenied(reason or REASONS.get(perm) or DEFAULT_REASON.format(role=role))
