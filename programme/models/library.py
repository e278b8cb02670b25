from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models

from core.fields import LineField, ProseField
from core.models import Named, NamedQuerySet, StoredFile
from core.text import fold
from localities.models import Unit
from programme.enums import SchemeState
from programme.models.activity import Activity
from programme.models.freezing import frozen_with_year
from programme.models.plan import Plan
from regimes.models import LegalRegime

if TYPE_CHECKING:
    from accounts.models import User

WORDS = SearchVector("folded", config="simple")
"""The words of a document without marks; the index and the search must say the same."""


class LibraryQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        """Policies are for everybody who signs in."""
        return self.all()

    def full_text(self, text: str) -> Self:
        """Documents that hold every word of ``text``, in the summary or in the file, with or without marks."""
        words = fold(text)
        if not words:
            return self
        return self.annotate(words=WORDS).filter(
            words=SearchQuery(words, config="simple", search_type="plain")
        )


@pghistory.track(exclude=["folded", "body"])
class LibraryDocument(Named):
    """A policy or directive in the documents library."""

    LEVELS = [
        ("central", "Trung ương"),
        ("ministry", "Bộ, ngành"),
        ("city", "Thành phố"),
        ("district", "Quận, huyện"),
        ("commune", "Xã, phường"),
    ]
    name = LineField("trích yếu", max_length=500)
    number = LineField("số, ký hiệu", max_length=100)
    issuer = LineField("cơ quan ban hành", max_length=200)
    level = models.CharField("cấp ban hành", max_length=10, choices=LEVELS, default="city")
    issued_on = models.DateField("ngày ban hành")
    kind = LineField("loại văn bản", max_length=100)
    subject = LineField("lĩnh vực", max_length=200, blank=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_to = models.DateField("hết hiệu lực sau", null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay thế",
    )
    activities = models.ManyToManyField(
        Activity, blank=True, related_name="documents", verbose_name="hoạt động liên quan"
    )
    regimes = models.ManyToManyField(
        LegalRegime, blank=True, related_name="library", verbose_name="quy định đánh giá liên quan"
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    # what was read out of the file, and all words without marks for the search
    body = models.TextField("nội dung đọc từ tệp", blank=True, editable=False)
    folded = models.TextField("nội dung không dấu", blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người thêm",
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = LibraryQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "văn bản"
        verbose_name_plural = "thư viện văn bản"
        ordering = ["-issued_on", "-pk"]
        indexes = [*Named.Meta.indexes, GinIndex(WORDS, name="librarydocument_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issuer", "issued_on"],
                name="librarydocument_once",
                violation_error_message="Văn bản cùng số, cơ quan và ngày ban hành đã có trong thư viện.",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | models.Q(in_force_to__isnull=True)
                | models.Q(in_force_to__gte=models.F("in_force_from")),
                name="librarydocument_force",
                violation_error_message="Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            ),
        ]

    def search_text(self) -> str:
        return f"{self.number} {self.name} {self.issuer}"

    def fill_keys(self) -> None:
        super().fill_keys()
        self.folded = f"{self.search_key} {fold(self.subject)} {fold(self.kind)} {fold(self.body)}"

    def save(self, *args: object, **kwargs: object) -> None:
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded"}
        super().save(*args, **kwargs)


class UnitSchemeQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see all, an officer those of its ground."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer" and user.unit_id:
            return self.filter(user.scope("unit__path"))
        return self.none()


@pghistory.track()
class UnitScheme(models.Model):
    """The scheme or plan of a district or commune, received and reviewed by the office."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="schemes", verbose_name="kế hoạch năm")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="schemes", verbose_name="đơn vị")
    title = LineField("tên đề án, kế hoạch", max_length=300)
    number = LineField("số văn bản", max_length=100, blank=True)
    due_on = models.DateField("hạn gửi", null=True, blank=True)
    received_on = models.DateField("ngày nhận", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=20, choices=SchemeState, default=SchemeState.AWAITED)
    opinion = ProseField("ý kiến của Văn phòng Điều phối", blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = UnitSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án, kế hoạch của địa phương"
        verbose_name_plural = "đề án, kế hoạch của địa phương"
        ordering = ["-plan__year", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit"],
                name="unitscheme_once",
                violation_error_message="Đơn vị này đã có trong danh sách của năm.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="awaited") | models.Q(received_on__isnull=False),
                name="unitscheme_received_dated",
                violation_error_message="Đề án đã nhận phải có ngày nhận.",
            ),
        ]
        triggers = [frozen_with_year("{row}.plan_id")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.title}"


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads the programme's dates."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="calendar_feed",
        verbose_name="người dùng",
    )
    secret = models.CharField("mã bí mật", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("tạo lúc", auto_now=True)

    class Meta:
        verbose_name = "địa chỉ lịch riêng"
        verbose_name_plural = "địa chỉ lịch riêng"

    def __str__(self) -> str:
        return f"Lịch của {self.user}"
