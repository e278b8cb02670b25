"""What the advisory team writes, beside its findings criterion by criterion."""

from typing import Any

from django import forms

from accounts.models import Role, User
from evaluations.models import AdvisoryReport, Entry


class ReportForm(forms.ModelForm):
    class Meta:
        model = AdvisoryReport
        fields = [
            *("surveyed_on", "survey_people", "survey_text"),
            *("elimination", "elimination_note", "conclusion"),
        ]
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("survey_people", "survey_text", "elimination_note", "conclusion")
        }

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = entry.dossier.criteria_set.eliminations.order_by("position")
        self.fields["elimination"].queryset = grounds
        self.fields["elimination"].empty_label = "Không đề nghị loại"

    def _post_clean(self) -> None:
        """The act writes the row it locks."""


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="Ảnh khảo sát", widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"})
    )
    caption = forms.CharField(label="Chú thích", required=False, max_length=200)


class AdviserForm(forms.Form):
    user = forms.ModelChoiceField(label="Người dùng", queryset=User.objects.none())
    agency = forms.CharField(label="Cơ quan", max_length=200)
    position = forms.CharField(label="Chức vụ", max_length=200, required=False)
    is_lead = forms.BooleanField(label="Tổ trưởng", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.active().exclude(role=Role.PRODUCER).order_by("sort_key", "pk")
        self.fields["user"].queryset = people
        self.fields["user"].label_from_instance = lambda user: f"{user.name} – {user.agency or user.email}"
