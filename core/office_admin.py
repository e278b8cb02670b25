"""What every administration page of the programme shares: who may, fast lists, nothing deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, site
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BinaryField,
    BooleanField,
    DateField,
    Field,
    JSONField,
    Model,
    QuerySet,
    TextField,
    URLField,
)
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from core.text import fold

COLUMNS = 8


def _may_read(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_office", False))


def _may_write(request: HttpRequest) -> bool:
    return getattr(request.user, "role", None) == "office_admin"


class _OfficeAccess:
    """The office reads, its administrators write, nobody deletes; long lists of rows are looked up."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_read(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every reference to a row that can be searched: no select box of thousands."""
        return [
            field.name
            for field in self.model._meta.get_fields()
            if isinstance(field, Field)
            and field.many_to_one
            and field.editable
            and _is_searchable(field.related_model)
        ]


def _is_searchable(model: Any) -> bool:
    """Whether the admin of ``model`` can look rows up by what is typed."""
    return bool(getattr(site._registry.get(model), "search_fields", ()))


class _ReadOnly:
    """Rows that acts write and the law freezes: shown, never changed here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfficeAdmin(_OfficeAccess, ModelAdmin):
    """Administration of one model by the office."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_read(request)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Note who made the row; a page that was open meanwhile sees that the row has changed."""
        if not change and _has_field(obj, "created_by") and obj.created_by_id is None:
            obj.created_by = request.user
        if change and _has_field(obj, "version"):
            obj.version += 1
        super().save_model(request, obj, form, change)


class NamedAdmin(OfficeAdmin):
    """A model with a Vietnamese name, found with or without diacritics."""

    search_fields = ("search_key",)
    ordering = ("sort_key", "pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        for word in fold(search_term).split():
            queryset = queryset.filter(search_key__contains=word)
        return queryset, False


class FrozenAdmin(_ReadOnly, OfficeAdmin):
    """Administration that shows only."""


class OfficeTabularInline(_OfficeAccess, TabularInline):
    extra = 0
    show_change_link = False


class OfficeStackedInline(_OfficeAccess, StackedInline):
    extra = 0


class FrozenTabularInline(_ReadOnly, OfficeTabularInline):
    can_delete = False


def _has_field(obj: Model, name: str) -> bool:
    try:
        obj._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def register_the_rest(admin_site: AdminSite, models: Iterable[type[Model]]) -> None:
    """Show the tables that no app has described for the administration: read only, with what their fields allow."""
    for model in models:
        if not admin_site.is_registered(model):
            admin_site.register(model, type(f"{model.__name__}Admin", (FrozenAdmin,), _described(model)))


def _described(model: type[Model]) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    short = [field for field in fields if not isinstance(field, TextField | JSONField | BinaryField)]
    named = next((field for field in short if type(field).__name__ == "LineField"), None)
    columns = [field.name for field in short if field is named or field.many_to_one or not _is_key(field)]
    days = [field.name for field in short if isinstance(field, DateField)]
    return {
        "list_display": columns[:COLUMNS] or ("__str__",),
        "list_select_related": [field.name for field in short if field.many_to_one],
        "list_filter": [
            field.name
            for field in short
            if field.choices or isinstance(field, BooleanField) or field.name == "year"
        ],
        "search_fields": [field.name for field in fields if field.name == "search_key" or field is named],
        "date_hierarchy": days[0] if days else None,
        "ordering": ("-pk",),
    }


def _is_key(field: Field) -> bool:
    return field.name in {"search_key", "sort_key", "version", "is_demo", "digest", "sha256"}
