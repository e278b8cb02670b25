from django.contrib import admin

from core.office_admin import NamedAdmin, OfficeAdmin, OfficeTabularInline
from training.models import Attendance, ClassSession, Enrolment, Trainee, TrainingClass


class SessionInline(OfficeTabularInline):
    model = ClassSession


@admin.register(TrainingClass)
class TrainingClassAdmin(NamedAdmin):
    list_display = ("name", "year", "kind", "state", "unit", "starts_on", "ends_on", "capacity")
    list_select_related = ("unit",)
    list_filter = ("year", "kind", "state")
    readonly_fields = ("state", "is_demo")
    ordering = ("-year", "sort_key", "pk")
    inlines = (SessionInline,)


@admin.register(Trainee)
class TraineeAdmin(NamedAdmin):
    list_display = ("name", "birth_year", "group", "organisation", "unit", "producer")
    list_select_related = ("unit", "producer")
    list_filter = ("group",)
    readonly_fields = ("is_demo",)


@admin.register(Enrolment)
class EnrolmentAdmin(OfficeAdmin):
    list_display = ("trainee", "training_class", "completed")
    list_select_related = ("trainee", "training_class")
    list_filter = ("completed", "training_class__year")
    search_fields = ("trainee__search_key", "training_class__search_key")


@admin.register(ClassSession)
class ClassSessionAdmin(OfficeAdmin):
    list_display = ("training_class", "held_on", "part", "topic")
    list_select_related = ("training_class",)
    list_filter = ("training_class__year",)
    search_fields = ("training_class__search_key", "topic")


@admin.register(Attendance)
class AttendanceAdmin(OfficeAdmin):
    list_display = ("session", "enrolment", "is_present")
    list_select_related = (
        "session__training_class",
        "enrolment__trainee",
        "enrolment__training_class",
    )
    list_filter = ("is_present",)
    search_fields = ("enrolment__trainee__search_key",)
    ordering = ("-pk",)
