import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.fields import LineField, ProseField


class TransitionLog(models.Model):
    """Who moved what, when, from where to where, and why. Never changed, never deleted."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="loại")
    object_id = models.PositiveBigIntegerField("mã đối tượng")
    subject = GenericForeignKey()
    transition = models.CharField("bước", max_length=50)
    label = LineField("tên bước", max_length=200)
    from_state = models.CharField("từ trạng thái", max_length=50)
    to_state = models.CharField("sang trạng thái", max_length=50)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    at = models.DateTimeField("thời điểm", auto_now_add=True)
    reason = ProseField("lý do", blank=True)

    class Meta:
        verbose_name = "nhật ký xử lý"
        verbose_name_plural = "nhật ký xử lý"
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="transitionlog_subject")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.from_state} → {self.to_state}"
