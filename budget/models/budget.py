from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import StoredFile
from localities.models import Unit
from programme.models import Activity, ContentGroup, Plan
from programme.models.freezing import frozen_with_year
from training.models import TrainingClass

if TYPE_CHECKING:
    from accounts.models import User


OF_ALLOCATION = "SELECT l.plan_id FROM budget_estimateline l WHERE l.id = {row}.line_id"
OF_DISBURSEMENT = (
    "SELECT l.plan_id FROM budget_allocation a JOIN budget_estimateline l ON l.id = a.line_id"
    " WHERE a.id = {row}.allocation_id"
)


def never_above(name: str, *, limit: str, given: str, refusal: str) -> pgtrigger.Trigger:
    """Refuse amounts that add up to more than the row they come out of; that row is locked meanwhile.

    ``limit`` selects the amount of the row above FOR NO KEY UPDATE, ``given`` the sum of the other rows.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("most", "bigint"), ("others", "bigint")],
        func=f"""
            {limit} FOR NO KEY UPDATE;
            {given};
            IF others + NEW.amount > most THEN
                RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def never_below(name: str, *, given: str, refusal: str) -> pgtrigger.Trigger:
    """Refuse to lower an amount below what was already given out of it."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("amount"),
        declare=[("others", "bigint")],
        func=f"""
            {given};
            IF others > NEW.amount THEN
                RAISE EXCEPTION '{refusal}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class FundingSide(models.TextChoices):
    STATE = "state", "Ngân sách nhà nước"
    MOBILISED = "mobilised", "Xã hội hóa"


class FundingSource(models.Model):
    """Where money comes from, and on which side of the split it stands."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = LineField("nguồn vốn", max_length=200)
    side = models.CharField("thuộc", max_length=10, choices=FundingSide)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nguồn vốn"
        verbose_name_plural = "nguồn vốn"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class EstimateLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


@pghistory.track()
class EstimateLine(models.Model):
    """An amount the plan estimates (dự toán) for a content group or activity from one source."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="estimates", verbose_name="kế hoạch")
    group = models.ForeignKey(
        ContentGroup, models.PROTECT, related_name="estimates", verbose_name="nhóm nội dung"
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="estimates",
        verbose_name="hoạt động",
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="estimates", verbose_name="nguồn vốn"
    )
    name = LineField("nội dung chi", max_length=300)
    amount = MoneyField("số tiền (đồng)")
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name="chuyển nguồn từ",
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = EstimateLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng dự toán"
        verbose_name_plural = "dự toán"
        ordering = ["plan", "group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="estimateline_positive",
                violation_error_message="Số tiền phải lớn hơn 0.",
            )
        ]
        triggers = [
            frozen_with_year("{row}.plan_id"),
            never_below(
                "estimate_covers_allocations",
                given="SELECT COALESCE(SUM(amount), 0) INTO others FROM budget_allocation"
                " WHERE line_id = NEW.id",
                refusal="Dự toán không được thấp hơn số đã phân bổ",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Allocation(models.Model):
    """Money given to a unit or the office out of an estimate line (phân bổ)."""

    line = models.ForeignKey(
        EstimateLine, models.PROTECT, related_name="allocations", verbose_name="dòng dự toán"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name="đơn vị nhận",
    )
    recipient = LineField("đơn vị thực hiện", max_length=200)
    amount = MoneyField("số tiền (đồng)")
    on = models.DateField("ngày")
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "phân bổ"
        verbose_name_plural = "phân bổ"
        ordering = ["line", "on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_positive")]
        triggers = [
            frozen_with_year(OF_ALLOCATION),
            never_above(
                "allocations_within_estimate",
                limit="SELECT amount INTO most FROM budget_estimateline WHERE id = NEW.line_id",
                given="SELECT COALESCE(SUM(amount), 0) INTO others FROM budget_allocation"
                " WHERE line_id = NEW.line_id AND id <> NEW.id",
                refusal="Tổng phân bổ vượt dự toán",
            ),
            never_below(
                "allocation_covers_payments",
                given="SELECT COALESCE(SUM(amount), 0) INTO others FROM budget_disbursement"
                " WHERE allocation_id = NEW.id AND voided_on IS NULL",
                refusal="Phân bổ không được thấp hơn số đã giải ngân",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.recipient}"


class DisbursementQuerySet(models.QuerySet):
    def paid(self) -> Self:
        """Payments that count: those not voided."""
        return self.filter(voided_on__isnull=True)

    def visible_to(self, user: "User") -> Self:
        return self.filter(allocation__line__plan__in=Plan.objects.visible_to(user))


@pghistory.track()
class Disbursement(models.Model):
    """Money paid out of an allocation (giải ngân), with its voucher."""

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, related_name="disbursements", verbose_name="phân bổ"
    )
    amount = MoneyField("số tiền (đồng)")
    on = models.DateField("ngày")
    voucher_no = LineField("số chứng từ", max_length=100)
    payee = LineField("người, đơn vị nhận tiền", max_length=200, blank=True)
    purpose = ProseField("nội dung", blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chứng từ"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi",
    )
    # a wrong voucher is voided with its reason, never deleted; it counts in no sum
    voided_on = models.DateField("ngày hủy", null=True, blank=True)
    void_reason = ProseField("lý do hủy", blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hủy",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = "giải ngân"
        verbose_name_plural = "giải ngân"
        ordering = ["allocation", "on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="disbursement_positive"),
            models.CheckConstraint(
                condition=models.Q(voided_on__isnull=True) | ~models.Q(void_reason=""),
                name="disbursement_void_says_why",
                violation_error_message="Hủy chứng từ phải ghi lý do.",
            ),
            models.UniqueConstraint(
                fields=["allocation", "voucher_no", "amount", "on"],
                condition=models.Q(voided_on__isnull=True),
                name="disbursement_once",
                violation_error_message="Chứng từ này đã được ghi.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="paid_is_paid", fields=["allocation", "amount", "on", "voucher_no"]),
            frozen_with_year(OF_DISBURSEMENT),
            never_above(
                "payments_within_allocation",
                limit="SELECT amount INTO most FROM budget_allocation WHERE id = NEW.allocation_id",
                given="SELECT COALESCE(SUM(amount), 0) INTO others FROM budget_disbursement"
                " WHERE allocation_id = NEW.allocation_id AND id <> NEW.id AND voided_on IS NULL",
                refusal="Tổng giải ngân vượt số phân bổ",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_no}: {self.amount}"


class Adjustment(models.Model):
    """A change of an estimate line or an allocation after the plan was issued, with its reason."""

    line = models.ForeignKey(
        EstimateLine, models.PROTECT, related_name="adjustments", verbose_name="dòng dự toán"
    )
    allocation = models.ForeignKey(
        Allocation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        verbose_name="phân bổ",
    )
    before = MoneyField("trước điều chỉnh (đồng)")
    after = MoneyField("sau điều chỉnh (đồng)")
    reason = ProseField("lý do")
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    on = models.DateField("ngày")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "điều chỉnh"
        verbose_name_plural = "điều chỉnh dự toán, phân bổ"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="adjustment_says_why",
                violation_error_message="Điều chỉnh phải ghi lý do.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            frozen_with_year(OF_ALLOCATION),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.before} → {self.after}"


@pghistory.track()
class Settlement(models.Model):
    """What became of an estimate line at the year's end (quyết toán): spent, carried over, cancelled."""

    line = models.OneToOneField(
        EstimateLine, models.PROTECT, related_name="settlement", verbose_name="dòng dự toán"
    )
    estimate = MoneyField("dự toán (đồng)")
    settled = MoneyField("số quyết toán (đồng)")
    carried_over = MoneyField("chuyển nguồn sang năm sau (đồng)", default=0)
    cancelled = MoneyField("hủy dự toán (đồng)", default=0)
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    on = models.DateField("ngày")
    note = ProseField("ghi chú", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "quyết toán"
        verbose_name_plural = "quyết toán"
        ordering = ["line"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    estimate=models.F("settled") + models.F("carried_over") + models.F("cancelled")
                ),
                name="settlement_adds_up",
                violation_error_message="Quyết toán, chuyển nguồn và hủy phải cộng đúng bằng dự toán.",
            ),
            models.CheckConstraint(
                condition=models.Q(settled__gte=0, carried_over__gte=0, cancelled__gte=0),
                name="settlement_not_negative",
                violation_error_message="Số tiền không được âm.",
            ),
        ]
        triggers = [frozen_with_year(OF_ALLOCATION)]

    def __str__(self) -> str:
        return f"{self.line}: {self.settled}"


@pghistory.track()
class FundedClass(models.Model):
    """The estimate line a class is paid from; its cost is shown against that line."""

    training_class = models.OneToOneField(
        TrainingClass, models.PROTECT, related_name="funded", verbose_name="lớp"
    )
    line = models.ForeignKey(
        EstimateLine, models.PROTECT, related_name="classes", verbose_name="dòng dự toán"
    )

    class Meta:
        verbose_name = "lớp của dòng dự toán"
        verbose_name_plural = "lớp của dòng dự toán"
        ordering = ["line", "training_class"]
        triggers = [frozen_with_year(OF_ALLOCATION)]

    def __str__(self) -> str:
        return f"{self.training_class} – {self.line}"
