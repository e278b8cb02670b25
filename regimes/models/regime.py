from datetime import date
from typing import Self

from django.db import models

from core.fields import LineField, ProseField


class EvaluationLevel(models.TextChoices):
    DISTRICT = "district", "Cấp huyện"
    CITY = "city", "Cấp tỉnh"
    CENTRAL = "central", "Cấp trung ương"


class RegimeQuerySet(models.QuerySet):
    def in_force_on(self, day: date) -> Self:
        """The regimes new dossiers may be opened under on ``day`` (the newest first)."""
        return self.filter(
            models.Q(closed_to_new_from__isnull=True) | models.Q(closed_to_new_from__gt=day),
            valid_from__lte=day,
        ).order_by("-valid_from")


class LegalRegime(models.Model):
    """One generation of the law: a dossier lives its whole life under the regime it was opened under."""

    code = models.CharField("số, ký hiệu", max_length=40, unique=True)
    title = ProseField("trích yếu")
    issued_on = models.DateField("ngày ban hành")
    valid_from = models.DateField("hiệu lực từ")
    # after this day no new dossier is opened under the regime; pending ones finish until valid_to
    closed_to_new_from = models.DateField("ngừng nhận hồ sơ mới từ", null=True, blank=True)
    valid_to = models.DateField("hết hiệu lực sau ngày", null=True, blank=True)
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="sửa đổi",
    )
    part_points = models.JSONField("điểm tối đa từng phần", help_text='{"A": 40, "B": 25, "C": 35}')
    certificate_months = models.PositiveSmallIntegerField("hiệu lực giấy chứng nhận (tháng)", default=36)
    commune_review_working_days = models.PositiveSmallIntegerField(
        "thời hạn cấp xã (ngày làm việc)", null=True, blank=True
    )
    reevaluation_opens_days = models.PositiveSmallIntegerField(
        "đánh giá lại sớm nhất (ngày)", null=True, blank=True
    )
    reevaluation_closes_days = models.PositiveSmallIntegerField(
        "đánh giá lại muộn nhất (ngày)", null=True, blank=True
    )
    reevaluation_decided_days = models.PositiveSmallIntegerField(
        "thời hạn đánh giá lại (ngày)", null=True, blank=True
    )
    transitional_extension_days = models.PositiveSmallIntegerField(
        "gia hạn chuyển tiếp tối đa (ngày)", null=True, blank=True
    )
    withdrawal_days = models.PositiveSmallIntegerField("thời hạn thu hồi (ngày)", null=True, blank=True)
    # {"first": "2026-07-21"}: dossiers handed in before the next regime must be finished by then
    finish_by = models.JSONField("hạn hoàn thành hồ sơ chuyển tiếp", default=dict, blank=True)
    sample_products = models.PositiveSmallIntegerField("số sản phẩm mẫu", default=5)
    # why none of the regime's sheets is there; single missing sheets say so themselves
    sheets_missing = ProseField("vì sao chưa có phiếu nào", blank=True)
    source = ProseField("nguồn", blank=True)
    notes = ProseField("ghi chú", blank=True)

    objects = RegimeQuerySet.as_manager()

    class Meta:
        verbose_name = "quy định đánh giá"
        verbose_name_plural = "quy định đánh giá"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"QĐ {self.code}"


class StarBand(models.Model):
    """Stars by average total: from ``min_points`` to below the next band."""

    regime = models.ForeignKey(LegalRegime, models.CASCADE, related_name="bands", verbose_name="quy định")
    stars = models.PositiveSmallIntegerField("hạng sao")
    min_points = models.PositiveSmallIntegerField("từ điểm")
    is_recognised = models.BooleanField("được công nhận")
    meaning = ProseField("nội dung", blank=True)

    class Meta:
        verbose_name = "khung điểm hạng sao"
        verbose_name_plural = "khung điểm hạng sao"
        ordering = ["regime", "-stars"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "stars"], name="starband_regime_stars"),
            models.UniqueConstraint(fields=["regime", "min_points"], name="starband_regime_points"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="starband_stars_1_5"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} sao: từ {self.min_points} điểm"


class RegimeLevel(models.Model):
    """A level of evaluation, in order, and the stars it may recognise itself."""

    regime = models.ForeignKey(LegalRegime, models.CASCADE, related_name="levels", verbose_name="quy định")
    level = models.CharField("cấp", max_length=10, choices=EvaluationLevel)
    order = models.PositiveSmallIntegerField("thứ tự")
    recognises_from = models.PositiveSmallIntegerField("công nhận từ hạng", null=True, blank=True)
    recognises_to = models.PositiveSmallIntegerField("công nhận đến hạng", null=True, blank=True)
    authority = LineField("người quyết định", max_length=200)

    class Meta:
        verbose_name = "cấp đánh giá"
        verbose_name_plural = "cấp đánh giá"
        ordering = ["regime", "order"]
        constraints = [models.UniqueConstraint(fields=["regime", "level"], name="regimelevel_once")]

    def __str__(self) -> str:
        return f"{self.regime}: {self.get_level_display()}"


class RoundDeadline(models.Model):
    """A yearly round of a level: dossiers proposed before one day are evaluated before another."""

    regime = models.ForeignKey(LegalRegime, models.CASCADE, related_name="deadlines", verbose_name="quy định")
    level = models.CharField("cấp", max_length=10, choices=EvaluationLevel)
    sequence = models.PositiveSmallIntegerField("đợt")
    proposed_before_day = models.PositiveSmallIntegerField("hồ sơ trước ngày")
    proposed_before_month = models.PositiveSmallIntegerField("hồ sơ trước tháng")
    evaluated_before_day = models.PositiveSmallIntegerField("đánh giá trước ngày")
    evaluated_before_month = models.PositiveSmallIntegerField("đánh giá trước tháng")

    class Meta:
        verbose_name = "thời hạn đợt đánh giá"
        verbose_name_plural = "thời hạn đợt đánh giá"
        ordering = ["regime", "level", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "level", "sequence"], name="rounddeadline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.regime}: {self.get_level_display()} đợt {self.sequence}"
