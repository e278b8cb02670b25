"""The question of a what-if: whose sheets are left out, which mark is moved."""

from typing import Any

from django import forms

from evaluations.domain.queries.counted import Basis


class WhatIfForm(forms.Form):
    drop = forms.TypedMultipleChoiceField(
        label="Bỏ phiếu của", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    member = forms.TypedChoiceField(label="Đổi điểm của", required=False, coerce=int, empty_value=None)
    mark = forms.ChoiceField(label="Tiêu chí và mức", required=False)

    def __init__(self, *args: Any, basis: Basis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(sheet.member, f"{sheet.name} ({sheet.score.total} điểm)") for sheet in basis.sheets]
        self.fields["drop"].choices = people
        self.fields["member"].choices = [("", "Không đổi"), *people]
        groups = [
            (
                f"{line.code}. {line.name[:80]}",
                [
                    (
                        f"{line.code}:{option.number}",
                        f"{line.code}: {option.points} điểm – {option.text[:70]}",
                    )
                    for option in line.options
                ],
            )
            for _, line in basis.spec.criteria
        ]
        self.fields["mark"].choices = [("", "Không đổi"), *groups]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("member")) != bool(cleaned.get("mark")):
            self.add_error("mark", "Hãy chọn cả thành viên lẫn tiêu chí và mức, hoặc không chọn gì.")
        return cleaned

    def without(self) -> set[int]:
        return set(self.cleaned_data["drop"])

    def moved(self) -> dict[tuple[int, str], int]:
        """The option by (member, criterion)."""
        if not self.cleaned_data["member"]:
            return {}
        code, _, number = self.cleaned_data["mark"].rpartition(":")
        return {(self.cleaned_data["member"], code): int(number)}
