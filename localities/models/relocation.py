from django.db import models

from core.fields import LineField
from localities.models.unit import Unit


class Relocation(models.Model):
    """A row that followed its unit into another one: where it lay before the day, for figures of that time."""

    # "products.Product", "accounts.User": these live in apps above this one
    model = models.CharField("loại dữ liệu", max_length=60)
    object_id = models.BigIntegerField("khóa")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị cũ")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị mới")
    effective_on = models.DateField("từ ngày")
    moved_at = models.DateTimeField("chuyển lúc", auto_now_add=True)
    # a name: accounts live above this app
    moved_by = LineField("người chuyển", max_length=200, blank=True)

    class Meta:
        verbose_name = "lần chuyển địa bàn"
        verbose_name_plural = "các lần chuyển địa bàn"
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id", "effective_on"], name="relocation_once_a_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_unit=models.F("to_unit")), name="relocation_goes_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit}"
