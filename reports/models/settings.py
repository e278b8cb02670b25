from django.core.validators import MaxValueValidator
from django.db import models

from reports.enums import Cutoff


class ReportSetting(models.Model):
    """How the office wants a kind of report: its cut-off days, its due day, whether it builds itself."""

    kind = models.CharField("loại báo cáo", max_length=50, unique=True)
    label = models.CharField("tên loại", max_length=200, editable=False)
    cutoff = models.CharField("ngày chốt số liệu", max_length=10, choices=Cutoff)
    due_days = models.PositiveSmallIntegerField(
        "hạn gửi (ngày sau khi hết kỳ)", validators=[MaxValueValidator(90)]
    )
    remind_days = models.PositiveSmallIntegerField(
        "nhắc trước hạn (ngày)", default=3, validators=[MaxValueValidator(30)]
    )
    builds_itself = models.BooleanField(
        "tự lập dự thảo khi hết kỳ",
        help_text="Lịch chạy đặt ở mục Periodic tasks; kỳ bị lỡ được lập bù một lần.",
    )

    class Meta:
        verbose_name = "cài đặt loại báo cáo"
        verbose_name_plural = "cài đặt loại báo cáo"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.label
