from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from evaluations.models.round import Entry, Round
from evaluations.models.tally import Tally
from products.models import Rating

if TYPE_CHECKING:
    from accounts.models import User


class Outcome(models.Model):
    """What the chairman of the People's Committee decides for one entry, equal to the tally or with a reason."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="outcome", verbose_name="sản phẩm")
    tally = models.OneToOneField(Tally, models.PROTECT, related_name="outcome", verbose_name="bảng tổng hợp")
    stars = models.PositiveSmallIntegerField("hạng sao")
    # 90 points and more at city level: proposed to the ministry, not five stars yet
    is_potential_five = models.BooleanField("tiềm năng 5 sao", default=False)
    difference_reason = ProseField("lý do khác kết quả Hội đồng", blank=True)
    legal_basis = ProseField("căn cứ", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "kết luận phân hạng"
        verbose_name_plural = "kết luận phân hạng"
        constraints = [
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="outcome_stars"),
            models.CheckConstraint(
                condition=models.Q(is_potential_five=False) | models.Q(stars=4),
                name="outcome_potential_five_is_four",
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.entry}: {self.stars} sao"


@pghistory.track()
class Decision(models.Model):
    """A recognition decision of the city People's Committee, with its annex of products."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions", verbose_name="đợt")
    number = LineField("số quyết định", max_length=100, unique=True)
    signed_on = models.DateField("ngày ký")
    signer = LineField("người ký", max_length=200)
    signer_position = LineField("chức vụ", max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi sổ"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản ký"
    )

    class Meta:
        verbose_name = "quyết định công nhận"
        verbose_name_plural = "quyết định công nhận"
        ordering = ["-signed_on", "-pk"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="frozen", fields=["round", "number", "signed_on", "signer", "signer_position"]
            ),
        ]

    def __str__(self) -> str:
        return f"Quyết định số {self.number}"


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(rating__in=Rating.objects.visible_to(user))


class Certificate(models.Model):
    """The certificate of a recognised product: number from a gapless register, code for public checking."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="certificates", verbose_name="quyết định"
    )
    outcome = models.OneToOneField(
        Outcome, models.PROTECT, related_name="certificate", verbose_name="kết luận"
    )
    rating = models.OneToOneField(
        Rating, models.PROTECT, related_name="certificate", verbose_name="kết quả công nhận"
    )
    number = LineField("số giấy chứng nhận", max_length=60, unique=True)
    # unguessable, printed as QR: /xac-minh/<code>/
    code = models.CharField("mã xác minh", max_length=32, unique=True)
    # what the certificate says with the city's signature, printed in the same QR: checked without us
    signed_code = models.TextField("mã có chữ ký số")
    issued_on = models.DateField("ngày cấp")
    expires_on = models.DateField("có giá trị đến")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        ordering = ["-issued_on", "-pk"]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number
