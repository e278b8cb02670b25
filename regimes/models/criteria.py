from django.db import models

from core.fields import LineField, ProseField
from core.models import Named, NamedQuerySet
from regimes.models.classification import ProductClass
from regimes.models.freezing import frozen, frozen_with_set
from regimes.models.regime import LegalRegime


class CriteriaSetStatus(models.TextChoices):
    COMPLETE = "complete", "Đầy đủ"
    MISSING = "missing", "Chưa có phiếu"


class CriteriaSetQuerySet(NamedQuerySet):
    def usable(self) -> "CriteriaSetQuerySet":
        """Sets with a complete sheet, on which dossiers can be assessed and scored."""
        return self.filter(status=CriteriaSetStatus.COMPLETE)


class CriteriaSet(Named):
    """An official score sheet ("bộ tiêu chí kiêm phiếu đánh giá") of one product set under one regime.

    Once a dossier uses it, it is frozen: the loader refuses to change it.
    """

    regime = models.ForeignKey(
        LegalRegime, models.PROTECT, related_name="criteria_sets", verbose_name="quy định"
    )
    number = models.PositiveSmallIntegerField("số thứ tự")
    product_class = models.ForeignKey(
        ProductClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="criteria_sets",
        verbose_name="phân loại",
    )
    status = models.CharField("tình trạng", max_length=10, choices=CriteriaSetStatus)
    missing_reason = ProseField("vì sao chưa có", blank=True)
    title = ProseField("tiêu đề phiếu", blank=True)
    header = ProseField("dòng đầu phiếu", blank=True)
    legend = ProseField("chú giải dấu sao", blank=True)
    needs_samples = models.BooleanField("cần sản phẩm mẫu", default=True)
    source = ProseField("nguồn", blank=True)
    # printed oddly, and left as printed
    notes = models.JSONField("chỗ lạ giữ nguyên như văn bản", default=list, blank=True)
    fixes = models.JSONField("chỗ đã sửa so với bản chép", default=list, blank=True)
    digest = models.CharField("SHA-256 của tệp dữ liệu", max_length=64)
    frozen_at = models.DateTimeField("khóa từ lúc", null=True, blank=True, editable=False)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["regime", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "number"], name="criteriaset_number"),
            models.CheckConstraint(
                condition=models.Q(status=CriteriaSetStatus.COMPLETE, missing_reason="")
                | (models.Q(status=CriteriaSetStatus.MISSING) & ~models.Q(missing_reason="")),
                name="criteriaset_missing_says_why",
                violation_error_message="Bộ tiêu chí chưa có phiếu phải nói rõ vì sao; bộ đầy đủ thì không.",
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True) | models.Q(status=CriteriaSetStatus.COMPLETE),
                name="criteriaset_frozen_is_complete",
                violation_error_message="Chỉ khóa được bộ tiêu chí có đầy đủ phiếu.",
            ),
        ]
        triggers = [frozen()]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class EliminationEffect(models.TextChoices):
    ELIMINATED = "eliminated", "Bị loại"
    STOPS = "stops", "Không đánh giá tiếp"


class EliminationGround(models.Model):
    """A ground on which a dossier is out or not scored further, as printed at the head or beside a criterion."""

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="eliminations", verbose_name="bộ tiêu chí"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    text = ProseField("nội dung")
    # empty: the line at the head of the sheet
    criterion_code = models.CharField("ghi ở tiêu chí", max_length=10, blank=True)
    effect = models.CharField("hệ quả", max_length=10, choices=EliminationEffect)

    class Meta:
        verbose_name = "căn cứ loại hồ sơ"
        verbose_name_plural = "căn cứ loại hồ sơ"
        ordering = ["criteria_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "position"], name="elimination_position")
        ]
        triggers = [frozen_with_set("{row}.criteria_set_id")]

    def __str__(self) -> str:
        return self.text[:80]


class CriteriaPart(models.Model):
    """Part A, B or C of a sheet."""

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="parts", verbose_name="bộ tiêu chí"
    )
    code = models.CharField("phần", max_length=1)
    name = LineField("tên", max_length=200)
    max_points = models.PositiveSmallIntegerField("điểm tối đa")
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "phần của phiếu"
        verbose_name_plural = "phần của phiếu"
        ordering = ["criteria_set", "position"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "code"], name="criteriapart_code")]
        triggers = [frozen_with_set("{row}.criteria_set_id")]

    def __str__(self) -> str:
        return f"Phần {self.code}. {self.name}"


class CriteriaSection(models.Model):
    """A numbered heading inside a part ("1. TỔ CHỨC SẢN XUẤT")."""

    part = models.ForeignKey(CriteriaPart, models.CASCADE, related_name="sections", verbose_name="phần")
    code = models.CharField("mục", max_length=10)
    name = LineField("tên", max_length=300)
    max_points = models.PositiveSmallIntegerField("điểm tối đa")
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "mục của phiếu"
        verbose_name_plural = "mục của phiếu"
        ordering = ["part", "position"]
        constraints = [models.UniqueConstraint(fields=["part", "code"], name="criteriasection_code")]
        triggers = [
            frozen_with_set("SELECT p.criteria_set_id FROM regimes_criteriapart p WHERE p.id = {row}.part_id")
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Criterion(models.Model):
    """One line to be marked: exactly one option is picked."""

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="criteria", verbose_name="bộ tiêu chí"
    )
    section = models.ForeignKey(CriteriaSection, models.CASCADE, related_name="criteria", verbose_name="mục")
    code = models.CharField("mã", max_length=10)
    # printed heading above criteria of a third level ("6.1" over 6.1.1 and 6.1.2)
    heading = models.JSONField("tiêu đề trên", default=dict, blank=True)
    name = ProseField("tiêu chí")
    max_points = models.PositiveSmallIntegerField("điểm tối đa")
    # as printed: place (heading, before, after), kind, text, effect
    notes = models.JSONField("ghi chú", default=list, blank=True)
    is_yes_no = models.BooleanField("có/không (phiếu không in lựa chọn)", default=False)
    # marked only if this other criterion reached these points (5.2 needs a product story in 5.1)
    applies_if = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="chỉ áp dụng khi",
    )
    applies_if_min_points = models.PositiveSmallIntegerField("từ điểm", null=True, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")
    guidance = ProseField("hướng dẫn minh chứng", blank=True)

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["criteria_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code"),
            models.UniqueConstraint(fields=["criteria_set", "position"], name="criterion_position"),
            models.CheckConstraint(
                condition=models.Q(applies_if__isnull=True, applies_if_min_points__isnull=True)
                | models.Q(applies_if__isnull=False, applies_if_min_points__isnull=False),
                name="criterion_condition_whole",
                violation_error_message="Điều kiện áp dụng phải nêu cả tiêu chí và số điểm tối thiểu.",
            ),
        ]
        triggers = [frozen_with_set("{row}.criteria_set_id", but=("guidance",))]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CriterionOption(models.Model):
    """A box on the sheet, with its points and, where printed, the star it is the least for."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="options", verbose_name="tiêu chí")
    number = models.PositiveSmallIntegerField("thứ tự trên phiếu")
    text = ProseField("nội dung")
    points = models.PositiveSmallIntegerField("điểm")
    required_for_stars = models.PositiveSmallIntegerField("yêu cầu tối thiểu của hạng", null=True, blank=True)
    # tourism: "lựa chọn một trong hai trường hợp"
    case = ProseField("trường hợp", blank=True)
    is_synthetic = models.BooleanField("không in trên phiếu", default=False)
    guidance = ProseField("hướng dẫn minh chứng", blank=True)

    class Meta:
        verbose_name = "lựa chọn"
        verbose_name_plural = "lựa chọn"
        ordering = ["criterion", "number"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "number"], name="criterionoption_number"),
            models.CheckConstraint(
                condition=models.Q(required_for_stars__isnull=True)
                | models.Q(required_for_stars__in=[3, 4, 5]),
                name="criterionoption_stars",
            ),
        ]
        triggers = [
            frozen_with_set(
                "SELECT c.criteria_set_id FROM regimes_criterion c WHERE c.id = {row}.criterion_id",
                but=("guidance",),
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}.{self.number}: {self.points} điểm"
