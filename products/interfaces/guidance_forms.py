"""The form of guidance: one text for the criterion, one for each option."""

from typing import Any

from django import forms

from regimes.models import Criterion


def _text(label: str, value: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        initial=value,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class GuidanceForm(forms.Form):
    """What counts as evidence, in plain words; empty texts are not shown to anybody."""

    everywhere = forms.BooleanField(
        label="Dùng cho mọi bộ sản phẩm của quy định này có tiêu chí cùng tên",
        required=False,
        help_text="Ghi đè hướng dẫn đang có ở các bộ đó.",
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = _text("Hướng dẫn chung của tiêu chí", criterion.guidance, 3)
        self.numbers = []
        for option in criterion.options.all():
            self.numbers.append(option.number)
            label = f"Mức {option.points} điểm: {option.text}"
            self.fields[f"option_{option.number}"] = _text(label, option.guidance, 2)
        self.order_fields(["text", *(f"option_{number}" for number in self.numbers), "everywhere"])

    def options(self) -> dict[int, str]:
        """The text of each option by its number."""
        return {number: self.cleaned_data[f"option_{number}"] for number in self.numbers}
