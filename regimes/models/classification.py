from django.db import models

from core.fields import LineField
from core.models import Named
from regimes.models.regime import LegalRegime


class ProductClass(Named):
    """A line of the law's product list: ngành (sector), nhóm (group) or phân nhóm (subgroup)."""

    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="classes", verbose_name="quy định")
    # "I", "I.1", "I.1.a": the number printed in the list
    code = models.CharField("mã", max_length=20)
    depth = models.PositiveSmallIntegerField("bậc", choices=[(1, "Ngành"), (2, "Nhóm"), (3, "Phân nhóm")])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    managing_agency = LineField("cơ quan chủ trì quản lý", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta(Named.Meta):
        verbose_name = "phân loại sản phẩm"
        verbose_name_plural = "phân loại sản phẩm"
        ordering = ["regime", "position"]
        constraints = [models.UniqueConstraint(fields=["regime", "code"], name="productclass_code")]
