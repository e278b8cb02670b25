from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from core.admin_acts import bulk_act
from core.domain.jobs import cancel_job
from core.models import Counter, JobRun, SpecialDay, StoredFile, TransitionLog
from core.office_admin import FrozenAdmin, OfficeAdmin, field_of


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
    actions = (
        bulk_act(
            name="cancel",
            label="Dừng việc",
            done="Đã dừng",
            act=lambda row, actor: cancel_job(job_id=row.pk, actor=actor),
            permission="view",
        ),
    )


class KindFilter(admin.RelatedFieldListFilter):
    """Only the kinds of things that go through steps, not every table there is."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        models = [model for model in apps.get_models() if field_of(model, "state") is not None]
        kinds = ContentType.objects.get_for_models(*models).items()
        return sorted(
            ((kind.pk, str(model._meta.verbose_name)) for model, kind in kinds), key=lambda one: one[1]
        )


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
    list_filter = (("content_type", KindFilter),)
    search_fields = ("label", "reason", "actor__search_key")
    ordering = ("-pk",)
