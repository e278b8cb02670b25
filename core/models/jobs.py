from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models.files import StoredFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class JobState(models.TextChoices):
    WAITING = "waiting", "Chờ chạy"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Xong"
    FAILED = "failed", "Không thành công"
    CANCELLED = "cancelled", "Đã hủy"


class JobRunQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The coordination office sees all long work, others what they asked for."""
        return self.all() if user.is_office else self.filter(requested_by=user)


class JobRun(models.Model):
    """Long work as a row: how far it is, what went wrong, what came of it. Pages poll it."""

    kind = models.CharField("loại việc", max_length=50)
    # What makes two requests the same work (kind, period, digest of the input): the second joins the first.
    key = models.CharField("khóa", max_length=200)
    title = LineField("việc", max_length=300)
    state = models.CharField("trạng thái", max_length=20, choices=JobState, default=JobState.WAITING)
    processed = models.PositiveIntegerField("đã xử lý", default=0)
    total = models.PositiveIntegerField("tổng số", default=0)
    message = ProseField("thông báo", blank=True)
    errors = models.JSONField("lỗi", default=list, blank=True)
    result = models.JSONField("kết quả", default=dict, blank=True)
    # what it takes to hand the work over again when its worker died
    task = models.CharField("tác vụ", max_length=200, blank=True, editable=False)
    arguments = models.JSONField("tham số", default=dict, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    # the last sign of life of the worker
    seen_at = models.DateTimeField("còn chạy lúc", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="người yêu cầu",
    )
    requested_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="jobrun_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_cancel(self) -> bool:
        """Whether there is anything left to stop."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def percent(self) -> int:
        """Share done, 0 to 100."""
        if self.state == JobState.DONE:
            return 100
        return min(99, 100 * self.processed // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
