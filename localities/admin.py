from django.contrib import admin

from core.office_admin import NamedAdmin, OfficeAdmin, OfficeTabularInline
from localities.models import Unit, UnitAlias, UnitSuccession


class AliasInline(OfficeTabularInline):
    model = UnitAlias
    fields = ("name", "kind")


@admin.register(Unit)
class UnitAdmin(NamedAdmin):
    list_display = ("name", "code", "era", "level", "kind", "parent", "valid_from", "valid_to")
    list_select_related = ("parent",)
    list_filter = ("era", "level", "kind")
    inlines = (AliasInline,)


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(OfficeAdmin):
    list_display = ("predecessor", "successor", "effective_on", "is_part", "is_default", "legal_basis")
    list_select_related = ("predecessor", "successor")
    list_filter = ("effective_on", "is_part")
    search_fields = ("predecessor__search_key", "successor__search_key")
    ordering = ("predecessor__sort_key", "pk")


@admin.register(UnitAlias)
class UnitAliasAdmin(OfficeAdmin):
    list_display = ("name", "unit", "kind")
    list_select_related = ("unit",)
    list_filter = ("kind",)
    search_fields = ("search_key", "unit__search_key")
    ordering = ("name", "pk")
