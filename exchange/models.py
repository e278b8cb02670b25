"""Data that comes in and goes out as files: an import as a row that can be looked at, applied and undone."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from core.fields import LineField
from core.models import JobRun, StoredFile

if TYPE_CHECKING:
    from accounts.models import User


class ImportKind(models.TextChoices):
    PRODUCTS = "products", "Sản phẩm và kết quả công nhận"
    PRODUCERS = "producers", "Chủ thể"
    RATINGS = "ratings", "Kết quả công nhận của sản phẩm đã có"
    PARTICIPANTS = "participants", "Học viên của lớp"
    BUDGET = "budget", "Dự toán"
    UNITS = "units", "Đơn vị hành chính"
    USERS = "users", "Tài khoản người dùng"


ADMIN_KINDS = (ImportKind.UNITS, ImportKind.USERS)
"""What only the office's administrators import: all figures hang on units, all rights on accounts."""


class ImportState(models.TextChoices):
    READ = "read", "Đang xem trước"
    APPLYING = "applying", "Đang ghi"
    APPLIED = "applied", "Đã ghi"
    UNDONE = "undone", "Đã hoàn tác"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office's imports are the office's; those of units and accounts its administrators'."""
        if not user.is_office:
            return self.none()
        return self.all() if user.role == "office_admin" else self.exclude(kind__in=ADMIN_KINDS)


class ImportRun(models.Model):
    """One file on its way into the register: how it was understood, what was chosen, what came of it."""

    kind = models.CharField("loại dữ liệu", max_length=20, choices=ImportKind)
    state = models.CharField("trạng thái", max_length=10, choices=ImportState, default=ImportState.READ)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="imports", verbose_name="tệp")
    name = LineField("tên tệp", max_length=255)
    # units are looked up as they were on this day
    as_of = models.DateField("tên đơn vị theo ngày")
    mapping = models.JSONField("cột đã chọn", default=dict, blank=True)
    sheets = models.JSONField("trang tính đã chọn", default=list, blank=True)
    choices = models.JSONField("đơn vị đã chọn", default=dict, blank=True)
    extra = models.JSONField("tham số khác", default=dict, blank=True)
    # [["Sheet1", 12], …]: doubtful rows a person has accepted
    accepted = models.JSONField("hàng đã nhận", default=list, blank=True)
    counts = models.JSONField("số hàng theo kết quả", default=dict, blank=True)
    # what was written, for undoing: keys made, and what changed rows held before
    trace = models.JSONField("dấu vết", default=dict, blank=True)
    job = models.ForeignKey(
        JobRun, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="việc chạy nền"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="imports",
        verbose_name="người tải lên",
    )
    created_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    applied_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hoàn tác",
    )

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập dữ liệu"
        verbose_name_plural = "nhập dữ liệu từ tệp"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class ColumnMemory(models.Model):
    """How the office last mapped a header of this shape: its next file of the kind is mapped so at once."""

    kind = models.CharField("loại dữ liệu", max_length=20, choices=ImportKind)
    signature = models.CharField("dấu của hàng tiêu đề", max_length=64)
    mapping = models.JSONField("cột đã chọn", default=dict)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "cách nhận cột đã nhớ"
        verbose_name_plural = "cách nhận cột đã nhớ"
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="columnmemory_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.signature[:8]}"
