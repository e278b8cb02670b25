from datetime import time

from django import forms

from accounts.enums import NotificationKind
from accounts.models import MailChoice


def hours(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """A full hour, chosen and not typed."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[(f"{hour:02}:00:00", f"{hour} giờ") for hour in range(24)],
        coerce=time.fromisoformat,
    )


class MailChoiceForm(forms.ModelForm):
    """What somebody wants by e-mail."""

    kinds = forms.MultipleChoiceField(
        label="Loại thông báo gửi qua thư",
        choices=NotificationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    quiet_from = hours("Không gửi thư từ", "Thư đến hạn trong khoảng giờ này được gửi khi hết khoảng giờ.")
    quiet_to = hours("Đến")

    class Meta:
        model = MailChoice
        fields = ("frequency", "kinds", "quiet_from", "quiet_to")
        widgets = {"frequency": forms.RadioSelect}
