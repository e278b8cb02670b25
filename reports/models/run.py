from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import ExtractYear

from core.fields import LineField, ProseField
from core.models import JobRun, StoredFile
from reports.enums import ReportRunState, SignatureKind

if TYPE_CHECKING:
    from accounts.models import User


class ReportRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see every report; officers the issued ones; others none."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer":
            return self.filter(state=ReportRunState.ISSUED)
        return self.none()

    def versions_of(self, run: "ReportRun") -> Self:
        """All versions of the report ``run`` is one of."""
        return self.filter(kind=run.kind, year=run.year, period=run.period, scope=run.scope)

    def latest(self) -> Self:
        """The last version of each report."""
        return self.order_by("kind", "year", "period", "scope", "-version").distinct(
            "kind", "year", "period", "scope"
        )


class ReportRun(models.Model):
    """One built report: the snapshot of every figure it shows, and the files made from that alone."""

    kind = models.CharField("loại báo cáo", max_length=50)
    year = models.PositiveSmallIntegerField("năm")
    period = models.CharField("kỳ", max_length=20, blank=True)
    # what was chosen of units and sections, as a short digest; empty: the whole city, all sections
    scope = models.CharField("phạm vi", max_length=16, blank=True)
    options = models.JSONField("lựa chọn", default=dict, blank=True)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name="đính chính cho"
    )
    correction_reason = ProseField("lý do đính chính", blank=True)
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
    signer_position = LineField("thẩm quyền, chức vụ ký", max_length=200, blank=True)
    signature = models.CharField("cách ký", max_length=12, choices=SignatureKind, blank=True)
    signed_copy = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản đã ký"
    )
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
            models.UniqueConstraint(
                fields=["kind", "year", "period", "scope", "version"], name="reportrun_version"
            ),
            models.UniqueConstraint(
                models.F("number"),
                ExtractYear("issued_on"),
                condition=models.Q(state="issued"),
                name="reportrun_number_once_a_year",
                violation_error_message="Số này đã dùng cho một báo cáo khác trong năm.",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state="issued") & models.Q(number="", issued_on__isnull=True))
                | (models.Q(state="issued", issued_on__isnull=False) & ~models.Q(number="")),
                name="reportrun_issued_has_number",
                violation_error_message="Báo cáo ban hành phải có số và ngày.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "reviewed"], signature="", signed_copy__isnull=True)
                | (models.Q(state__in=["signed", "issued"]) & ~models.Q(signature="")),
                name="reportrun_signed_says_how",
                violation_error_message="Báo cáo đã ký phải ghi cách ký.",
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(correction_reason=""),
                name="reportrun_correction_says_why",
                violation_error_message="Bản đính chính phải ghi lý do.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="snapshot_frozen",
                fields=["kind", "year", "period", "scope", "options", "version", "snapshot", "digest"],
            ),
            pgtrigger.Protect(
                name="issued_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="issued"),
            ),
        ]

    def __str__(self) -> str:
        return self.title
