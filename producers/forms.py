"""The form of a producer."""

from django import forms

from accounts.models import User
from localities.models import Unit
from producers.models import Producer


class ProducerForm(forms.ModelForm):
    class Meta:
        model = Producer
        fields = [
            *("kind", "name", "tax_code", "registration_no", "registered_on", "unit", "address", "phone"),
            *("email", "representative", "representative_position", "representative_sex"),
            *("workers", "local_workers", "history"),
        ]

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if user.is_office:
            units = Unit.objects.all()
        elif user.unit_id:
            units = Unit.objects.within(user.unit)
        else:
            units = Unit.objects.filter(pk=self.instance.unit_id)
        self.fields["unit"].queryset = units.by_name()
