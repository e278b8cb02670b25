"""Sign-in forms with Vietnamese labels: allauth has no Vietnamese catalogue."""

from typing import Any

from allauth.account import forms as account

DIFFERENT = "Hai lần nhập mật khẩu phải giống nhau."
LABELS = {
    "login": "Thư điện tử",
    "email": "Thư điện tử",
    "password": "Mật khẩu",
    "oldpassword": "Mật khẩu hiện tại",
    "password1": "Mật khẩu mới",
    "password2": "Nhập lại mật khẩu mới",
}


class _Vietnamese:
    """Puts our labels on and takes allauth's placeholders and help off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name != "password1":
                field.help_text = ""


class _TwicePassword(_Vietnamese):
    """Says in Vietnamese that the two entries differ."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "password2" in self._errors and "password1" in self.cleaned_data:
            self._errors["password2"] = self.error_class([DIFFERENT])
        return cleaned


class LoginForm(_Vietnamese, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # a shared office computer is not to remember anybody
        self.fields.pop("remember", None)


class ChangePasswordForm(_TwicePassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(_TwicePassword, account.SetPasswordForm):
    pass


class ResetPasswordForm(_Vietnamese, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(_TwicePassword, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(_Vietnamese, account.ReauthenticateForm):
    pass
