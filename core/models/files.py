import secrets
from typing import Any

from django.conf import settings
from django.db import models

from core.fields import LineField


def random_key(instance: Any, filename: str) -> str:
    """Where the bytes lie: a random key, never the user's name for the file."""
    key = secrets.token_hex(20)
    return f"{key[:2]}/{key[2:4]}/{key}"


class StoredFile(models.Model):
    """The bytes of one uploaded or produced file with what is known of them.

    Served only by views that check who may see the row the file belongs to.
    """

    content = models.FileField("nội dung", upload_to=random_key, max_length=200)
    original_name = LineField("tên tệp", max_length=255)
    content_type = models.CharField("kiểu tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người tải lên",
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"

    def __str__(self) -> str:
        return self.original_name
