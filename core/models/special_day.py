from django.db import models

from core.fields import LineField


class SpecialDay(models.Model):
    """A day on which offices work or do not, whatever the public calendar says: the office keeps the list.

    Public holidays and their substitutes are known already; here stand days the Government swaps late, storms,
    and corrections.
    """

    day = models.DateField("ngày", unique=True)
    is_working = models.BooleanField("là ngày làm việc", default=False)
    name = LineField("lý do", max_length=200, help_text="Ví dụ: Nghỉ bù theo Công văn số …")

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {'làm việc' if self.is_working else 'nghỉ'} ({self.name})"
