from django.contrib import admin

from core.office_admin import FrozenAdmin
from reports.models import ReportRun


@admin.register(ReportRun)
class ReportRunAdmin(FrozenAdmin):
    list_display = ("title", "kind", "year", "period", "version", "state", "as_of", "requested_by")
    list_select_related = ("requested_by",)
    list_filter = ("kind", "year", "state")
    search_fields = ("title", "number", "digest")
