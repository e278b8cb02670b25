import secrets
from typing import TYPE_CHECKING, Self

from django.db import models

from core.fields import LineField, ProseField
from reports.enums import DispatchState
from reports.models.run import ReportRun

if TYPE_CHECKING:
    from accounts.models import User


class ReportRecipient(models.Model):
    """Who gets issued reports by e-mail."""

    name = LineField("nơi nhận", max_length=300)
    email = models.EmailField("thư điện tử")
    # codes of the kinds it gets; empty: all
    kinds = models.JSONField("loại báo cáo", default=list, blank=True, help_text="Để trống: mọi loại.")
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "nơi nhận báo cáo"
        verbose_name_plural = "nơi nhận báo cáo"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "email"],
                name="reportrecipient_once",
                violation_error_message="Nơi nhận này đã có.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def receipt_token() -> str:
    """Unguessable: who has it got the mail."""
    return secrets.token_urlsafe(24)


class ReportDispatchQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """As the reports."""
        return self.filter(run__in=ReportRun.objects.visible_to(user))


class ReportDispatch(models.Model):
    """One issued report on its way to one recipient, with a line for every attempt."""

    run = models.ForeignKey(ReportRun, models.PROTECT, related_name="dispatches", verbose_name="báo cáo")
    name = LineField("nơi nhận", max_length=300)
    email = models.EmailField("thư điện tử")
    state = models.CharField(
        "trạng thái", max_length=10, choices=DispatchState, default=DispatchState.WAITING
    )
    # [{"at": ISO time, "error": ""}]
    log = models.JSONField("nhật ký gửi", default=list, blank=True)
    token = models.CharField("mã xác nhận", max_length=40, unique=True, default=receipt_token)
    queued_at = models.DateTimeField("đưa vào gửi lúc", auto_now_add=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    received_note = ProseField("ghi nhận", blank=True)

    objects = ReportDispatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt gửi báo cáo"
        verbose_name_plural = "lượt gửi báo cáo"
        ordering = ["run", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "email"], name="reportdispatch_once"),
            models.CheckConstraint(
                condition=~models.Q(state="received") | models.Q(received_at__isnull=False),
                name="reportdispatch_received_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} → {self.name}"

    @property
    def attempts(self) -> int:
        return len(self.log)

    @property
    def last_error(self) -> str:
        return self.log[-1]["error"] if self.log else ""
