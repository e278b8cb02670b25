"""Second-factor forms with Vietnamese labels."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp

CODE = "Mã xác thực"
CODE_HINT = "Mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng."


class _Code:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = CODE
        self.fields["code"].help_text = CODE_HINT
        self.fields["code"].widget.attrs.pop("placeholder", None)


class AuthenticateForm(_Code, base.AuthenticateForm):
    pass


class ReauthenticateForm(_Code, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    pass
