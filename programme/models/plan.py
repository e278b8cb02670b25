from typing import TYPE_CHECKING, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import LineField, ProseField
from programme.enums import PlanState
from programme.models.freezing import closed, frozen_with_year

if TYPE_CHECKING:
    from accounts.models import User


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Office and leaders see every plan; officers the issued ones; others none."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer":
            return self.exclude(state=PlanState.DRAFT)
        return self.none()


@pghistory.track()
class Plan(models.Model):
    """The city's plan of one year: decision, content groups, targets, and the split it intends."""

    year = models.PositiveSmallIntegerField(
        "năm", unique=True, validators=[MinValueValidator(2018), MaxValueValidator(2100)]
    )
    title = LineField("tên kế hoạch", max_length=300)
    decision_no = LineField("số kế hoạch, quyết định", max_length=100, blank=True)
    decided_on = models.DateField("ngày ban hành", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    # the share of the state budget the plan intends; amounts are stored, shares computed
    state_percent = models.PositiveSmallIntegerField(
        "tỷ lệ ngân sách dự kiến (%)", default=70, validators=[MaxValueValidator(100)]
    )
    split_tolerance_percent = models.PositiveSmallIntegerField(
        "sai lệch cho phép (điểm %)", default=5, validators=[MaxValueValidator(100)]
    )
    general_aim = ProseField("mục tiêu chung", blank=True)
    source = ProseField("nguồn", blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name="chép từ kế hoạch",
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch năm"
        verbose_name_plural = "kế hoạch năm"
        ordering = ["-year"]
        triggers = [closed()]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ContentGroup(models.Model):
    """One of the plan's content groups (direction; communication and training; the cycle; organisations)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="content_groups", verbose_name="kế hoạch")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = LineField("nội dung", max_length=300)

    class Meta:
        verbose_name = "nhóm nội dung"
        verbose_name_plural = "nhóm nội dung"
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"],
                name="contentgroup_order",
                violation_error_message="Kế hoạch đã có nhóm nội dung mang số thứ tự này.",
            )
        ]
        triggers = [frozen_with_year("{row}.plan_id")]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"
