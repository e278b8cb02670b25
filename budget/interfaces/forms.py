"""What the office writes when it estimates, gives out, pays, adjusts and settles money."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from budget.models import Allocation, Disbursement, EstimateLine, FundingSide, FundingSource, Settlement
from core.forms import AmountField, VersionedForm
from core.listing import chosen_in
from core.money import format_dong
from localities.models import Unit
from programme.interfaces.forms import ALL, FileField
from programme.models import Activity, Plan


def activities_of(plan: Plan | None) -> Any:
    """The activities of a plan in its order."""
    return Activity.objects.filter(group__plan=plan).order_by("group__order", "order", "pk")


class LineForm(VersionedForm):
    class Meta:
        model = EstimateLine
        fields = ["group", "activity", "source", "name", "amount"]
        help_texts = {"activity": "Để trống nếu khoản chi cho cả nhóm nội dung."}

    reason = forms.CharField(label="Lý do bổ sung", widget=forms.Textarea, required=True)

    def __init__(self, data: Any = None, *args: Any, plan: Plan, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["group"].queryset = plan.content_groups.order_by("order")
        self.fields["activity"].queryset = activities_of(plan)
        if not needs_reason:
            del self.fields["reason"]


class PlaceForm(forms.Form):
    """Where a class belongs in its year's plan and money."""

    activity = forms.ModelChoiceField(
        label="Hoạt động của kế hoạch", queryset=Activity.objects.none(), required=False
    )
    line = forms.ModelChoiceField(
        label="Dòng dự toán",
        queryset=EstimateLine.objects.none(),
        required=False,
        help_text="Kinh phí của lớp được so với dòng này. Dòng của hoạt động nào thì lớp thuộc hoạt động đó.",
    )

    def __init__(self, *args: Any, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities_of(plan)
        self.fields["line"].queryset = (
            EstimateLine.objects.filter(plan=plan)
            .select_related("source")
            .order_by("group__order", "name", "pk")
        )
        self.fields["line"].label_from_instance = lambda line: (
            f"{line.name} – {line.source.name}, {format_dong(line.amount)}"
        )


class CopyEstimatesForm(forms.Form):
    source = forms.ModelChoiceField(label="Chép dự toán của", queryset=Plan.objects.none())

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = plans


class AllocationForm(forms.ModelForm):
    class Meta:
        model = Allocation
        fields = ["recipient", "unit", "amount", "on", "decision_no"]

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(day).by_name()


class DisbursementForm(forms.ModelForm):
    upload = FileField(label="Tệp chứng từ")

    class Meta:
        model = Disbursement
        fields = ["amount", "on", "voucher_no", "payee", "purpose"]
        help_texts = {"payee": "Để trống thì lấy đơn vị thực hiện."}


class AdjustForm(forms.Form):
    amount = AmountField(label="Số tiền sau điều chỉnh (đồng)")
    on = forms.DateField(label="Ngày")
    decision_no = forms.CharField(label="Số quyết định", max_length=100, required=False)
    reason = forms.CharField(label="Lý do", widget=forms.Textarea)


class VoidForm(forms.Form):
    on = forms.DateField(label="Ngày hủy")
    reason = forms.CharField(label="Lý do", widget=forms.Textarea)


class SettleForm(forms.ModelForm):
    class Meta:
        model = Settlement
        fields = ["settled", "carried_over", "on", "decision_no", "note"]
        help_texts = {
            "settled": "Không quá số đã giải ngân.",
            "carried_over": "Phần còn lại, sau quyết toán và chuyển nguồn, là hủy dự toán.",
        }


class SettleRestForm(forms.Form):
    on = forms.DateField(label="Ngày quyết toán")


class YearForm(forms.Form):
    """The year whose money is looked at, first of all the filters."""

    nam = forms.ChoiceField(label="Năm", required=False)
    words = forms.CharField(label="Tìm", required=False)
    side = forms.ChoiceField(label="Thuộc", required=False, choices=[ALL, *FundingSide.choices])
    source = forms.ModelChoiceField(
        label="Nguồn vốn", required=False, queryset=FundingSource.objects.order_by("order", "pk")
    )

    def __init__(self, *args: Any, plans: list[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [(str(plan.year), str(plan.year)) for plan in plans]

    def narrow(self, rows: Any, line: str, words: tuple[str, ...]) -> Any:
        """The rows chosen; ``line`` leads from a row to its estimate line."""
        chosen = chosen_in(self)
        if chosen.get("side"):
            rows = rows.filter(**{f"{line}source__side": chosen["side"]})
        if chosen.get("source"):
            rows = rows.filter(**{f"{line}source": chosen["source"]})
        for word in (chosen.get("words") or "").split():
            found = Q()
            for name in words:
                found |= Q(**{f"{name}__unaccent__icontains": word})
            rows = rows.filter(found)
        return rows


class ClassMoneyFilter(forms.Form):
    nam = forms.ChoiceField(label="Năm", required=False)
    words = forms.CharField(label="Tên lớp", required=False)
    missing = forms.ChoiceField(
        label="Chưa gắn với",
        required=False,
        choices=[ALL, ("planned", "Hoạt động của kế hoạch"), ("funded", "Dòng dự toán")],
    )

    def __init__(self, *args: Any, plans: list[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [(str(plan.year), str(plan.year)) for plan in plans]

    def narrow(self, rows: Any) -> Any:
        chosen = chosen_in(self)
        rows = rows.search(chosen.get("words") or "")
        if missing := chosen.get("missing"):
            rows = rows.filter(**{f"{missing}__isnull": True})
        return rows
