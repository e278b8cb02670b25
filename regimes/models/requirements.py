from django.db import models

from core.fields import LineField, ProseField
from regimes.models.regime import LegalRegime


class DossierKind(models.TextChoices):
    FIRST = "first", "Lần đầu"
    UPGRADE = "upgrade", "Nâng hạng"
    REEVALUATION = "reevaluation", "Đánh giá lại"


class DocumentGroup(models.TextChoices):
    """Who prepares a paper, and for what."""

    FORM = "form", "Biểu mẫu của chủ thể"
    EVIDENCE = "evidence", "Tài liệu minh chứng"
    COMMUNE = "commune", "Do UBND cấp xã lập"
    SAMPLE = "sample", "Sản phẩm mẫu"
    CITY = "city", "Do UBND cấp tỉnh lập (đề nghị 5 sao)"


class DocumentRequirement(models.Model):
    """A paper a dossier holds under a regime: compulsory or, where it applies, as evidence."""

    regime = models.ForeignKey(LegalRegime, models.CASCADE, related_name="documents", verbose_name="quy định")
    code = models.CharField("mã", max_length=40)
    position = models.PositiveSmallIntegerField("thứ tự")
    group = models.CharField("nhóm", max_length=10, choices=DocumentGroup)
    name = LineField("tên giấy tờ", max_length=300)
    requirement = ProseField("yêu cầu", blank=True)
    mandatory_kinds = models.JSONField("bắt buộc với loại hồ sơ", default=list, blank=True)
    # criterion codes the paper usually proves, by set number: {"1": ["3.3"]}
    criteria = models.JSONField("tiêu chí liên quan", default=dict, blank=True)
    has_expiry = models.BooleanField("có thời hạn", default=False)

    class Meta:
        verbose_name = "giấy tờ của hồ sơ"
        verbose_name_plural = "giấy tờ của hồ sơ"
        ordering = ["regime", "position"]
        constraints = [models.UniqueConstraint(fields=["regime", "code"], name="documentrequirement_code")]

    def __str__(self) -> str:
        return self.name
