"""What every administration page of the programme shares: who may, fast lists, nothing deleted."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.admin import AdminSite, display, site
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import lookup_spawns_duplicates, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import (
    BinaryField,
    BooleanField,
    DateField,
    Field,
    IntegerField,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    URLField,
)
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from unfold.admin import ModelAdmin, checkbox

from core.admin_files import as_file
from core.admin_lines import KnownLines
from core.exports import PARAMETER
from core.history import changes_of
from core.models import TransitionLog
from core.text import fold

COLUMNS = 8
MOST = 20_000
KEY = "row-key"
NUMBERED = ("number", "_no")
"""How fields with the number of a paper are called: "15/QĐ-UBND" is in them, "nước mắm" never is."""


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


@cache
def _box() -> str:
    """A row's box as the theme draws it, with KEY for the row's key."""
    return checkbox.render(ACTION_CHECKBOX_NAME, KEY)


class BoundedPaginator(Paginator):
    """Counts no further than MOST: nobody leafs through more pages, and counting millions of marks takes seconds."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[:MOST].count()
        return super().count


class OfficeAdmin(_OfficeAccess, ModelAdmin):
    """Administration of one model by the office."""

    list_per_page = 30
    show_full_result_count = False
    paginator = BoundedPaginator
    warn_unsaved_form = True
    list_filter_submit = False
    list_before_template = "admin/saved_filters.html"
    object_history_template = "admin/row_history.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_read(request)

    @display(description=ModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Model) -> SafeString:
        """The box of a row: the theme's, drawn once and given each row's key."""
        return mark_safe(_box().replace(KEY, escape(str(obj.pk))))  # noqa: S308 (the theme's own, the key escaped)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Rows in which every word typed is somewhere: as typed, or without marks in a name's search key.

        Names are looked up in their own table, whose index finds them; a join of both tables would be read whole.
        """
        names = self.get_search_fields(request)
        for word in search_term.split():
            anywhere = Q()
            for name in names:
                anywhere |= self._holding(name, word)
            queryset = queryset.filter(anywhere)
        return queryset, any(_is_many(self.model, name) for name in names)

    def _holding(self, name: str, word: str) -> Q:
        """That the field ``name``, of this row or of one it refers to, holds the word."""
        if name.startswith("="):  # a number, found whole
            return Q(**{name[1:]: word}) if word.isdecimal() else Q(pk__in=[])
        path, _, last = name.rpartition("__")
        if last.endswith(NUMBERED) and not _may_be_number(word):
            return Q(pk__in=[])
        if last != "search_key":
            return Q(**{f"{name}__icontains": word})
        words = Q(search_key__contains=fold(word)) if fold(word) else Q(pk=None)
        if not path:
            return words
        model = self.model
        for step in path.split("__"):
            model = model._meta.get_field(step).related_model
        return Q(**{f"{path}__in": model._default_manager.filter(words).values("pk")})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; one that names a row of another table leads there."""
        columns = list(super().get_list_display(request))
        return columns[:1] + [self._linked(name) for name in columns[1:]]

    def _linked(self, name: Any) -> Any:
        field = field_of(self.model, name) if isinstance(name, str) else None
        leads = field is not None and field.many_to_one and site.is_registered(field.related_model)
        if field is None or not (leads or _is_year(field)):
            return name
        known = self.__dict__.setdefault("_columns", {})
        if name not in known:
            known[name] = _link_column(field) if leads else _year_column(field)
        return known[name]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, or with `?xuat=xlsx` or `csv` its rows as a file."""
        if request.method == "GET" and PARAMETER in request.GET and _may_read(request):
            return as_file(self, request)
        return super().changelist_view(request, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What changed on the row, when and by whom: from the audit trail the database itself writes."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        kind = ContentType.objects.get_for_model(self.model)
        log = TransitionLog.objects.filter(content_type=kind, object_id=row.pk).select_related("actor")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Lịch sử thay đổi: {row}",
            "opts": self.opts,
            "object": row,
            "is_tracked": hasattr(row, "events"),
            "changes": changes_of(row) if hasattr(row, "events") else [],
            "log": list(log.order_by("-pk")[:200]),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

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

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A year is a name, not an amount: 2026, never 2.026."""
        columns = []
        for name in super().get_fields(request, obj):
            field = field_of(self.model, name) if isinstance(name, str) else None
            columns.append(self._linked(name) if field is not None and _is_year(field) else name)
        return columns


class OfficeTabularInline(_OfficeAccess, KnownLines):
    extra = 0
    show_change_link = False


class FrozenTabularInline(_ReadOnly, OfficeTabularInline):
    can_delete = False


def _may_be_number(word: str) -> bool:
    return any(letter.isdecimal() or letter in "/-" for letter in word)


def _is_many(model: Any, name: str) -> bool:
    """Whether a row may be found several times over through the field ``name``."""
    return bool(lookup_spawns_duplicates(model._meta, name))


def field_of(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _has_field(obj: Model, name: str) -> bool:
    return field_of(obj, name) is not None


def _link_column(field: Any) -> Any:
    """A column that shows the row a field names, as a link to its own page."""
    meta = field.related_model._meta
    page = f"admin:{meta.app_label}_{meta.model_name}_change"

    @cache
    def around() -> tuple[str, str]:
        """What stands before and after the key in an address: found once, not for each cell."""
        before, _, after = reverse(page, args=[0]).rpartition("0")
        return before, after

    @display(description=field.verbose_name, ordering=field.name)
    def column(row: Model) -> Any:
        other = getattr(row, field.name)
        link = '<a class="text-primary-600" href="{}{}{}">{}</a>'
        before, after = around()
        return other and format_html(link, before, str(other.pk), after, other)

    return column


def _is_year(field: Any) -> bool:
    return isinstance(field, IntegerField) and (field.name == "year" or field.name.endswith("_year"))


def _year_column(field: Any) -> Any:
    """A column with a year as it is written, without a dot in it."""

    @display(description=field.verbose_name, ordering=field.name)
    def column(row: Model) -> str:
        return str(getattr(row, field.name) or "")

    return column


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
        "list_select_related": [name for field in short if field.many_to_one for name in _with_names(field)],
        "list_filter": [
            field.name
            for field in short
            if field.choices or isinstance(field, BooleanField) or field.name == "year"
        ],
        "search_fields": [
            *(field.name for field in fields if field.name == "search_key" or field is named),
            *(name for field in short if field.many_to_one for name in _searched(field)),
        ],
        "date_hierarchy": days[0] if days else None,
        "ordering": ("-pk",),
    }


def _with_names(field: Any) -> list[str]:
    """A reference, and the rows that the one it leads to may be called after."""
    further = [
        other for other in field.related_model._meta.concrete_fields if other.many_to_one and not other.null
    ]
    return [field.name, *(f"{field.name}__{other.name}" for other in further)]


def _searched(field: Any) -> list[str]:
    """The search key of the row a reference leads to, or of the rows that one is called after."""
    own = field.related_model._meta.concrete_fields
    if any(other.name == "search_key" for other in own):
        return [f"{field.name}__search_key"]
    further = [other for other in own if other.many_to_one and field_of(other.related_model, "search_key")]
    return [f"{field.name}__{other.name}__search_key" for other in further]


def _is_key(field: Field) -> bool:
    return field.name in {"search_key", "sort_key", "version", "is_demo", "digest", "sha256"}
