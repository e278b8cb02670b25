from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from localities.models import Unit
from products.enums import DossierState
from products.models.product import Product
from regimes.models import CriteriaSet, Criterion, CriterionOption, DossierKind, LegalRegime

if TYPE_CHECKING:
    from accounts.models import User


class DossierQuerySet(models.QuerySet):
    def kept_by(self, user: "User") -> Self:
        """Those the user answers for: the office all, an officer those of its units, a producer its own."""
        if user.is_office:
            return self.all()
        if user.role == "local_officer" and user.unit_id:
            return self.filter(user.scope("unit__path"))
        return self.filter(product__producer__accounts__user=user)

    def before_councils_of(self, user: "User") -> Self:
        """Those in an opened round of a council on which the user has a seat.

        Rounds belong to an app above this one, so they are named here, not imported.
        """
        return self.filter(
            pk__in=Dossier.objects.filter(
                entries__round__council__members__user=user,
                entries__round__council__members__is_active=True,
                entries__round__opened_at__isnull=False,
            ).values("pk")
        )

    def visible_to(self, user: "User") -> Self:
        """Leaders see all; others what they answer for, and what lies before their councils."""
        if user.is_office or user.role == "leader":
            return self.all()
        mine, scored = self.kept_by(user), self.before_councils_of(user)
        return self.filter(models.Q(pk__in=mine.values("pk")) | models.Q(pk__in=scored.values("pk")))


@pghistory.track()
class Dossier(models.Model):
    """A product's dossier, evaluated for its whole life under the regime it was opened under."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="dossiers", verbose_name="sản phẩm")
    kind = models.CharField("lần đăng ký", max_length=20, choices=DossierKind)
    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="dossiers", verbose_name="quy định")
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="dossiers", verbose_name="bộ sản phẩm"
    )
    # where it was handed in; stays when units are merged
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers", verbose_name="nơi nộp")
    year = models.PositiveSmallIntegerField("năm")
    form_number = LineField("số phiếu đăng ký", max_length=60, blank=True)
    state = models.CharField("trạng thái", max_length=20, choices=DossierState, default=DossierState.DRAFT)
    wished_stars = models.PositiveSmallIntegerField(
        "hạng sao mong muốn", choices=[(3, "3 sao"), (4, "4 sao"), (5, "5 sao")], default=3
    )
    sample_count = models.PositiveSmallIntegerField("số sản phẩm mẫu", default=0)
    # form 02, part I.7: {code of products.enums.Declaration: true}, and what else there is under "other_text"
    declarations = models.JSONField("mục đã có", default=dict, blank=True)
    results_text = ProseField("Phần II. Kết quả thực hiện phương án sản xuất, kinh doanh", blank=True)
    plan_text = ProseField("Phần IV. Kế hoạch sản xuất, kinh doanh", blank=True)
    changes_text = ProseField("nội dung thay đổi so với lần công nhận trước", blank=True)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name="hồ sơ trước",
    )
    opened_on = models.DateField("ngày lập")
    handed_in_on = models.DateField("ngày nộp", null=True, blank=True)
    commune_due_on = models.DateField("hạn của cấp xã", null=True, blank=True)
    proposed_on = models.DateField("ngày đề nghị", null=True, blank=True)
    accepted_on = models.DateField("ngày tiếp nhận", null=True, blank=True)
    # when the present step must be done; set by every step (products.domain.deadlines)
    due_on = models.DateField("hạn của bước hiện tại", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người lập",
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ sản phẩm"
        verbose_name_plural = "hồ sơ sản phẩm"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "-id"], name="dossier_state"),
            models.Index(fields=["unit", "state"], name="dossier_unit_state"),
            models.Index(fields=["state", "due_on"], name="dossier_state_due"),
            models.Index(fields=["due_on", "id"], name="dossier_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=~models.Q(state__in=["concluded", "withdrawn"]),
                name="dossier_one_open",
                violation_error_message="Sản phẩm này đang có một hồ sơ chưa kết thúc.",
            ),
            models.UniqueConstraint(
                fields=["form_number"],
                condition=~models.Q(form_number=""),
                name="dossier_form_number",
            ),
        ]

    def __str__(self) -> str:
        return f"Hồ sơ {self.form_number or self.pk}: {self.product}"


class SelfMark(models.Model):
    """The producer's own mark on one criterion of the official sheet (form 02, part III)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="self_marks", verbose_name="hồ sơ")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    option = models.ForeignKey(
        CriterionOption,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lựa chọn",
    )
    explanation = ProseField("mô tả, chứng minh", blank=True)

    class Meta:
        verbose_name = "điểm tự chấm"
        verbose_name_plural = "điểm tự chấm"
        ordering = ["dossier", "criterion"]
        constraints = [models.UniqueConstraint(fields=["dossier", "criterion"], name="selfmark_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.criterion.code}"


@pghistory.track()
class CommuneAssessment(models.Model):
    """Form 03: the commune's report on four matters, without points, and its proposal to the city."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="assessment", verbose_name="hồ sơ")
    local_materials = ProseField("sử dụng nguyên liệu địa phương", blank=True)
    local_labour = ProseField("sử dụng lao động địa phương", blank=True)
    idea_origin = ProseField("nguồn gốc ý tưởng sản phẩm", blank=True)
    local_identity = ProseField("bản sắc, trí tuệ địa phương", blank=True)
    report_no = LineField("số báo cáo", max_length=100, blank=True)
    proposal_no = LineField("số văn bản đề nghị", max_length=100, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = LineField("người ký", max_length=200, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    class Meta:
        verbose_name = "báo cáo của cấp xã"
        verbose_name_plural = "báo cáo của cấp xã"

    def __str__(self) -> str:
        return f"Mẫu 03: {self.dossier}"


class DossierFault(models.Model):
    """One item a dossier was returned for, and whether it was mended."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="faults", verbose_name="hồ sơ")
    # "criterion:1.1", "paper:12", "document:business-registration", "content:plan_text", "part:producer", "other"
    item = models.CharField("mục", max_length=100)
    label = LineField("tên mục", max_length=300)
    reason = ProseField("yêu cầu bổ sung")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người yêu cầu",
    )
    raised_at = models.DateTimeField("lúc", auto_now_add=True)
    resolved_at = models.DateTimeField("đã bổ sung lúc", null=True, blank=True)

    class Meta:
        verbose_name = "nội dung cần bổ sung"
        verbose_name_plural = "nội dung cần bổ sung"
        ordering = ["dossier", "pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


class DossierCopy(models.Model):
    """What a dossier said when it was handed in, item by item: what was judged, and the base of every comparison."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="copies", verbose_name="hồ sơ")
    number = models.PositiveSmallIntegerField("lần nộp")
    taken_at = models.DateTimeField("lúc", auto_now_add=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nộp"
    )
    # [{"item": …, "label": …, "value": …}], see products.domain.copies
    content = models.JSONField("nội dung")
    sha256 = models.CharField("SHA-256 của nội dung", max_length=64)

    class Meta:
        verbose_name = "bản đã nộp"
        verbose_name_plural = "bản đã nộp"
        ordering = ["dossier", "number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="dossiercopy_number")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dossier}, lần nộp {self.number}"
