from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import Named, NamedQuerySet, StoredFile
from core.text import fold
from localities.models import Unit
from producers.models import Producer
from programme.enums import CommendationState
from programme.models.activity import Activity

if TYPE_CHECKING:
    from accounts.models import User


class OutreachQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """What the programme did in public is shown to whoever runs or watches it."""
        if user.is_office or user.role in {"leader", "local_officer"}:
            return self.all()
        return self.none()

    def search(self, text: str) -> Self:
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search_key__contains=word)
        return rows


@pghistory.track()
class MediaItem(models.Model):
    """A piece of communication: broadcast, article, fair."""

    MEDIA = [
        ("radio_tv", "Phát thanh, truyền hình"),
        ("loudspeaker", "Đài truyền thanh cơ sở"),
        ("newspaper", "Báo chí"),
        ("online", "Trang thông tin, mạng xã hội"),
        ("fair", "Hội chợ, triển lãm"),
    ]
    medium = models.CharField("hình thức", max_length=20, choices=MEDIA)
    outlet = LineField("cơ quan, nơi tổ chức", max_length=200)
    title = LineField("nội dung", max_length=300)
    on = models.DateField("ngày")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="media", verbose_name="địa bàn"
    )
    reach = models.PositiveIntegerField("số người tiếp cận, tham gia", null=True, blank=True)
    cost = MoneyField("kinh phí (đồng)", null=True, blank=True)
    link = models.URLField("đường dẫn", blank=True, max_length=500)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="media",
        verbose_name="hoạt động của kế hoạch",
    )
    search_key = models.TextField(editable=False, default="", db_default="")
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = OutreachQuerySet.as_manager()

    class Meta:
        verbose_name = "tin, bài, sự kiện truyền thông"
        verbose_name_plural = "truyền thông, xúc tiến"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.title} {self.outlet}")
        super().save(*args, **kwargs)


class StudyTourQuerySet(NamedQuerySet, OutreachQuerySet):
    """Found by name, shown like the rest of outreach."""

    search = NamedQuerySet.search


@pghistory.track()
class StudyTour(Named):
    """A journey to learn from others, in the country or abroad."""

    name = LineField("tên chuyến đi", max_length=300)
    destination = LineField("nơi đến", max_length=200)
    is_abroad = models.BooleanField("ở nước ngoài", default=False)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    leader = LineField("trưởng đoàn", max_length=200, blank=True)
    aim = ProseField("nội dung học tập", blank=True)
    result = ProseField("kết quả, bài học", blank=True)
    cost = MoneyField("kinh phí (đồng)", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="báo cáo"
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tours",
        verbose_name="hoạt động của kế hoạch",
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = StudyTourQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "chuyến học tập kinh nghiệm"
        verbose_name_plural = "học tập kinh nghiệm"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="studytour_dates",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]

    def search_text(self) -> str:
        return f"{self.name} {self.destination}"


class TourParticipant(models.Model):
    """Somebody who went along."""

    tour = models.ForeignKey(StudyTour, models.CASCADE, related_name="participants", verbose_name="chuyến đi")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = LineField("họ và tên", max_length=200)
    organisation = LineField("đơn vị", max_length=300, blank=True)
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tours",
        verbose_name="chủ thể",
    )

    class Meta:
        verbose_name = "người đi học tập"
        verbose_name_plural = "người đi học tập"
        ordering = ["tour", "order", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Commendation(models.Model):
    """A commendation of a collective or a person: proposed, then decided."""

    AWARDS = [
        ("certificate", "Giấy khen"),
        ("merit", "Bằng khen của UBND thành phố"),
        ("ministry", "Bằng khen của Bộ"),
        ("other", "Hình thức khác"),
    ]
    year = models.PositiveSmallIntegerField("năm")
    recipient = LineField("tập thể, cá nhân", max_length=200)
    is_collective = models.BooleanField("là tập thể", default=False)
    organisation = LineField("đơn vị công tác, địa chỉ", max_length=300, blank=True)
    award = models.CharField("hình thức", max_length=20, choices=AWARDS, default="merit")
    reason = ProseField("thành tích")
    state = models.CharField(
        "tình trạng", max_length=20, choices=CommendationState, default=CommendationState.PROPOSED
    )
    proposed_on = models.DateField("ngày đề nghị", null=True, blank=True)
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decline_reason = ProseField("lý do không xét", blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người đề nghị",
    )
    search_key = models.TextField(editable=False, default="", db_default="")
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = OutreachQuerySet.as_manager()

    class Meta:
        verbose_name = "khen thưởng"
        verbose_name_plural = "khen thưởng"
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="awarded")
                | (models.Q(decided_on__isnull=False) & ~models.Q(decision_no="")),
                name="commendation_awarded_has_decision",
                violation_error_message="Khen thưởng phải có số và ngày quyết định.",
            )
        ]

    def __str__(self) -> str:
        return self.recipient

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.recipient} {self.organisation} {self.decision_no}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_key"}
        super().save(*args, **kwargs)
