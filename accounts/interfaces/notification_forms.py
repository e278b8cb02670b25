from django import forms

from accounts.enums import NotificationKind
from accounts.models import MailChoice


class MailChoiceForm(forms.ModelForm):
    """What somebody wants by e-mail."""

    kinds = forms.MultipleChoiceField(
        label="Loại thông báo gửi qua thư",
        choices=NotificationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = MailChoice
        fields = ("frequency", "kinds", "quiet_from", "quiet_to")
        widgets = {
            "frequency": forms.RadioSelect,
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_to": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        help_texts = {"quiet_from": "Thư đến hạn trong khoảng giờ này được gửi khi hết khoảng giờ."}
