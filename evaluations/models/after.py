"""What may follow a recognition: the ministry's five stars, complaints, post-checks, withdrawal."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from evaluations.enums import (
    CheckConclusion,
    CheckKind,
    ComplaintOutcome,
    ComplaintState,
    MinistryPaper,
    ProposalState,
    WithdrawalGround,
    WithdrawalState,
)
from evaluations.models.decision import Outcome
from evaluations.models.round import Entry
from products.models import Product, Rating

if TYPE_CHECKING:
    from accounts.models import User


def _person(label: str, **also: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **also
    )


class OfRatingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Who sees the recognition sees what follows it: the office, leaders, its officers, its producer."""
        return self.filter(rating__in=Rating.objects.visible_to(user))


@pghistory.track()
class CentralProposal(models.Model):
    """A product with 90 points and more proposed to the ministry, and what the ministry made of it."""

    outcome = models.OneToOneField(
        Outcome, models.PROTECT, related_name="proposal", verbose_name="kết quả của thành phố"
    )
    rating = models.OneToOneField(
        Rating, models.PROTECT, related_name="proposal", verbose_name="kết quả tiềm năng 5 sao"
    )
    state = models.CharField("tình trạng", max_length=20, choices=ProposalState, default=ProposalState.SENT)
    letter_no = LineField("số văn bản đề nghị", max_length=100)
    sent_on = models.DateField("ngày gửi Bộ")
    central_points = models.DecimalField(
        "điểm trung bình của Hội đồng trung ương", max_digits=7, decimal_places=4, null=True, blank=True
    )
    result_no = LineField("số văn bản kết quả của Bộ", max_length=100, blank=True)
    result_on = models.DateField("ngày văn bản kết quả", null=True, blank=True)
    final_rating = models.OneToOneField(
        Rating,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="from_proposal",
        verbose_name="kết quả công nhận",
    )
    note = ProseField("ghi chú", blank=True)
    sent_by = _person("người ghi")

    objects = OfRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị công nhận 5 sao"
        verbose_name_plural = "đề nghị công nhận 5 sao"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent") | models.Q(result_on__isnull=False),
                name="centralproposal_result_dated",
                violation_error_message="Kết quả của trung ương phải có ngày.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["five", "lower"]) | models.Q(final_rating__isnull=False),
                name="centralproposal_result_recognised",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rating.product}: {self.get_state_display()}"


@pghistory.track()
class ProposalPaper(models.Model):
    """A signed document put into the bundle for the ministry beside what the application writes itself."""

    outcome = models.ForeignKey(
        Outcome, models.PROTECT, related_name="ministry_papers", verbose_name="kết quả của thành phố"
    )
    kind = models.CharField("loại văn bản", max_length=10, choices=MinistryPaper)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_by = _person("người thêm")
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "văn bản trong hồ sơ đề nghị 5 sao"
        verbose_name_plural = "văn bản trong hồ sơ đề nghị 5 sao"
        ordering = ["outcome", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file.original_name}"


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Who complained is nobody's business but the office's and the leaders'."""
        return self.all() if user.is_office or user.role == "leader" else self.none()


@pghistory.track()
class Complaint(models.Model):
    """A complaint about a result or a certificate, with the time limits of the Law on complaints of 2011."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="complaints", verbose_name="sản phẩm")
    entry = models.ForeignKey(
        Entry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name="kết quả bị khiếu nại",
    )
    state = models.CharField(
        "tình trạng", max_length=20, choices=ComplaintState, default=ComplaintState.RECEIVED
    )
    complainant = LineField("người gửi đơn", max_length=200)
    contact = LineField("địa chỉ, điện thoại", max_length=300, blank=True)
    content = ProseField("nội dung")
    received_on = models.DateField("ngày nhận đơn")
    accept_by = models.DateField("phải trả lời thụ lý chậm nhất ngày")
    accepted_on = models.DateField("ngày thụ lý", null=True, blank=True)
    is_complex = models.BooleanField("vụ việc phức tạp", default=False)
    is_remote = models.BooleanField("ở vùng sâu, vùng xa đi lại khó khăn", default=False)
    resolve_by = models.DateField("phải giải quyết chậm nhất ngày", null=True, blank=True)
    ended_on = models.DateField("ngày kết thúc", null=True, blank=True)
    outcome = models.CharField("kết luận", max_length=10, choices=ComplaintOutcome, blank=True)
    answer_no = LineField("số văn bản trả lời", max_length=100, blank=True)
    answer = ProseField("nội dung trả lời", blank=True)
    recorded_by = _person("người ghi")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="resolved") | ~models.Q(outcome=""),
                name="complaint_resolved_concluded",
                violation_error_message="Đơn đã giải quyết phải có kết luận.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.complainant}: {self.product}"


@pghistory.track()
class PostCheck(models.Model):
    """An inspection of a recognised product (QĐ 26/2026/QĐ-TTg, Điều 9)."""

    rating = models.ForeignKey(
        Rating, models.PROTECT, related_name="checks", verbose_name="kết quả công nhận"
    )
    kind = models.CharField("hình thức", max_length=10, choices=CheckKind, default=CheckKind.PERIODIC)
    checked_on = models.DateField("ngày kiểm tra")
    team = ProseField("đoàn kiểm tra")
    keeps_criteria = models.BooleanField("duy trì các tiêu chí theo hồ sơ")
    uses_brand_rightly = models.BooleanField("sử dụng nhãn hiệu, thông tin OCOP đúng quy định")
    findings = ProseField("nội dung ghi nhận")
    conclusion = models.CharField("kết luận", max_length=10, choices=CheckConclusion)
    report_no = LineField("số biên bản, kết luận", max_length=100, blank=True)
    mend_by = models.DateField("phải khắc phục trước ngày", null=True, blank=True)
    mended_on = models.DateField("ngày khắc phục xong", null=True, blank=True)
    mended_how = ProseField("kết quả khắc phục", blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản quét biên bản"
    )
    recorded_by = _person("người ghi")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "hậu kiểm"
        verbose_name_plural = "hậu kiểm"
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(conclusion="kept")
                | models.Q(keeps_criteria=True, uses_brand_rightly=True),
                name="postcheck_kept_means_both",
                violation_error_message="Kết luận “duy trì tốt” phải đạt cả hai nội dung kiểm tra.",
            ),
            models.CheckConstraint(
                condition=~models.Q(conclusion="mend") | models.Q(mend_by__isnull=False),
                name="postcheck_mend_dated",
                violation_error_message="Phải khắc phục thì ghi hạn khắc phục.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rating.product}: {self.checked_on:%d/%m/%Y}"


@pghistory.track()
class Withdrawal(models.Model):
    """The withdrawal of a certificate: its ground, the conclusion it stands on, its 15 days, its decision."""

    rating = models.ForeignKey(
        Rating, models.PROTECT, related_name="withdrawals", verbose_name="kết quả công nhận"
    )
    state = models.CharField(
        "tình trạng", max_length=20, choices=WithdrawalState, default=WithdrawalState.OPEN
    )
    ground = models.CharField("trường hợp", max_length=20, choices=WithdrawalGround)
    concluded_by = LineField("cơ quan kết luận", max_length=200)
    conclusion_no = LineField("số văn bản kết luận", max_length=100)
    concluded_on = models.DateField("ngày kết luận")
    due_on = models.DateField("phải thu hồi trước ngày")
    summary = ProseField("nội dung vi phạm, xác minh")
    post_check = models.ForeignKey(
        PostCheck,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawals",
        verbose_name="đợt hậu kiểm",
    )
    decision_no = LineField("số quyết định thu hồi", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    authority = LineField("cơ quan quyết định", max_length=200)
    recorded_by = _person("người ghi")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfRatingQuerySet.as_manager()

    class Meta:
        verbose_name = "thu hồi giấy chứng nhận"
        verbose_name_plural = "thu hồi giấy chứng nhận"
        ordering = ["-concluded_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating"],
                condition=models.Q(state="open"),
                name="withdrawal_one_open",
                violation_error_message="Giấy chứng nhận này đang được xem xét thu hồi.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(decided_on__isnull=False),
                name="withdrawal_decided_dated",
                violation_error_message="Thu hồi phải có quyết định và ngày.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.rating.product}: {self.get_state_display()}"
