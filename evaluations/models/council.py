from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import LineField, ProseField
from evaluations.enums import Office
from localities.models import Unit
from regimes.models import EvaluationLevel

if TYPE_CHECKING:
    from accounts.models import User


class CouncilRules(models.Model):
    """The council's rules of procedure (quy chế). Stored per council, copied into each round."""

    quorum_percent = models.PositiveSmallIntegerField(
        "tỷ lệ thành viên tối thiểu (%)",
        default=75,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
    )
    chair_must_attend = models.BooleanField("phải có Chủ tịch hoặc Phó Chủ tịch được ủy quyền", default=True)
    max_spread = models.PositiveSmallIntegerField(
        "chênh lệch tổng điểm tối đa giữa hai thành viên", default=10
    )
    # a minimum requirement is met where more than this share of the sheets reaches it
    majority_percent = models.PositiveSmallIntegerField(
        "yêu cầu tối thiểu đạt khi quá (%) số phiếu",
        default=50,
        validators=[MinValueValidator(50), MaxValueValidator(99)],
    )
    members_reopen = models.BooleanField("thành viên tự mở lại phiếu đã gửi khi chưa khóa", default=True)
    shuffles_order = models.BooleanField("mỗi thành viên chấm theo thứ tự riêng", default=True)
    secretary_scores = models.BooleanField("thư ký có chấm điểm", default=False)
    secretary_sees_marks = models.BooleanField("thư ký xem điểm trước khi khóa", default=False)
    comment_on_extremes = models.BooleanField(
        "bắt buộc nhận xét khi cho điểm thấp nhất, cao nhất", default=False
    )
    shows_precedents = models.BooleanField("cho xem tiền lệ", default=False)

    class Meta:
        abstract = True


class CouncilQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see all councils, others those they sit on."""
        if user.is_office or user.role == "leader":
            return self.all()
        return self.filter(pk__in=CouncilMember.objects.filter(user=user).values("council"))

    def in_term_on(self, day: date) -> Self:
        return self.filter(models.Q(term_to__isnull=True) | models.Q(term_to__gte=day), term_from__lte=day)


@pghistory.track()
class Council(CouncilRules):
    """An evaluation council, set up by a numbered decision for a term."""

    name = LineField("tên Hội đồng", max_length=300)
    level = models.CharField("cấp", max_length=10, choices=EvaluationLevel)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="councils", verbose_name="địa bàn")
    decision_no = LineField("số quyết định thành lập", max_length=100)
    decided_on = models.DateField("ngày quyết định")
    term_from = models.DateField("nhiệm kỳ từ")
    term_to = models.DateField("nhiệm kỳ đến", null=True, blank=True)
    note = ProseField("ghi chú", blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "Hội đồng đánh giá, phân hạng"
        verbose_name_plural = "Hội đồng đánh giá, phân hạng"
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class CouncilMemberQuerySet(models.QuerySet):
    def presiding(self) -> Self:
        """The chairman's seat, and those of vice-chairmen delegated to preside."""
        delegated = models.Q(office=Office.VICE_CHAIR, is_delegated=True)
        return self.filter(models.Q(office=Office.CHAIR) | delegated, is_active=True)


@pghistory.track()
class CouncilMember(models.Model):
    """A seat: a person with an office and the agency it stands for."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="members", verbose_name="Hội đồng")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="council_seats",
        verbose_name="người dùng",
    )
    office = models.CharField("chức danh", max_length=20, choices=Office, default=Office.MEMBER)
    agency = LineField("cơ quan", max_length=200)
    position = LineField("chức vụ", max_length=200, blank=True)
    # only to point out possible conflicts of interest
    address = LineField("nơi ở", max_length=300, blank=True)
    is_delegated = models.BooleanField("được ủy quyền điều hành", default=False)
    is_active = models.BooleanField("đang tham gia", default=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        ordering = ["council", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="councilmember_once"),
            models.UniqueConstraint(
                fields=["council"],
                condition=models.Q(office="chair", is_active=True),
                name="councilmember_one_chair",
                violation_error_message="Hội đồng chỉ có một Chủ tịch.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_office_display()})"
