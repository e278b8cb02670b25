from django.contrib import admin

from core.office_admin import NamedAdmin, OfficeAdmin, OfficeTabularInline
from programme.models import Activity, Commendation, ContentGroup, LibraryDocument, MediaItem, Plan, Target


class GroupInline(OfficeTabularInline):
    model = ContentGroup


class TargetInline(OfficeTabularInline):
    model = Target
    fields = ("code", "order", "name", "measure", "minimum", "maximum", "weight")


@admin.register(Plan)
class PlanAdmin(OfficeAdmin):
    list_display = ("year", "title", "decision_no", "decided_on", "state", "state_percent")
    list_filter = ("state",)
    search_fields = ("title", "decision_no", "=year")
    readonly_fields = ("state", "is_demo")
    inlines = (GroupInline, TargetInline)


@admin.register(ContentGroup)
class ContentGroupAdmin(OfficeAdmin):
    list_display = ("plan", "order", "name")
    list_select_related = ("plan",)
    list_filter = ("plan__year",)
    search_fields = ("name",)


@admin.register(Activity)
class ActivityAdmin(OfficeAdmin):
    list_display = ("name", "group", "owner", "unit", "starts_on", "ends_on", "state")
    list_select_related = ("group", "unit")
    list_filter = ("state", "group__plan__year")
    search_fields = ("search_key",)
    readonly_fields = ("is_demo",)


@admin.register(Target)
class TargetAdmin(OfficeAdmin):
    list_display = ("plan", "order", "name", "measure", "minimum", "maximum", "indicator", "manual_value")
    list_select_related = ("plan",)
    list_filter = ("plan__year",)
    search_fields = ("name", "code")


@admin.register(MediaItem)
class MediaItemAdmin(OfficeAdmin):
    list_display = ("title", "medium", "outlet", "on", "reach", "cost")
    list_filter = ("medium",)
    search_fields = ("title", "outlet")
    readonly_fields = ("is_demo",)


@admin.register(LibraryDocument)
class LibraryDocumentAdmin(NamedAdmin):
    list_display = ("number", "name", "kind", "issuer", "issued_on", "in_force_to", "replaces")
    list_select_related = ("replaces",)
    list_filter = ("kind",)
    ordering = ("-issued_on", "-pk")


@admin.register(Commendation)
class CommendationAdmin(OfficeAdmin):
    list_display = ("recipient", "year", "is_collective", "decision_no", "decided_on", "proposed_by")
    list_select_related = ("proposed_by",)
    list_filter = ("year", "is_collective")
    search_fields = ("recipient", "decision_no")
    readonly_fields = ("is_demo",)
