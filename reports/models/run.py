from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import ExtractYear

from core.fields import LineField
from core.models import JobRun, StoredFile

if TYPE_CHECKING:
    from accounts.models import User


class ReportRunState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"


class ReportRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see every report; officers the issued ones; others none."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer":
            return self.filter(state=ReportRunState.ISSUED)
        return self.none()


class ReportRun(models.Model):
    """One built report: the snapshot of every figure it shows, and the files made from that alone."""

    kind = models.CharField("loại báo cáo", max_length=50)
    year = models.PositiveSmallIntegerField("năm")
    period = models.CharField("kỳ", max_length=20, blank=True)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    title = LineField("tên báo cáo", max_length=300)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ReportRunState, default=ReportRunState.DRAFT
    )
    as_of = models.DateTimeField("số liệu tại thời điểm")
    snapshot = models.JSONField("số liệu")
    digest = models.CharField("SHA-256 của số liệu", max_length=64)
    number = LineField("số, ký hiệu", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signer = LineField("người ký", max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người lập",
    )
    built_at = models.DateTimeField("lập lúc", auto_now_add=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    job = models.ForeignKey(JobRun, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        ordering = ["-built_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "period", "version"], name="reportrun_version"),
            models.UniqueConstraint(
                models.F("number"),
                ExtractYear("issued_on"),
                condition=models.Q(state="issued"),
                name="reportrun_number_once_a_year",
                violation_error_message="Số này đã dùng cho một báo cáo khác trong năm.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", number="", issued_on__isnull=True)
                | (models.Q(state="issued", issued_on__isnull=False) & ~models.Q(number="")),
                name="reportrun_issued_has_number",
                violation_error_message="Báo cáo ban hành phải có số và ngày.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="snapshot_frozen",
                fields=["kind", "year", "period", "version", "snapshot", "digest"],
            ),
        ]

    def __str__(self) -> str:
        return self.title
