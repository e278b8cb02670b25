from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from products.models import Product

if TYPE_CHECKING:
    from accounts.models import User


class Language(models.TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "Tiếng Anh"


class Paper(models.TextChoices):
    A4 = "A4", "A4 (210 × 297 mm)"
    A5 = "A5", "A5 (148 × 210 mm)"


class YearbookQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office makes them; leaders and officers read those that are printed."""
        if user.is_office:
            return self.all()
        return self.exclude(pdf=None) if user.role in {"leader", "local_officer"} else self.none()


class Yearbook(models.Model):
    """A book of typical products (kỷ yếu): chosen products with picture, story, stars and where to find them."""

    title = LineField("tên kỷ yếu", max_length=120)
    subtitle = LineField("dòng dưới tên", max_length=160, blank=True)
    year = models.PositiveSmallIntegerField("năm")
    language = models.CharField("ngôn ngữ", max_length=2, choices=Language, default=Language.VIETNAMESE)
    paper = models.CharField("khổ giấy", max_length=2, choices=Paper, default=Paper.A4)
    foreword = ProseField("lời giới thiệu", blank=True)
    signed_by = LineField("người viết lời giới thiệu", max_length=200, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    built_at = models.DateTimeField("in lúc", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = YearbookQuerySet.as_manager()

    class Meta:
        verbose_name = "kỷ yếu"
        verbose_name_plural = "kỷ yếu"
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class YearbookEntry(models.Model):
    """A product in a yearbook; what is empty comes from the product itself."""

    yearbook = models.ForeignKey(Yearbook, models.CASCADE, related_name="entries", verbose_name="kỷ yếu")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name="sản phẩm")
    name = LineField("tên in", max_length=200, blank=True)
    story = ProseField("câu chuyện in", blank=True)
    shows_contact = models.BooleanField("in điện thoại, thư điện tử", default=True)

    class Meta:
        verbose_name = "sản phẩm trong kỷ yếu"
        verbose_name_plural = "sản phẩm trong kỷ yếu"
        ordering = ["yearbook", "pk"]
        constraints = [models.UniqueConstraint(fields=["yearbook", "product"], name="yearbookentry_once")]

    def __str__(self) -> str:
        return f"{self.yearbook}: {self.product}"
