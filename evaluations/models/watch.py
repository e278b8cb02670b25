"""The watch over the ends of certificates: notices given, and extensions of the transition."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from evaluations.models.after import OfRatingQuerySet
from products.models import Dossier, Rating

if TYPE_CHECKING:
    from accounts.models import User


class ExpiryNoticeQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """As the recognition whose end it announces."""
        return self.filter(rating__in=Rating.objects.visible_to(user))


class ExpiryNotice(models.Model):
    """One notice that a certificate ends in so many days; ``threshold`` is told once for each end."""

    rating = models.ForeignKey(
        Rating, models.PROTECT, related_name="expiry_notices", verbose_name="kết quả công nhận"
    )
    expires_on = models.DateField("ngày hết hạn được báo")
    threshold = models.PositiveSmallIntegerField("mốc (số ngày trước khi hết hạn)")
    sent_on = models.DateField("ngày báo")
    told = models.PositiveSmallIntegerField("số người được báo", default=0)

    objects = ExpiryNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo sắp hết hạn"
        verbose_name_plural = "thông báo sắp hết hạn"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "expires_on", "threshold"], name="expirynotice_once"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rating.product}: còn {self.threshold} ngày"


@pghistory.track()
class Extension(models.Model):
    """A certificate that stays valid until the result, at most 180 days past its end (Điều 12.3)."""

    rating = models.OneToOneField(
        Rating, models.PROTECT, related_name="extension", verbose_name="kết quả công nhận"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="extensions", verbose_name="hồ sơ đánh giá lại"
    )
    first_expires_on = models.DateField("hết hạn ban đầu")
    until = models.DateField("kéo dài đến")
    reason = ProseField("lý do")
    document_no = LineField("số văn bản", max_length=100, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    granted_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    ended_on = models.DateField("có kết quả ngày", null=True, blank=True)

    objects = OfRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "kéo dài hiệu lực chuyển tiếp"
        verbose_name_plural = "kéo dài hiệu lực chuyển tiếp"
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("first_expires_on")),
                name="extension_after_end",
                violation_error_message="Ngày kéo dài phải sau ngày hết hạn.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rating.product}: đến {self.until:%d/%m/%Y}"
