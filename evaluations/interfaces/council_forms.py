"""What the office writes about councils and their members."""

from typing import Any

from django import forms

from accounts.models import Role, User
from evaluations.models import Council, CouncilMember
from evaluations.models.council import CouncilRules
from localities.models import Level, Unit
from regimes.models import EvaluationLevel

RULES = [field.name for field in CouncilRules._meta.get_fields()]


class CouncilFilter(forms.Form):
    q = forms.CharField(label="Tên hoặc số quyết định", required=False, max_length=100)
    level = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Tất cả"), *EvaluationLevel.choices])
    on = forms.DateField(label="Còn nhiệm kỳ ngày", required=False)


class YearForm(forms.Form):
    year = forms.IntegerField(label="Năm", min_value=2019, max_value=2100)


class CouncilForm(forms.ModelForm):
    """The decision, the term, and the rules of procedure."""

    class Meta:
        model = Council
        fields = [
            *("name", "level", "unit", "decision_no", "decided_on", "term_from", "term_to", "note"),
            *RULES,
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # a council belongs to a district or the city, never to a commune
        self.fields["unit"].queryset = Unit.objects.exclude(level=Level.COMMUNE).order_by(
            "-valid_from", "sort_key", "pk"
        )

    def _post_clean(self) -> None:
        """The act checks the row it makes."""


class SeatForm(forms.ModelForm):
    class Meta:
        model = CouncilMember
        fields = ["user", "office", "is_delegated", "agency", "position", "address", "order", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.active().exclude(role=Role.PRODUCER).order_by("sort_key", "pk")
        self.fields["user"].queryset = people
        self.fields["user"].label_from_instance = lambda user: f"{user.name} – {user.agency or user.email}"
        if self.instance.pk:
            del self.fields["user"]

    def _post_clean(self) -> None:
        """The act checks the seat it makes."""
