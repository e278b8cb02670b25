from django.contrib import admin

from core.models import Counter, JobRun, SpecialDay, StoredFile, TransitionLog
from core.office_admin import FrozenAdmin, OfficeAdmin


@admin.register(Counter)
class CounterAdmin(FrozenAdmin):
    list_display = ("register", "year", "last")
    list_filter = ("year",)
    search_fields = ("register",)
    ordering = ("-year", "register")


@admin.register(SpecialDay)
class SpecialDayAdmin(OfficeAdmin):
    """Days that deadlines count otherwise than the public calendar does."""

    list_display = ("day", "is_working", "name")
    list_filter = ("is_working",)
    search_fields = ("name",)
    ordering = ("-day",)


@admin.register(StoredFile)
class StoredFileAdmin(FrozenAdmin):
    """What is known of a file; its bytes are served by the pages that check who asks."""

    date_hierarchy = "uploaded_at"
    list_display = ("original_name", "content_type", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)
    list_filter = ("content_type",)
    search_fields = ("original_name", "sha256")
    ordering = ("-pk",)
    exclude = ("content",)


@admin.register(JobRun)
class JobRunAdmin(FrozenAdmin):
    date_hierarchy = "requested_at"
    list_display = ("title", "kind", "state", "processed", "total", "requested_by", "requested_at")
    list_select_related = ("requested_by",)
    list_filter = ("state", "kind")
    search_fields = ("title", "key")


@admin.register(TransitionLog)
class TransitionLogAdmin(FrozenAdmin):
    list_display = (
        "at",
        "content_type",
        "object_id",
        "label",
        "from_state",
        "to_state",
        "actor",
        "reason",
    )
    list_select_related = ("content_type", "actor")
    list_filter = ("content_type",)
    search_fields = ("label", "reason", "actor__search_key")
    ordering = ("-pk",)
