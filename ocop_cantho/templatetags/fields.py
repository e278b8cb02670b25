"""Form controls with Bootstrap's classes, for `components/form.html`."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()

_CHOICES = (forms.CheckboxSelectMultiple, forms.RadioSelect)
_SELECTS = (forms.Select, forms.SelectMultiple)


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: ``check`` (box before label), ``group`` (fieldset) or ``line``."""
    widget = field.field.widget
    if isinstance(widget, _CHOICES):
        return "group"
    return "check" if isinstance(widget, forms.CheckboxInput) else "line"


def _css_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, _SELECTS) else "form-control"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with its class; an invalid one is marked for eye and screen reader."""
    widget = field.field.widget
    attrs: dict[str, Any] = {}
    if not isinstance(widget, (*_CHOICES, forms.MultiWidget)):
        own = widget.attrs.get("class", "")
        attrs["class"] = " ".join(filter(None, [own, _css_class(field), field.errors and "is-invalid"]))
    if isinstance(widget, forms.DateInput) and not isinstance(widget, forms.DateTimeInput):
        attrs |= {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}
    return field.as_widget(attrs=attrs)


@register.filter
def hint(field: BoundField) -> str:
    """The help text; a date without one says how dates are written."""
    if field.help_text:
        return str(field.help_text)
    widget = field.field.widget
    if isinstance(widget, forms.DateTimeInput):
        return "Ngày/tháng/năm giờ:phút, ví dụ 05/9/2026 14:30."
    return "Ngày/tháng/năm, ví dụ 05/9/2026." if isinstance(widget, forms.DateInput) else ""


@register.filter
def choice_attrs(choice: Any) -> SafeString:
    """The attributes of one radio button or tick box of a group, without its class."""
    return flatatt({key: value for key, value in choice.data["attrs"].items() if key != "class"})
