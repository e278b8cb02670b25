from django.contrib import admin

from core.office_admin import FrozenAdmin, OfficeAdmin
from reports.models import ReportDispatch, ReportRecipient, ReportRun, ReportSetting, Yearbook, YearbookEntry


@admin.register(ReportRun)
class ReportRunAdmin(FrozenAdmin):
    list_display = ("title", "kind", "year", "period", "version", "state", "as_of", "requested_by")
    list_select_related = ("requested_by",)
    list_filter = ("kind", "year", "state")
    search_fields = ("title", "number", "digest")
    exclude = ("snapshot",)


@admin.register(ReportRecipient)
class ReportRecipientAdmin(OfficeAdmin):
    list_display = ("name", "email", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "email")


@admin.register(ReportDispatch)
class ReportDispatchAdmin(FrozenAdmin):
    list_display = ("run", "name", "email", "state", "queued_at", "sent_at", "received_at")
    list_select_related = ("run",)
    list_filter = ("state",)
    search_fields = ("name", "email")
    exclude = ("token",)


@admin.register(ReportSetting)
class ReportSettingAdmin(OfficeAdmin):
    """One row a kind, made by the application; the office changes the values."""

    list_display = ("label", "cutoff", "due_days", "remind_days", "builds_itself")
    readonly_fields = ("kind", "label")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Yearbook)
class YearbookAdmin(FrozenAdmin):
    list_display = ("title", "year", "language", "paper", "built_at")
    list_filter = ("year", "language")
    search_fields = ("title",)


@admin.register(YearbookEntry)
class YearbookEntryAdmin(FrozenAdmin):
    list_display = ("yearbook", "product", "shows_contact")
    list_select_related = ("yearbook", "product")
    search_fields = ("product__search_key",)
