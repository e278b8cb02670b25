"""What the office and the members write on the pages of a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluations.enums import RoundState
from evaluations.models import Council, CouncilMember, Decision, Entry, Round
from products.models import Dossier
from regimes.models import LegalRegime


class RoundFilter(forms.Form):
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *RoundState.choices]
    )
    year = forms.IntegerField(label="Năm", required=False, min_value=2000, max_value=2100)


class RoundForm(forms.ModelForm):
    class Meta:
        model = Round
        fields = [
            *("council", "regime", "year", "sequence", "name", "mode"),
            *("dossiers_before", "evaluate_before", "meeting_at", "venue"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = Council.objects.order_by("-decided_on", "-pk")
        self.fields["regime"].queryset = LegalRegime.objects.order_by("-valid_from")

    def clean(self) -> dict[str, Any]:
        """The cut-off for dossiers comes before the end of the evaluation."""
        cleaned = super().clean()
        first, last = cleaned.get("dossiers_before"), cleaned.get("evaluate_before")
        if first and last and first > last:
            self.add_error("evaluate_before", "Ngày đánh giá xong phải sau ngày nhận hồ sơ.")
        return cleaned

    def _post_clean(self) -> None:
        """The act validates the round it makes: the form's own instance has no level yet."""


class AddEntriesForm(forms.Form):
    dossiers = forms.ModelMultipleChoiceField(
        label="Hồ sơ đã tiếp nhận",
        queryset=Dossier.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một hồ sơ."},
    )

    def __init__(self, *args: Any, waiting: QuerySet[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].queryset = waiting
        self.fields["dossiers"].label_from_instance = lambda row: f"{row.product} – {row.product.producer}"


class RecusalForm(forms.Form):
    member = forms.ModelChoiceField(label="Thành viên", queryset=CouncilMember.objects.none())
    reason = forms.CharField(label="Lý do đứng ngoài", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, members: QuerySet[CouncilMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.select_related("user")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}))


class PlaceForm(forms.Form):
    place = forms.IntegerField(label="Thứ tự", min_value=1, max_value=10_000)


class PresenceForm(forms.Form):
    member = forms.ModelChoiceField(label="Thành viên", queryset=CouncilMember.objects.none())
    is_present = forms.TypedChoiceField(
        label="Điểm danh", choices=[("1", "Có mặt"), ("0", "Rời họp")], coerce=lambda value: value == "1"
    )

    def __init__(self, *args: Any, members: QuerySet[CouncilMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.select_related("user")


class RescoreForm(forms.Form):
    """Which tallied products of a closed round are scored again, and why."""

    entries = forms.ModelMultipleChoiceField(
        label="Sản phẩm chấm lại",
        queryset=Entry.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một sản phẩm."},
    )
    reason = forms.CharField(label="Lý do chấm lại", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, entries: QuerySet[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = entries


class ConclusionForm(forms.Form):
    """The council's conclusion on one disputed requirement."""

    criterion_code = forms.CharField(widget=forms.HiddenInput)
    stars = forms.IntegerField(widget=forms.HiddenInput)
    is_met = forms.TypedChoiceField(
        label="Kết luận", choices=[("1", "Đạt"), ("0", "Không đạt")], coerce=lambda value: value == "1"
    )
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}))


class OutcomeForm(forms.Form):
    """The chairman's decision on one entry: as the tally, or lower with reason and basis."""

    stars = forms.TypedChoiceField(label="Hạng sao quyết định", coerce=int)
    difference_reason = forms.CharField(
        label="Lý do khác kết quả Hội đồng", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    legal_basis = forms.CharField(
        label="Căn cứ pháp lý", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stars"].choices = [(stars, f"{stars} sao") for stars in range(most, 0, -1)]


class DecisionForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["number", "signed_on", "signer", "signer_position"]
