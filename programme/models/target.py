from typing import TYPE_CHECKING, Self

import pghistory
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from localities.models import Level, Unit
from programme.enums import TargetPeriod
from programme.models.freezing import frozen_with_year
from programme.models.plan import Plan

if TYPE_CHECKING:
    from accounts.models import User


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


@pghistory.track()
class Target(models.Model):
    """A number the plan sets. Its actual value comes from a named function, or by hand with evidence."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="targets", verbose_name="kế hoạch")
    code = models.CharField(
        "mã",
        max_length=50,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*\Z",
                "Mã chỉ gồm chữ thường không dấu, số và dấu gạch, ví dụ san-pham-moi.",
            )
        ],
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    name = LineField("chỉ tiêu", max_length=300)
    measure = LineField("đơn vị tính", max_length=50)
    minimum = models.PositiveIntegerField("tối thiểu")
    maximum = models.PositiveIntegerField("tối đa", null=True, blank=True)
    period = models.CharField("kỳ", max_length=10, choices=TargetPeriod, default=TargetPeriod.YEAR)
    level = models.CharField("cấp", max_length=10, choices=Level, default=Level.CITY)
    # name of a function registered in programme.domain.queries.indicators; empty: entered by hand
    indicator = models.CharField("cách tính", max_length=50, blank=True)
    manual_value = models.PositiveIntegerField("kết quả nhập tay", null=True, blank=True)
    manual_evidence = ProseField("căn cứ của số nhập tay", blank=True)
    manual_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tệp căn cứ",
    )
    weight = models.PositiveSmallIntegerField("trọng số", default=1, validators=[MinValueValidator(1)])
    basis = ProseField("căn cứ điều chỉnh", blank=True)
    # the exact result the year was closed with
    final_numerator = models.BigIntegerField("kết quả khóa sổ (tử số)", null=True, blank=True, editable=False)
    final_denominator = models.BigIntegerField(
        "kết quả khóa sổ (mẫu số)", null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="target_code",
                violation_error_message="Kế hoạch đã có chỉ tiêu mang mã này.",
            ),
            models.CheckConstraint(
                condition=models.Q(maximum__isnull=True) | models.Q(maximum__gte=models.F("minimum")),
                name="target_max_not_below_min",
                violation_error_message="Mức tối đa không được nhỏ hơn mức tối thiểu.",
            ),
            models.CheckConstraint(
                condition=models.Q(manual_value__isnull=True) | ~models.Q(manual_evidence=""),
                name="target_manual_has_evidence",
                violation_error_message="Số nhập tay phải ghi căn cứ.",
            ),
            models.CheckConstraint(
                condition=models.Q(manual_value__isnull=True) | models.Q(indicator=""),
                name="target_computed_is_not_typed",
                violation_error_message="Chỉ tiêu này được tính từ sổ sách nên không nhập tay được. "
                "Hãy bỏ số nhập tay hoặc bỏ cách tính.",
            ),
            models.CheckConstraint(
                condition=models.Q(final_numerator__isnull=True, final_denominator__isnull=True)
                | models.Q(final_numerator__isnull=False, final_denominator__gt=0),
                name="target_final_whole",
            ),
        ]
        triggers = [frozen_with_year("{row}.plan_id")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class UnitTarget(models.Model):
    """A target's share for one district or commune; reached by the same function, or by hand."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="units", verbose_name="chỉ tiêu")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name="đơn vị")
    minimum = models.PositiveIntegerField("được giao")
    manual_value = models.PositiveIntegerField("kết quả nhập tay", null=True, blank=True)
    manual_evidence = ProseField("căn cứ của số nhập tay", blank=True)

    class Meta:
        verbose_name = "chỉ tiêu giao đơn vị"
        verbose_name_plural = "chỉ tiêu giao đơn vị"
        ordering = ["target", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit"],
                name="unittarget_once",
                violation_error_message="Đơn vị này đã được giao chỉ tiêu.",
            ),
            models.CheckConstraint(
                condition=models.Q(manual_value__isnull=True) | ~models.Q(manual_evidence=""),
                name="unittarget_manual_has_evidence",
                violation_error_message="Số nhập tay phải ghi căn cứ.",
            ),
        ]
        triggers = [frozen_with_year("SELECT t.plan_id FROM programme_target t WHERE t.id = {row}.target_id")]

    def __str__(self) -> str:
        return f"{self.target}: {self.unit}"
