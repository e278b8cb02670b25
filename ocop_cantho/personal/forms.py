from typing import Any

from django import forms

from accounts.models import Erasure, Role
from ocop_cantho.personal.erasing import names_of
from ocop_cantho.personal.kinds import REPRESENTATIVE, Kind


class WhoseForm(forms.Form):
    """Which of a producer's representatives, and whether its telephone and mail are that person's own."""

    ai = forms.ChoiceField(label="Người cần ẩn danh")
    lien_he = forms.BooleanField(
        label="Xóa cả điện thoại, thư điện tử của chủ thể",
        help_text="Chọn khi đó là số máy, hộp thư riêng của người này, không phải của đơn vị.",
        required=False,
    )

    def __init__(self, data: Any, *, kind: Kind, row: Any) -> None:
        super().__init__(data)
        names = names_of(kind, row)
        self.fields["ai"].choices = [(name, name) for name in names]
        if kind is not REPRESENTATIVE:
            del self.fields["lien_he"]


class ErasureForm(forms.ModelForm):
    """On whose asking, and that it is understood."""

    understood = forms.BooleanField(
        label="Tôi đã đọc phần trên và hiểu rằng việc này không làm ngược lại được"
    )

    class Meta:
        model = Erasure
        fields = ("paper", "reason")
        labels = {"paper": "Văn bản, đơn đề nghị", "reason": "Lý do"}
        help_texts = {
            "paper": "Ghi số và ngày, không ghi họ tên. Ví dụ: công văn đến số 125 ngày 20/11/2026."
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class LogFilter(forms.Form):
    """The log of looks, narrowed."""

    q = forms.CharField(label="Người xem", required=False, max_length=100)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Tất cả"), *Role.choices])
    tu = forms.DateField(label="Từ ngày", required=False)
    den = forms.DateField(label="Đến ngày", required=False)
