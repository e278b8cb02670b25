from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import Named, StoredFile
from localities.models import Unit

if TYPE_CHECKING:
    from accounts.models import User


class PlanState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    CLOSED = "closed", "Đã khóa sổ"


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Office and leaders see every plan; officers the issued ones; others none."""
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer":
            return self.exclude(state=PlanState.DRAFT)
        return self.none()


@pghistory.track()
class Plan(models.Model):
    """The city's plan of one year: decision, content groups, targets, and the split it intends."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    title = LineField("tên kế hoạch", max_length=300)
    decision_no = LineField("số kế hoạch", max_length=100, blank=True)
    decided_on = models.DateField("ngày ban hành", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    # the share of the state budget the plan intends; amounts are stored, shares computed
    state_percent = models.PositiveSmallIntegerField(
        "tỷ lệ ngân sách dự kiến (%)", default=70, validators=[MaxValueValidator(100)]
    )
    split_tolerance_percent = models.PositiveSmallIntegerField(
        "sai lệch cho phép (điểm %)", default=5, validators=[MaxValueValidator(100)]
    )
    general_aim = ProseField("mục tiêu chung", blank=True)
    source = ProseField("nguồn", blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch năm"
        verbose_name_plural = "kế hoạch năm"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title


class ContentGroup(models.Model):
    """One of the plan's content groups (direction; communication and training; the cycle; organisations)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="content_groups", verbose_name="kế hoạch")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = LineField("nội dung", max_length=300)

    class Meta:
        verbose_name = "nhóm nội dung"
        verbose_name_plural = "nhóm nội dung"
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="contentgroup_order")]

    def __str__(self) -> str:
        return f"{self.order}. {self.name}"


class ActivityState(models.TextChoices):
    PLANNED = "planned", "Chưa thực hiện"
    RUNNING = "running", "Đang thực hiện"
    DONE = "done", "Hoàn thành"
    CANCELLED = "cancelled", "Không thực hiện"


@pghistory.track()
class Activity(Named):
    """Something the plan says will be done, by whom and when."""

    group = models.ForeignKey(
        ContentGroup, models.PROTECT, related_name="activities", verbose_name="nhóm nội dung"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    owner = LineField("đơn vị chủ trì", max_length=200)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="địa bàn",
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=ActivityState, default=ActivityState.PLANNED
    )
    result = ProseField("kết quả", blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta(Named.Meta):
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering = ["group", "order", "pk"]


@pghistory.track()
class Target(models.Model):
    """A number the plan sets. Its actual value comes from a named function, or by hand with evidence."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="targets", verbose_name="kế hoạch")
    code = models.CharField("mã", max_length=50)
    order = models.PositiveSmallIntegerField("thứ tự")
    name = LineField("chỉ tiêu", max_length=300)
    measure = LineField("đơn vị tính", max_length=50)
    minimum = models.PositiveIntegerField("tối thiểu")
    maximum = models.PositiveIntegerField("tối đa", null=True, blank=True)
    # name of a function registered in programme.domain.queries.indicators; empty: entered by hand
    indicator = models.CharField("cách tính", max_length=50, blank=True)
    manual_value = models.PositiveIntegerField("kết quả nhập tay", null=True, blank=True)
    manual_evidence = ProseField("căn cứ của số nhập tay", blank=True)
    weight = models.PositiveSmallIntegerField("trọng số", default=1, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="target_code"),
            models.CheckConstraint(
                condition=models.Q(maximum__isnull=True) | models.Q(maximum__gte=models.F("minimum")),
                name="target_max_not_below_min",
                violation_error_message="Mức tối đa không được nhỏ hơn mức tối thiểu.",
            ),
            models.CheckConstraint(
                condition=models.Q(manual_value__isnull=True) | ~models.Q(manual_evidence=""),
                name="target_manual_has_evidence",
                violation_error_message="Số nhập tay phải ghi căn cứ.",
            ),
            models.CheckConstraint(
                condition=models.Q(manual_value__isnull=True) | models.Q(indicator=""),
                name="target_computed_is_not_typed",
                violation_error_message="Chỉ tiêu này được tính từ sổ sách nên không nhập tay được. "
                "Hãy bỏ số nhập tay hoặc bỏ cách tính.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MediaItem(models.Model):
    """A piece of communication: broadcast, article, fair."""

    MEDIA = [
        ("radio_tv", "Phát thanh, truyền hình"),
        ("loudspeaker", "Đài truyền thanh cơ sở"),
        ("newspaper", "Báo chí"),
        ("fair", "Hội chợ, triển lãm"),
        ("study_tour", "Học tập kinh nghiệm"),
    ]
    medium = models.CharField("hình thức", max_length=20, choices=MEDIA)
    outlet = LineField("cơ quan, nơi tổ chức", max_length=200)
    title = LineField("nội dung", max_length=300)
    on = models.DateField("ngày")
    reach = models.PositiveIntegerField("số người tiếp cận, tham gia", null=True, blank=True)
    cost = MoneyField("kinh phí (đồng)", null=True, blank=True)
    link = models.URLField("đường dẫn", blank=True)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="media",
        verbose_name="hoạt động",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "tin, bài, sự kiện truyền thông"
        verbose_name_plural = "truyền thông, xúc tiến"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title


class LibraryDocument(Named):
    """A policy or directive in the documents library."""

    name = LineField("trích yếu", max_length=500)
    number = LineField("số, ký hiệu", max_length=100)
    issuer = LineField("cơ quan ban hành", max_length=200)
    issued_on = models.DateField("ngày ban hành")
    kind = LineField("loại văn bản", max_length=100)
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
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )

    class Meta(Named.Meta):
        verbose_name = "văn bản"
        verbose_name_plural = "thư viện văn bản"
        ordering = ["-issued_on", "-pk"]

    def search_text(self) -> str:
        return f"{self.number} {self.name} {self.issuer}"


class Commendation(models.Model):
    """A commendation of a collective or a person."""

    year = models.PositiveSmallIntegerField("năm")
    recipient = LineField("tập thể, cá nhân", max_length=200)
    is_collective = models.BooleanField("là tập thể")
    reason = ProseField("thành tích")
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người đề nghị",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    class Meta:
        verbose_name = "khen thưởng"
        verbose_name_plural = "khen thưởng"
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.recipient
