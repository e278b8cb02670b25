"""Forms over rows that several people change: what the second typed is kept, what the first saved is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from core.errors import ActRefused, Incomplete, LooksAlike, StaleVersion
from core.history import NOTHING, as_of, shown
from core.money import Reading, UnreadableAmountError, format_number, read_amount


class AmountInput(forms.TextInput):
    """An amount with its reading below, and (hidden) the reading the person was asked about."""

    template_name = "components/amount_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str:
        return format_number(value) if isinstance(value, int) else str(value or "")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = data.get(name)
        return None if text is None else Typed(text, data.get(f"{name}-doc", ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["reading"] = _reading_of(context["widget"]["value"])
        return context


class Typed(str):
    """What was typed as an amount, with the reading that was shown beside it."""

    __slots__ = ("asked",)

    def __new__(cls, text: str, asked: str = "") -> "Typed":
        made = super().__new__(cls, text)
        made.asked = asked
        return made


def _reading_of(text: str | None) -> Reading | None:
    try:
        return read_amount(text) if text else None
    except UnreadableAmountError:
        return None


class AmountField(forms.Field):
    """Whole đồng as offices type them; a doubtful reading is shown and asked about, never taken silently."""

    widget = AmountInput
    default_error_messages = {
        "negative": "Số tiền không được âm.",
        "doubtful": "Hệ thống đọc là {reading}. Nếu đúng, hãy bấm nút lưu lần nữa; nếu chưa đúng, "
        "hãy ghi rõ đơn vị, ví dụ “1,08 tỷ” hoặc “25 triệu”.",
    }

    def __init__(self, *, signed: bool = False, **kwargs: Any) -> None:
        self.signed = signed
        kwargs.setdefault("help_text", "Ví dụ 1.080.000.000 hoặc 1,08 tỷ hoặc 25 triệu.")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        value = value.strip() if isinstance(value, str) and not isinstance(value, Typed) else value
        if value in self.empty_values or not str(value).strip():
            return super().clean(None)
        asked = getattr(value, "asked", None)
        try:
            reading = read_amount(str(value))
        except UnreadableAmountError as error:
            raise ValidationError(str(error)) from error
        if reading.value < 0 and not self.signed:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if reading.is_doubtful and asked is not None and asked != str(reading.value):
            raise ValidationError(
                self.error_messages["doubtful"].format(reading=reading.shown), code="doubtful"
            )
        return reading.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        reading = _reading_of(str(data or ""))
        return initial != (reading.value if reading else None)


@dataclass(frozen=True)
class Clash:
    """A field that two people changed differently."""

    name: str
    label: str
    mine: str
    theirs: str


class VersionedForm(forms.ModelForm):
    """A form that carries the version its values were read from; it only checks, acts save.

    ``take`` in the posted data names fields whose stored value is taken instead of the typed one.
    """

    data: Any
    version = forms.IntegerField(label="Phiên bản", widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(label="Đã xem", widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["version"].initial = getattr(self.instance, "version", None)
        if self.is_bound and "take" in self.data:
            self.data = self.data.copy()
            for name in self.data.getlist("take"):
                if name in self.model_names():
                    self.fill(name, getattr(self.instance, name))

    def model_names(self) -> list[str]:
        """The fields that are columns of the row."""
        return [name for name in self.fields if name in (self._meta.fields or ())]

    def details(self) -> dict[str, Any]:
        """The checked values of the row's columns, as the acts take them."""
        return {name: self.cleaned_data[name] for name in self.model_names()}

    def confirmed_keys(self) -> set[int]:
        """The rows the person has been shown as alike, and pressed on."""
        return {int(key) for key in self.cleaned_data["confirmed"].split(",") if key.isdecimal()}

    def fill(self, name: str, value: Any) -> None:
        """Put a stored value into the posted data, as the widget would have sent it."""
        key, widget = self.add_prefix(name), self.fields[name].widget
        if isinstance(widget, forms.CheckboxInput):
            self.data.pop(key, None)
            if value:
                self.data[key] = "on"
            return
        value = self.fields[name].prepare_value(value)
        if isinstance(widget, forms.CheckboxSelectMultiple):
            self.data.setlist(key, [str(choice) for choice in value or []])
            return
        made = widget.format_value(value)
        self.data[key] = (made[0] if isinstance(made, list) and made else made) or ""

    def describe(self, row: Any, name: str) -> str:
        """The value of a column as people read it."""
        column = self._meta.model._meta.get_field(name)
        if column.many_to_one:
            return str(getattr(row, name) or NOTHING)
        return shown(column, getattr(row, name))

    def retry(
        self, current: Any, again: Callable[[Any], "VersionedForm"]
    ) -> tuple["VersionedForm", list[Clash]]:
        """The form once more over ``current``: typed values stay, fields I had left alone follow the other.

        ``again`` makes the form from posted data. Returns it with the fields both changed.
        """
        mine, base = self.instance, as_of(current, self.cleaned_data["version"] or 0)
        data = self.data.copy()
        data.setlist("take", [])
        data[self.add_prefix("version")] = str(current.version)
        form, clashes = again(data), []
        form.data = data
        for name in self.model_names():
            key = self._meta.model._meta.get_field(name).attname
            if getattr(mine, key) == getattr(current, key):
                continue
            if base is not None and getattr(base, key) == getattr(mine, key):
                form.fill(name, getattr(current, name))
            elif base is None or getattr(base, key) != getattr(current, key):
                label = str(self.fields[name].label or name)
                clashes.append(Clash(name, label, self.describe(mine, name), self.describe(current, name)))
        return form, clashes


@dataclass
class Attempt:
    """What came of trying to save a form: the row, or the form to show again and why."""

    form: VersionedForm
    saved: Any = None
    clashes: list[Clash] = field(default_factory=list)
    stale: str = ""
    alike: list = field(default_factory=list)
    alike_message: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form again."""
        return 409 if self.stale or self.alike else 422

    def context(self) -> dict[str, Any]:
        """For the template `components/saving.html`."""
        return {"form": self.form, "attempt": self}


def attempt(form: VersionedForm, act: Callable[[], Any], again: Callable[[Any], VersionedForm]) -> Attempt:
    """Call ``act`` if the form is valid; what it refuses becomes part of the form.

    ``again`` makes an unspoilt form of the same kind from posted data, over the row as it is now.
    """
    if not form.is_valid():
        return Attempt(form)
    try:
        return Attempt(form, saved=act())
    except StaleVersion as error:
        retried, clashes = form.retry(error.current, again)
        return Attempt(retried, stale=str(error), clashes=clashes)
    except LooksAlike as error:
        form.data = form.data.copy()
        keys = ",".join(str(row.pk) for row in error.alike)
        form.data[form.add_prefix("confirmed")] = keys
        return Attempt(form, alike=error.alike, alike_message=str(error))
    except ValidationError as error:
        add_errors(form, error)
    except Incomplete as error:
        form.add_error(None, ValidationError([str(error), *error.missing]))
    except ActRefused as error:
        form.add_error(None, str(error))
    return Attempt(form)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put an act's refusal beside the fields it speaks of; what the form does not show goes on top."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)
