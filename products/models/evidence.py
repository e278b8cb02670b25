from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from producers.models import Producer
from products.models.dossier import Dossier
from regimes.models import Criterion, DocumentRequirement

if TYPE_CHECKING:
    from accounts.models import User


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Papers of producers the user sees, and those in dossiers the user sees."""
        return self.filter(
            models.Q(producer__in=Producer.objects.visible_to(user).order_by().values("pk"))
            | models.Q(
                pk__in=EvidenceLink.objects.filter(
                    dossier__in=Dossier.objects.visible_to(user).order_by().values("pk")
                )
                .order_by()
                .values("evidence")
            )
        )


@pghistory.track()
class Evidence(models.Model):
    """A paper of a producer, usable in this and later dossiers."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="evidence", verbose_name="chủ thể")
    requirement = models.ForeignKey(
        DocumentRequirement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="loại giấy tờ",
    )
    title = LineField("tên giấy tờ", max_length=300)
    number = LineField("số", max_length=100, blank=True)
    issuer = LineField("nơi cấp", max_length=200, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    expires_on = models.DateField("hết hạn ngày", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence", verbose_name="tệp")
    # of the bytes as they came; pictures are re-encoded, so the stored file has another
    source_sha256 = models.CharField("SHA-256 của tệp gốc", max_length=64, blank=True, editable=False)
    note = ProseField("ghi chú", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["producer", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "source_sha256"],
                condition=~models.Q(source_sha256=""),
                name="evidence_file_once",
                violation_error_message="Chủ thể này đã có tệp giống hệt.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True)
                | models.Q(issued_on__isnull=True)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="evidence_dates",
                violation_error_message="Ngày hết hạn phải sau ngày cấp.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceLink(models.Model):
    """A paper used in a dossier, for a criterion or (without one) for the dossier as a whole."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="evidence_links", verbose_name="hồ sơ")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links", verbose_name="minh chứng")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tiêu chí"
    )

    class Meta:
        verbose_name = "minh chứng của hồ sơ"
        verbose_name_plural = "minh chứng của hồ sơ"
        ordering = ["dossier", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "evidence", "criterion"],
                nulls_distinct=False,
                name="evidencelink_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.criterion.code if self.criterion else 'hồ sơ'}"
