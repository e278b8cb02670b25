from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from core.fields import LineField
from products.models.dossier import Dossier

if TYPE_CHECKING:
    from accounts.models import User


class PartialUploadQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """What is still arriving is its sender's alone."""
        return self.filter(user=user, dossier__in=Dossier.objects.visible_to(user).order_by().values("pk"))


class PartialUpload(models.Model):
    """A large file on its way into a dossier, kept until all of it is here or nobody goes on with it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="partial_uploads", verbose_name="hồ sơ")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    name = LineField("tên tệp", max_length=255)
    size = models.PositiveIntegerField("dung lượng (byte)")
    sha256 = models.CharField("SHA-256", max_length=64)
    received = models.PositiveIntegerField("đã nhận (byte)", default=0)
    touched_at = models.DateTimeField("nhận lần cuối lúc", auto_now=True, db_index=True)

    objects = PartialUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp đang tải dở"
        verbose_name_plural = "tệp đang tải dở"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user", "sha256"], name="partialupload_once"),
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")),
                name="partialupload_received",
                violation_error_message="Không thể nhận nhiều hơn dung lượng của tệp.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of the file is here."""
        return 100 * self.received // self.size


class UploadPiece(models.Model):
    """Some bytes of a file on its way, kept in the database so that they come and go with their row."""

    upload = models.ForeignKey(
        PartialUpload, models.CASCADE, related_name="pieces", verbose_name="tệp đang tải dở"
    )
    start = models.PositiveIntegerField("bắt đầu từ byte")
    content = models.BinaryField("nội dung")

    class Meta:
        verbose_name = "phần của tệp đang tải dở"
        verbose_name_plural = "phần của tệp đang tải dở"
        ordering = ["upload", "start"]
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="uploadpiece_once")]

    def __str__(self) -> str:
        return f"{self.upload}, từ byte {self.start}"
