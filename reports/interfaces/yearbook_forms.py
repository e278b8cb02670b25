"""The forms of a yearbook."""

from django import forms

from reports.models import Yearbook, YearbookEntry


class YearbookForm(forms.ModelForm):
    """Its words, language and paper."""

    class Meta:
        model = Yearbook
        fields = ("title", "subtitle", "year", "language", "paper", "foreword", "signed_by")
        widgets = {"foreword": forms.Textarea(attrs={"rows": 10})}


class EntryForm(forms.ModelForm):
    """What is printed of one product."""

    class Meta:
        model = YearbookEntry
        fields = ("name", "story", "shows_contact")
        widgets = {"story": forms.Textarea(attrs={"rows": 8})}
