from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models import Named, NamedQuerySet, StoredFile
from localities.models import Unit
from producers.models import Producer
from products.validators import check_links
from regimes.models import CriteriaSet, LegalRegime

if TYPE_CHECKING:
    from accounts.models import User


class ProductQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see all; an officer those of its units; a producer its own."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer" and user.unit_id:
            return self.filter(user.scope("unit__path"))
        return self.filter(producer__accounts__user=user)


@pghistory.track()
class Product(Named):
    """A product of a producer. Recognised twice or upgraded, it stays one product."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products", verbose_name="chủ thể")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="products", verbose_name="xã, phường")
    # the commune's own count of products, a part of the law's product code
    commune_sequence = models.PositiveIntegerField("số thứ tự tại xã", null=True, blank=True)
    description = ProseField("mô tả", blank=True)
    packaging = ProseField("quy cách, bao bì", blank=True)
    standards = ProseField("tiêu chuẩn công bố", blank=True)
    capacity = ProseField("năng lực sản xuất", blank=True)
    markets = ProseField("thị trường", blank=True)
    sales_link = models.URLField("trang bán hàng", blank=True)
    more_links = ProseField("trang bán hàng khác", blank=True, validators=[check_links])
    story = ProseField("câu chuyện sản phẩm", blank=True)
    # the plan's year in which the product was among those to be standardised
    standardised_year = models.PositiveSmallIntegerField("năm được chuẩn hóa", null=True, blank=True)
    note = ProseField("ghi chú", blank=True)
    source = LineField("nguồn dữ liệu", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người tạo",
    )

    objects = ProductQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "commune_sequence"],
                name="product_commune_sequence",
                violation_error_message="Số thứ tự này đã dùng cho sản phẩm khác của xã, phường.",
            ),
            models.UniqueConstraint(
                fields=["producer", "search_key"],
                name="product_producer_name",
                violation_error_message="Chủ thể này đã có một sản phẩm cùng tên.",
            ),
        ]

    @property
    def links(self) -> list[str]:
        """Every page where it is sold."""
        return [link for link in (self.sales_link, *self.more_links.split("\n")) if link]


class ProductClassification(models.Model):
    """Which set of criteria a product belongs to under a regime; it may differ between regimes."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="classifications", verbose_name="sản phẩm"
    )
    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="+", verbose_name="quy định")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="classifications", verbose_name="bộ sản phẩm"
    )

    class Meta:
        verbose_name = "phân loại theo quy định"
        verbose_name_plural = "phân loại theo quy định"
        constraints = [
            models.UniqueConstraint(fields=["product", "regime"], name="productclassification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.criteria_set}"


class ProductPhoto(models.Model):
    """A picture of the product, re-encoded on arrival."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="photos", verbose_name="sản phẩm")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="ảnh")
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="ảnh nhỏ")
    caption = LineField("chú thích", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "ảnh sản phẩm"
        verbose_name_plural = "ảnh sản phẩm"
        ordering = ["product", "position", "pk"]

    def __str__(self) -> str:
        return self.caption or str(self.product)
