"""Who looked at what is known of a person, and whose data was made anonymous. Neither is ever changed or deleted."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.fields import LineField, ProseField

NEVER = pgtrigger.Update | pgtrigger.Delete


class OfOneRowQuerySet(models.QuerySet):
    def of(self, row: models.Model) -> Any:
        """Those about ``row``: an account, a participant, a producer's representative."""
        kind = ContentType.objects.get_for_model(row)
        return self.filter(content_type=kind, object_id=row.pk)


class PersonalView(models.Model):
    """Somebody opened a page with a person's data, or took away a list of people (then without a row)."""

    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="views_made", verbose_name="người xem"
    )
    page = LineField("trang", max_length=100)
    content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="loại"
    )
    object_id = models.PositiveBigIntegerField("mã dòng", null=True, blank=True)
    row = GenericForeignKey()
    at = models.DateTimeField("lúc", default=timezone.now)

    objects = OfOneRowQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt xem dữ liệu cá nhân"
        verbose_name_plural = "lượt xem dữ liệu cá nhân"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-id"], name="personalview_row")]
        triggers = [pgtrigger.Protect(name="append_only", operation=NEVER)]

    def __str__(self) -> str:
        return f"{self.page} #{self.object_id}" if self.object_id else self.page


class Erasure(models.Model):
    """A person's data was made anonymous at that person's request: which fields, on what paper, by whom."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name="loại")
    object_id = models.PositiveBigIntegerField("mã dòng")
    row = GenericForeignKey()
    paper = LineField("văn bản đề nghị", max_length=200)
    reason = ProseField("lý do", max_length=1000)
    fields = ArrayField(models.CharField(max_length=100), verbose_name="mục đã xóa")
    history_rows = models.PositiveIntegerField("số dòng lịch sử đã xóa nội dung")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasures_done", verbose_name="người thực hiện"
    )
    at = models.DateTimeField("lúc", default=timezone.now)

    objects = OfOneRowQuerySet.as_manager()

    class Meta:
        verbose_name = "lần ẩn danh"
        verbose_name_plural = "lần ẩn danh"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="erasure_row")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(paper="") & ~models.Q(reason=""),
                name="erasure_asked_for",
                violation_error_message="Hãy ghi văn bản đề nghị và lý do.",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=NEVER)]

    def __str__(self) -> str:
        return f"{self.content_type} #{self.object_id}"
