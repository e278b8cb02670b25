from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models

from core.fields import LineField, ProseField
from products.enums import RatingState
from products.models.product import Product
from regimes.models import DossierKind, LegalRegime

if TYPE_CHECKING:
    from accounts.models import User


class RatingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(product__in=Product.objects.visible_to(user))

    def decided_until(self, day: date) -> Self:
        return self.filter(decided_on__lte=day)

    def valid_on(self, day: date) -> Self:
        """Ratings that hold on ``day``: decided, not expired, not withdrawn by then."""
        return self.filter(
            models.Q(withdrawn_on__isnull=True) | models.Q(withdrawn_on__gt=day),
            decided_on__lte=day,
            expires_on__gte=day,
        )


@pghistory.track()
class Rating(models.Model):
    """One recognition in the register: stars, decision, validity. It keeps the regime that gave it."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="ratings", verbose_name="sản phẩm")
    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="ratings", verbose_name="quy định")
    kind = models.CharField("loại đánh giá", max_length=20, choices=DossierKind, default=DossierKind.FIRST)
    state = models.CharField("tình trạng", max_length=20, choices=RatingState, default=RatingState.RECOGNISED)
    # the stars the city (or the ministry) recognised; a potential five-star product carries 4 until decided
    stars = models.PositiveSmallIntegerField("hạng sao")
    # the exact mean as numerator / denominator; absent in press sources
    points_numerator = models.BigIntegerField("tổng điểm (tử số)", null=True, blank=True)
    points_denominator = models.PositiveIntegerField("số phiếu (mẫu số)", null=True, blank=True)
    decision_no = LineField("số quyết định", max_length=100)
    decided_on = models.DateField("ngày quyết định")
    authority = LineField("cơ quan ban hành", max_length=200)
    expires_on = models.DateField("hết hạn ngày")
    withdrawn_on = models.DateField("ngày thu hồi", null=True, blank=True)
    withdrawal_reason = ProseField("lý do thu hồi", blank=True)
    source = LineField("nguồn dữ liệu", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả công nhận"
        verbose_name_plural = "sổ công nhận sản phẩm"
        ordering = ["-decided_on", "-pk"]
        indexes = [
            models.Index(fields=["product", "-decided_on"], name="rating_product_latest"),
            models.Index(fields=["expires_on"], name="rating_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(stars__range=(3, 5)), name="rating_stars_recognised"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("decided_on")),
                name="rating_expires_after_decision",
                violation_error_message="Ngày hết hạn phải sau ngày quyết định.",
            ),
            models.CheckConstraint(
                condition=models.Q(points_numerator__isnull=True, points_denominator__isnull=True)
                | models.Q(points_numerator__isnull=False, points_denominator__gt=0),
                name="rating_points_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(withdrawn_on__isnull=False),
                name="rating_withdrawn_dated",
                violation_error_message="Thu hồi phải có ngày.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.stars} sao ({self.decision_no})"
