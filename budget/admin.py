"""Sources are kept here; amounts are written by the acts that check the plan and the sums."""

from django.contrib import admin

from budget.models import Allocation, Disbursement, EstimateLine, FundingSource
from core.office_admin import FrozenAdmin, OfficeAdmin


@admin.register(FundingSource)
class FundingSourceAdmin(OfficeAdmin):
    list_display = ("name", "code", "side", "order")
    list_filter = ("side",)
    search_fields = ("name", "code")


@admin.register(EstimateLine)
class EstimateLineAdmin(FrozenAdmin):
    list_display = ("name", "plan", "group", "source", "amount")
    list_select_related = ("plan", "group", "source")
    list_filter = ("plan__year", "source")
    search_fields = ("name",)


@admin.register(Allocation)
class AllocationAdmin(FrozenAdmin):
    date_hierarchy = "on"
    list_display = ("line", "recipient", "unit", "amount", "on", "decision_no")
    list_select_related = ("line", "unit")
    list_filter = ("line__plan__year", "line__source")
    search_fields = ("recipient", "decision_no", "line__name")


@admin.register(Disbursement)
class DisbursementAdmin(FrozenAdmin):
    date_hierarchy = "on"
    list_display = ("voucher_no", "allocation", "amount", "on", "purpose", "recorded_by")
    list_select_related = ("allocation__line", "recorded_by")
    list_filter = ("allocation__line__plan__year",)
    search_fields = ("voucher_no", "purpose")
