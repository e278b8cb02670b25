from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import Named, NamedQuerySet, StoredFile
from core.text import fold, person_sort_key
from localities.models import Unit
from producers.models import Producer

if TYPE_CHECKING:
    from accounts.models import User


class ClassKind(models.TextChoices):
    """The kinds of classes the city's plan names."""

    HUMAN_RESOURCES = "human_resources", "Đào tạo nhân lực"
    QUALITY = "quality", "Đánh giá chất lượng sản phẩm"
    DIGITAL = "digital", "Chuyển đổi số"
    POLICY = "policy", "Phổ biến chính sách, pháp luật"


class ClassState(models.TextChoices):
    PLANNED = "planned", "Dự kiến"
    RUNNING = "running", "Đang tổ chức"
    HELD = "held", "Đã tổ chức"
    CANCELLED = "cancelled", "Đã hủy"


class TraineeGroup(models.TextChoices):
    CITY_MANAGER = "city_manager", "Cán bộ quản lý cấp thành phố"
    DISTRICT_MANAGER = "district_manager", "Cán bộ quản lý cấp quận, huyện"
    COMMUNE_MANAGER = "commune_manager", "Cán bộ quản lý cấp xã, phường"
    PRODUCER_LEADER = "producer_leader", "Lãnh đạo chủ thể OCOP"
    WORKER = "worker", "Người lao động của chủ thể"
    OTHER = "other", "Khác"


class SessionPart(models.TextChoices):
    MORNING = "am", "Sáng"
    AFTERNOON = "pm", "Chiều"
    EVENING = "tn", "Tối"


class TrainingClassQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        """Classes are no secret among those who sign in; participants are (see Trainee)."""
        return self.all()


@pghistory.track()
class TrainingClass(Named):
    """A class of the year's plan."""

    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại lớp", max_length=20, choices=ClassKind)
    state = models.CharField("trạng thái", max_length=20, choices=ClassState, default=ClassState.PLANNED)
    partner = LineField("đơn vị phối hợp", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="classes", verbose_name="địa bàn"
    )
    venue = LineField("địa điểm", max_length=300, blank=True)
    trainers = LineField("giảng viên", max_length=300, blank=True)
    programme = ProseField("nội dung", blank=True)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    capacity = models.PositiveIntegerField("số học viên dự kiến", null=True, blank=True)
    cost = MoneyField("kinh phí (đồng)", null=True, blank=True)
    register_until = models.DateField("nhận đăng ký đến", null=True, blank=True)
    # who was at this share of the sessions is proposed as having completed the class
    needed_percent = models.PositiveSmallIntegerField(
        "dự tối thiểu (% số buổi)", default=80, validators=[MaxValueValidator(100)]
    )
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = TrainingClassQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "lớp đào tạo, tập huấn"
        verbose_name_plural = "lớp đào tạo, tập huấn"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="trainingclass_dates",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]


class TraineeQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer" and user.unit_id:
            return self.filter(user.scope("unit__path"))
        return self.filter(models.Q(user=user) | models.Q(producer__accounts__user=user))


@pghistory.track()
class Trainee(Named):
    """A person who takes part in classes: one row per person, however often it comes."""

    name = LineField("họ và tên", max_length=200)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    group = models.CharField("đối tượng", max_length=20, choices=TraineeGroup)
    organisation = LineField("đơn vị công tác", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="trainees", verbose_name="địa bàn"
    )
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainees",
        verbose_name="chủ thể",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainees",
        verbose_name="tài khoản",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = TraineeQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "học viên"
        verbose_name_plural = "học viên"

    def search_text(self) -> str:
        return f"{self.name} {self.organisation} {self.phone}"

    def fill_keys(self) -> None:
        self.search_key = fold(self.search_text())
        self.sort_key = person_sort_key(self.name)


class Enrolment(models.Model):
    """A person on the list of a class."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="enrolments", verbose_name="lớp"
    )
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="enrolments", verbose_name="học viên")
    completed = models.BooleanField("hoàn thành", default=False)
    completion_note = ProseField("lý do ghi khác điểm danh", blank=True)
    certificate_no = LineField("số giấy chứng nhận", max_length=50, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người đăng ký",
    )
    registered_at = models.DateTimeField("đăng ký lúc", auto_now_add=True)

    class Meta:
        verbose_name = "học viên của lớp"
        verbose_name_plural = "học viên của lớp"
        ordering = ["training_class", "pk"]
        constraints = [models.UniqueConstraint(fields=["training_class", "trainee"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.trainee} – {self.training_class}"


class ClassSession(models.Model):
    """A half-day of a class, with its own attendance."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="sessions", verbose_name="lớp"
    )
    held_on = models.DateField("ngày")
    part = models.CharField("buổi", max_length=10, choices=SessionPart)
    topic = LineField("nội dung", max_length=300, blank=True)
    trainer = LineField("giảng viên", max_length=200, blank=True)

    class Meta:
        verbose_name = "buổi học"
        verbose_name_plural = "buổi học"
        ordering = ["training_class", "held_on", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "held_on", "part"],
                name="classsession_once",
                violation_error_message="Lớp đã có buổi học này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training_class}: {self.get_part_display()} {self.held_on:%d/%m/%Y}"


class Attendance(models.Model):
    """A trainee present at a session."""

    session = models.ForeignKey(
        ClassSession, models.PROTECT, related_name="attendance", verbose_name="buổi học"
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="attendance", verbose_name="học viên"
    )
    is_present = models.BooleanField("có mặt", default=True)

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {'có mặt' if self.is_present else 'vắng'}"


class Feedback(models.Model):
    """What somebody who attended thought of the class, from 1 (poor) to 5 (very good)."""

    SCALE = [(1, "1 – Kém"), (2, "2 – Chưa tốt"), (3, "3 – Đạt"), (4, "4 – Tốt"), (5, "5 – Rất tốt")]
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="feedback", verbose_name="học viên"
    )
    content = models.PositiveSmallIntegerField("nội dung", choices=SCALE)
    trainer = models.PositiveSmallIntegerField("giảng viên", choices=SCALE)
    organisation = models.PositiveSmallIntegerField("tổ chức lớp", choices=SCALE)
    comment = ProseField("góp ý", blank=True)

    class Meta:
        verbose_name = "ý kiến học viên"
        verbose_name_plural = "ý kiến học viên"
        ordering = ["enrolment"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__range=(1, 5), trainer__range=(1, 5), organisation__range=(1, 5)),
                name="feedback_scale",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}"


class ClassFileKind(models.TextChoices):
    PROGRAMME = "programme", "Chương trình, tài liệu"
    PHOTO = "photo", "Ảnh lớp học"
    ATTENDANCE = "attendance", "Bảng điểm danh có chữ ký"
    OTHER = "other", "Giấy tờ khác"


class ClassFileQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Programmes and pictures are for everybody who signs in; what carries people's signatures is not."""
        if user.is_office or user.role == "leader":
            return self.all()
        open_to_all = models.Q(kind__in=(ClassFileKind.PROGRAMME, ClassFileKind.PHOTO))
        if user.role == "local_officer" and user.unit_id:
            return self.filter(open_to_all | user.scope("training_class__unit__path"))
        return self.filter(open_to_all)


@pghistory.track()
class ClassFile(models.Model):
    """What is kept of a class: its programme, pictures, the attendance sheet with its signatures."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="files", verbose_name="lớp"
    )
    kind = models.CharField("loại tệp", max_length=20, choices=ClassFileKind)
    title = LineField("tên tệp", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    objects = ClassFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp của lớp"
        verbose_name_plural = "tệp của lớp"
        ordering = ["training_class", "pk"]

    def __str__(self) -> str:
        return self.title or self.file.original_name
