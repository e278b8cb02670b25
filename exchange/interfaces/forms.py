"""Forms of an import: the file, and what a person says about how it is to be read."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from core.spreadsheets.importing import Examined
from exchange.domain.kinds import may_import
from exchange.models import ImportKind, ImportRun
from training.models import ClassState, TrainingClass


class UploadForm(forms.Form):
    """A file of one kind, and the day its units are of."""

    kind = forms.ChoiceField(label="Loại dữ liệu", choices=ImportKind)
    file = forms.FileField(
        label="Tệp bảng tính",
        help_text="Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV, tối đa 25 MB. Giữ nguyên tệp đang dùng.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv"}),
    )
    as_of = forms.DateField(
        label="Tên xã, phường trong tệp theo ngày",
        help_text="Tệp ghi tên trước sáp nhập thì chọn một ngày trước 01/7/2025, ví dụ 31/12/2022.",
    )
    training_class = forms.ModelChoiceField(
        label="Lớp (chỉ với danh sách học viên)", queryset=TrainingClass.objects.none(), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (value, label) for value, label in ImportKind.choices if may_import(user, value)
        ]
        self.fields["as_of"].initial = timezone.localdate()
        open_classes = TrainingClass.objects.exclude(state=ClassState.CANCELLED)
        self.fields["training_class"].queryset = open_classes.order_by("-year", "sort_key", "pk")


class ImportReasonForm(forms.Form):
    """Why the rows of a file are written, where the register asks for it."""

    reason = forms.CharField(label="Lý do bổ sung", widget=forms.Textarea)
    decision_no = forms.CharField(label="Số quyết định, căn cứ", max_length=100, required=False)


class MappingForm(forms.Form):
    """Which column each field is read from, and which units unclear names mean."""

    as_of = forms.DateField(label="Tên xã, phường theo ngày")

    def __init__(
        self, data: Any = None, *, run: ImportRun, found: Examined, questions: list[dict[str, Any]]
    ) -> None:
        super().__init__(data)
        self.fields["as_of"].initial = run.as_of
        layout = found.layouts[0]
        columns = [("", "(không có trong tệp)")]
        columns += [(str(column.index), f"{column.letter}: {column.label}") for column in layout.columns]
        self._columns, self._units = [], {}
        for one in found.importer.fields:
            name = f"column_{one.name}"
            initial = layout.mapping.get(one.name)
            if initial is None and one.name.startswith(("first_", "second_", "stars_")):
                continue
            label = f"{one.label}{' *' if one.anchor else ''}"
            self.fields[name] = forms.ChoiceField(label=label, choices=columns, required=False)
            self.fields[name].initial = "" if initial is None else str(initial)
            self._columns.append(name)
        for place, question in enumerate(questions):
            name = f"unit_{place}"
            choices = [("", "(chưa chọn)"), *((one["code"], one["name"]) for one in question["candidates"])]
            self.fields[name] = forms.ChoiceField(
                label=f"“{question['text']}”", choices=choices, required=False
            )
            self.fields[name].initial = run.choices.get(question["text"], "")
            self._units[name] = question["text"]

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self._columns]

    def units(self) -> list[forms.BoundField]:
        return [self[name] for name in self._units]

    def mapping(self, found: Examined) -> dict[str, int | None]:
        """What was chosen differently from what was recognised."""
        recognised = found.layouts[0].mapping
        chosen = {}
        for name in self._columns:
            value = self.cleaned_data[name]
            index = int(value) if value else None
            field = name.removeprefix("column_")
            if recognised.get(field) != index:
                chosen[field] = index
        return chosen

    def choices(self) -> dict[str, str]:
        """The units chosen for unclear names."""
        return {
            text: self.cleaned_data[name] for name, text in self._units.items() if self.cleaned_data[name]
        }
