"""Lines of other rows on an administration form: the rows they name are read with them, not one by one."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet


class KnownSelect(AutocompleteSelect):
    """A reference looked up as it is typed, with the row it names now at hand."""

    known: Model | None = None

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> Any:
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        return [(None, [*blank, self.create_option(name, self.known.pk, label, True, len(blank))], 0)]


class _KnownFormSet(PaginationInlineFormSet):
    """Gives each line's references the rows that were read with it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # inside the buttons to add and change
            if isinstance(widget, KnownSelect):
                reference = form.instance._meta.get_field(name)
                widget.known = reference.get_cached_value(form.instance, default=None)


class KnownLines(TabularInline):
    """Lines that cost the same few questions however many they are."""

    formset = _KnownFormSet

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        own = self.model._meta.concrete_fields
        return super().get_queryset(request).select_related(*(one.name for one in own if one.many_to_one))

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
