from django.contrib import admin

from core.office_admin import NamedAdmin, OfficeAdmin, OfficeTabularInline
from producers.models import CraftVillage, Producer, ProducerAccount, ProducerYear


class YearInline(OfficeTabularInline):
    model = ProducerYear
    fields = ("year", "revenue", "profit", "workers", "local_workers")


@admin.register(CraftVillage)
class CraftVillageAdmin(NamedAdmin):
    list_display = ("name", "craft", "unit", "is_recognised", "recognised_on", "households")
    list_select_related = ("unit",)
    list_filter = ("is_recognised",)


@admin.register(Producer)
class ProducerAdmin(NamedAdmin):
    list_display = ("name", "kind", "tax_code", "representative", "unit", "phone", "is_demo")
    list_select_related = ("unit",)
    list_filter = ("kind", "founded_in_programme", "is_demo")
    readonly_fields = ("is_demo", "created_at", "created_by")
    inlines = (YearInline,)


@admin.register(ProducerYear)
class ProducerYearAdmin(OfficeAdmin):
    list_display = ("producer", "year", "revenue", "profit", "workers", "local_workers")
    list_select_related = ("producer",)
    list_filter = ("year",)
    search_fields = ("producer__search_key",)


@admin.register(ProducerAccount)
class ProducerAccountAdmin(OfficeAdmin):
    list_display = ("user", "producer")
    list_select_related = ("user", "producer")
    search_fields = ("user__search_key", "producer__search_key")
    ordering = ("producer__sort_key", "pk")
