"""What the list of classes can be narrowed by."""

from django import forms

from training.models import ClassKind, ClassState


class ClassFilter(forms.Form):
    words = forms.CharField(label="Tên lớp", required=False)
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    kind = forms.ChoiceField(label="Loại lớp", required=False, choices=[("", "Tất cả"), *ClassKind.choices])
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *ClassState.choices]
    )
