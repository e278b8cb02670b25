from typing import Any

from django import forms

from accounts.interfaces.forms import DIFFERENT


class FirstPasswordForm(forms.Form):
    """The password an invited person chooses."""

    password1 = forms.CharField(
        label="Mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 12 ký tự, không chỉ toàn số và không phải mật khẩu phổ biến. Một câu dễ nhớ là tốt nhất.",
    )
    password2 = forms.CharField(
        label="Nhập lại mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password1") != cleaned.get("password2") and "password1" in cleaned:
            self.add_error("password2", DIFFERENT)
        return cleaned
