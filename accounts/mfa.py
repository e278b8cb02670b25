"""How the second factor is kept: secrets encrypted in the database, and not taken off where it is compulsory."""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from accounts.domain.people import needs_second_factor


def _keys() -> MultiFernet:
    """From SECRET_KEY, and those it replaced: a dump of the database alone gives no codes."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"second factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Vai trò của bạn bắt buộc dùng xác thực hai lớp nên không tắt được. "
        "Đổi điện thoại: nhờ quản trị của Văn phòng Điều phối đặt lại.",
        "incorrect_code": "Mã không đúng. Hãy nhập mã 6 số đang hiện trong ứng dụng xác thực.",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not needs_second_factor(authenticator.user)
