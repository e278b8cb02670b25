from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import StoredFile
from localities.models import Unit
from programme.models import Activity, ContentGroup, Plan

if TYPE_CHECKING:
    from accounts.models import User


class FundingSide(models.TextChoices):
    STATE = "state", "Ngân sách nhà nước"
    MOBILISED = "mobilised", "Xã hội hóa"


class FundingSource(models.Model):
    """Where money comes from, and on which side of the split it stands."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = LineField("nguồn vốn", max_length=200)
    side = models.CharField("thuộc", max_length=10, choices=FundingSide)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nguồn vốn"
        verbose_name_plural = "nguồn vốn"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class EstimateLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


@pghistory.track()
class EstimateLine(models.Model):
    """An amount the plan estimates (dự toán) for a content group or activity from one source."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="estimates", verbose_name="kế hoạch")
    group = models.ForeignKey(
        ContentGroup, models.PROTECT, related_name="estimates", verbose_name="nhóm nội dung"
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="estimates",
        verbose_name="hoạt động",
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="estimates", verbose_name="nguồn vốn"
    )
    name = LineField("nội dung chi", max_length=300)
    amount = MoneyField("số tiền (đồng)")
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = EstimateLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng dự toán"
        verbose_name_plural = "dự toán"
        ordering = ["plan", "group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="estimateline_positive",
                violation_error_message="Số tiền phải lớn hơn 0.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Allocation(models.Model):
    """Money given to a unit or the office out of an estimate line (phân bổ)."""

    line = models.ForeignKey(
        EstimateLine, models.PROTECT, related_name="allocations", verbose_name="dòng dự toán"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name="đơn vị nhận",
    )
    recipient = LineField("đơn vị thực hiện", max_length=200)
    amount = MoneyField("số tiền (đồng)")
    on = models.DateField("ngày")
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "phân bổ"
        verbose_name_plural = "phân bổ"
        ordering = ["line", "on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_positive")]

    def __str__(self) -> str:
        return f"{self.line}: {self.recipient}"


@pghistory.track()
class Disbursement(models.Model):
    """Money paid out of an allocation (giải ngân), with its voucher."""

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="disbursements", verbose_name="phân bổ"
    )
    amount = MoneyField("số tiền (đồng)")
    on = models.DateField("ngày")
    voucher_no = LineField("số chứng từ", max_length=100)
    purpose = ProseField("nội dung", blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chứng từ"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "giải ngân"
        verbose_name_plural = "giải ngân"
        ordering = ["allocation", "on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="disbursement_positive")]

    def __str__(self) -> str:
        return f"{self.voucher_no}: {self.amount}"
