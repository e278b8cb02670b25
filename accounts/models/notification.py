from datetime import time
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.enums import DigestState, MailFrequency, NotificationKind
from core.fields import LineField

if TYPE_CHECKING:
    from accounts.models.user import User


def every_kind() -> list[str]:
    """All kinds: what a letter holds unless its reader chose otherwise."""
    return list(NotificationKind.values)


class MailChoice(models.Model):
    """What somebody wants by e-mail and when; without a row the defaults of the fields hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_choice", verbose_name="người dùng"
    )
    frequency = models.CharField("gửi thư", max_length=10, choices=MailFrequency, default=MailFrequency.DAILY)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=NotificationKind),
        verbose_name="loại thông báo gửi qua thư",
        default=every_kind,
        blank=True,
    )
    quiet_from = models.TimeField("không gửi thư từ", default=time(20))
    quiet_to = models.TimeField("đến", default=time(6))

    class Meta:
        verbose_name = "lựa chọn nhận thư"
        verbose_name_plural = "lựa chọn nhận thư"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frequency__in=MailFrequency.values), name="mailchoice_frequency_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Digest(models.Model):
    """One letter with the notifications somebody had not read; one a person and slot of time, never two."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests", verbose_name="người nhận"
    )
    slot = models.CharField("kỳ gửi", max_length=20)  # the day, or the day and hour, of Việt Nam
    state = models.CharField("trạng thái", max_length=10, choices=DigestState, default=DigestState.CLAIMED)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=1)
    error = LineField("lỗi", max_length=500, blank=True)
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thư thông báo"
        verbose_name_plural = "thư thông báo"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "slot"], name="digest_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DigestState.values), name="digest_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.slot}"


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Everybody's are its own."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Neither read nor overtaken: what it asked for is still to be done."""
        return self.filter(read_at=None, done_at=None)


class Notification(models.Model):
    """Something one person must do, or asked to hear of, with the page where it is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications", verbose_name="người nhận"
    )
    kind = models.CharField("loại", max_length=10, choices=NotificationKind)
    text = LineField("nội dung", max_length=500)
    url = models.CharField("trang liên quan", max_length=300, blank=True)
    # what makes two notifications the same one: a person gets each key once
    key = models.CharField("khóa", max_length=200, blank=True)
    created_at = models.DateTimeField("lúc", default=timezone.now)
    read_at = models.DateTimeField("đã đọc lúc", null=True, blank=True)
    # what it asked for was done, by whomever: nothing of it waits for its reader any more
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    digest = models.ForeignKey(
        Digest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name="thư thông báo",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_user"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at__isnull=True, done_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["url"],
                condition=models.Q(kind__in=(NotificationKind.TASK, NotificationKind.DEADLINE), done_at=None),
                name="notification_to_do",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="notification_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=NotificationKind.values), name="notification_kind_known"
            ),
            models.CheckConstraint(
                # "//" would lead to another host
                condition=models.Q(url="")
                | (models.Q(url__startswith="/") & ~models.Q(url__startswith="//")),
                name="notification_own_page",
                violation_error_message="Thông báo chỉ dẫn tới trang của phần mềm này.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.done_at is None
