from fractions import Fraction
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models

from evaluations.models.round import Entry

if TYPE_CHECKING:
    from accounts.models import User


class TallyQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """As the entries: the round is closed when a tally exists."""
        return self.filter(entry__in=Entry.objects.visible_to(user))

    def current(self) -> Self:
        """The last tally of each entry."""
        return self.order_by("entry_id", "-number").distinct("entry_id")


class Tally(models.Model):
    """The council's result for one entry: a snapshot, with a digest of everything it was made from.

    Never changed; a new one has a higher number.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="tallies", verbose_name="sản phẩm")
    number = models.PositiveSmallIntegerField("lần tổng hợp", default=1)
    # the sheets counted, their marks, majorities, flags: everything the minutes print
    payload = models.JSONField("nội dung")
    digest = models.CharField("SHA-256 của dữ liệu vào", max_length=64)
    points_numerator = models.BigIntegerField("tổng điểm các phiếu")
    points_denominator = models.PositiveIntegerField("số phiếu hợp lệ")
    stars_by_points = models.PositiveSmallIntegerField("hạng theo điểm")
    stars = models.PositiveSmallIntegerField("hạng sau yêu cầu tối thiểu")
    taken_at = models.DateTimeField("tổng hợp lúc", auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tổng hợp"
    )

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng tổng hợp điểm"
        verbose_name_plural = "bảng tổng hợp điểm"
        ordering = ["entry", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="tally_number"),
            models.CheckConstraint(condition=models.Q(points_denominator__gt=0), name="tally_has_sheets"),
            models.CheckConstraint(
                condition=models.Q(stars__range=(1, 5), stars_by_points__range=(1, 5))
                & models.Q(stars__lte=models.F("stars_by_points")),
                name="tally_stars_not_above_points",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.stars} sao"

    @property
    def mean(self) -> Fraction:
        """The exact arithmetic mean of the totals of all valid sheets."""
        return Fraction(self.points_numerator, self.points_denominator)
