from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from core.fields import LineField, ProseField
from core.models import Named, NamedQuerySet, StoredFile
from localities.models import Unit
from programme.enums import ActivityKind, ActivityState, OwnerKind
from programme.models.freezing import frozen_with_year
from programme.models.plan import ContentGroup, Plan
from training.models import TrainingClass

if TYPE_CHECKING:
    from accounts.models import User


OF_ACTIVITY = (
    "SELECT g.plan_id FROM programme_activity a JOIN programme_contentgroup g"
    " ON g.id = a.group_id WHERE a.id = {row}.activity_id"
)


class ActivityQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(group__plan__in=Plan.objects.visible_to(user))


@pghistory.track()
class Activity(Named):
    """Something the plan says will be done, by whom and when."""

    group = models.ForeignKey(
        ContentGroup, models.PROTECT, related_name="activities", verbose_name="nhóm nội dung"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    kind = models.CharField(
        "loại hoạt động", max_length=20, choices=ActivityKind, default=ActivityKind.GENERAL
    )
    owner = LineField("đơn vị chủ trì", max_length=200)
    owner_kind = models.CharField("thuộc khối", max_length=20, choices=OwnerKind, default=OwnerKind.OFFICE)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="địa bàn",
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="người phụ trách",
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    # how many classes the plan wants opened here; which ones they are, see PlannedClass
    classes_wanted = models.PositiveSmallIntegerField("số lớp phải mở", null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(
        "nhắc trước (ngày)", default=7, validators=[MaxValueValidator(180)]
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=ActivityState, default=ActivityState.PLANNED
    )
    result = ProseField("kết quả", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering = ["group", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="activity_dates",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]
        triggers = [
            frozen_with_year("SELECT g.plan_id FROM programme_contentgroup g WHERE g.id = {row}.group_id")
        ]

    def search_text(self) -> str:
        return f"{self.name} {self.owner}"


class ActivityEvidence(models.Model):
    """What proves that an activity was done: a file, a link, or both."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="evidence", verbose_name="hoạt động")
    title = LineField("tên minh chứng", max_length=300)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    link = models.URLField("đường dẫn", blank=True, max_length=500)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "minh chứng của hoạt động"
        verbose_name_plural = "minh chứng của hoạt động"
        ordering = ["activity", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | ~models.Q(link=""),
                name="activityevidence_has_something",
                violation_error_message="Minh chứng phải có tệp hoặc đường dẫn.",
            )
        ]
        triggers = [frozen_with_year(OF_ACTIVITY)]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PlannedClass(models.Model):
    """The activity of the plan that a class carries out.

    The row is the plan's and not the class's, for classes know nothing of plans (docs/decisions/0038).
    """

    training_class = models.OneToOneField(
        TrainingClass, models.PROTECT, related_name="planned", verbose_name="lớp"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="classes", verbose_name="hoạt động của kế hoạch"
    )

    class Meta:
        verbose_name = "lớp của hoạt động"
        verbose_name_plural = "lớp của hoạt động"
        ordering = ["activity", "training_class"]
        triggers = [frozen_with_year(OF_ACTIVITY)]

    def __str__(self) -> str:
        return f"{self.training_class} – {self.activity}"
