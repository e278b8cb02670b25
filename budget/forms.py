"""What the office writes when it gives out or pays money."""

from datetime import date
from typing import Any

from django import forms

from budget.models import Allocation, Disbursement
from localities.models import Unit


class AllocationForm(forms.ModelForm):
    class Meta:
        model = Allocation
        fields = ["recipient", "unit", "amount", "on", "decision_no"]

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(day).by_name()


class DisbursementForm(forms.ModelForm):
    class Meta:
        model = Disbursement
        fields = ["amount", "on", "voucher_no", "purpose"]
