from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from evaluations.enums import EntryState, RoundMode, RoundState
from evaluations.models.council import Council, CouncilMember, CouncilRules
from products.models import Dossier
from regimes.models import Criterion, EvaluationLevel, LegalRegime

if TYPE_CHECKING:
    from accounts.models import User


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see all rounds; members those of councils they sit on, once opened.

        The council's advisory team sees them from the beginning.
        """
        if user.is_office or user.role == "leader":
            return self.all()
        seats = CouncilMember.objects.filter(council=models.OuterRef("council"), user=user, is_active=True)
        advised = Council.objects.filter(advisers__user=user, advisers__is_active=True)
        seated = models.Exists(seats) & ~models.Q(state=RoundState.PREPARING)
        return self.filter(seated | models.Q(council__in=advised))


@pghistory.track()
class Round(CouncilRules):
    """An evaluation round of one council under one regime, with the rules copied when it was made."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="rounds", verbose_name="Hội đồng")
    regime = models.ForeignKey(LegalRegime, models.PROTECT, related_name="rounds", verbose_name="quy định")
    level = models.CharField("cấp", max_length=10, choices=EvaluationLevel)
    year = models.PositiveSmallIntegerField("năm")
    sequence = models.PositiveSmallIntegerField("đợt")
    name = LineField("tên đợt", max_length=300)
    mode = models.CharField("hình thức", max_length=10, choices=RoundMode, default=RoundMode.MEETING)
    mode_reason = ProseField("lý do chuyển sang họp", blank=True, editable=False)
    state = models.CharField("trạng thái", max_length=20, choices=RoundState, default=RoundState.PREPARING)
    dossiers_before = models.DateField("nhận hồ sơ đến trước ngày", null=True, blank=True)
    evaluate_before = models.DateField("đánh giá xong trước ngày", null=True, blank=True)
    meeting_at = models.DateTimeField("họp lúc", null=True, blank=True)
    venue = LineField("địa điểm", max_length=300, blank=True)
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá"
        ordering = ["-year", "-sequence", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "year", "sequence"],
                name="round_sequence",
                violation_error_message="Hội đồng đã có đợt này trong năm.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.filter(round__in=Round.objects.visible_to(user))


class Entry(models.Model):
    """A dossier in a round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name="đợt")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="entries", verbose_name="hồ sơ")
    order = models.PositiveSmallIntegerField("thứ tự")
    state = models.CharField("trạng thái", max_length=20, choices=EntryState, default=EntryState.WAITING)
    elimination_reason = ProseField("lý do loại", blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm trong đợt"
        verbose_name_plural = "sản phẩm trong đợt"
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "dossier"], name="entry_once"),
            models.UniqueConstraint(
                fields=["round", "order"], name="entry_order", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.dossier.product}"


@pghistory.track()
class Recusal(models.Model):
    """A member who stands back from an entry: does not count in mean or quorum, unless waived."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="recusals", verbose_name="sản phẩm")
    member = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="recusals", verbose_name="thành viên"
    )
    reason = ProseField("lý do")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người cho phép",
    )
    waiver_reason = ProseField("lý do cho phép chấm", blank=True)

    class Meta:
        verbose_name = "xung đột lợi ích"
        verbose_name_plural = "xung đột lợi ích"
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.member} – {self.entry}"


@pghistory.track()
class RequirementConclusion(models.Model):
    """Where members disagree on a minimum requirement: the council's conclusion, with its reason."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="conclusions", verbose_name="sản phẩm")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    stars = models.PositiveSmallIntegerField("yêu cầu của hạng")
    is_met = models.BooleanField("đạt")
    reason = ProseField("lý do")
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kết luận"
    )
    concluded_at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "kết luận về yêu cầu tối thiểu"
        verbose_name_plural = "kết luận về yêu cầu tối thiểu"
        constraints = [
            models.UniqueConstraint(fields=["entry", "criterion", "stars"], name="requirementconclusion_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.criterion.code} {'đạt' if self.is_met else 'không đạt'}"
