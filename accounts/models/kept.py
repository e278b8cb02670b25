"""What people keep for themselves: the things they follow, and the filters they come back to."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from core.fields import LineField

if TYPE_CHECKING:
    from accounts.models.user import User


class Follow(models.Model):
    """Somebody asked to hear of every step of one thing: a dossier, or a product with all its dossiers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follows", verbose_name="người theo dõi"
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="loại")
    object_id = models.PositiveBigIntegerField("khóa của dòng")
    thing = GenericForeignKey("content_type", "object_id")
    since = models.DateTimeField("theo dõi từ", default=timezone.now)

    class Meta:
        verbose_name = "lượt theo dõi"
        verbose_name_plural = "lượt theo dõi"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.content_type}"


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """One's own; in the office also those its people share."""
        own = models.Q(user=user)
        return self.filter(own | models.Q(is_shared=True) if user.is_office else own)


class SavedFilter(models.Model):
    """A list of the administration as somebody wants to see it again: its filters, words and order."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters", verbose_name="người lưu"
    )
    page = models.CharField("danh sách", max_length=100, editable=False)
    name = LineField("tên bộ lọc", max_length=60)
    query = models.CharField("điều kiện", max_length=1000)
    is_shared = models.BooleanField("dùng chung trong Văn phòng", default=False)
    saved_at = models.DateTimeField("lưu lúc", default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="savedfilter_name_once",
                violation_error_message="Bạn đã có bộ lọc tên này ở danh sách này.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="savedfilter_named",
                violation_error_message="Hãy đặt tên cho bộ lọc.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
