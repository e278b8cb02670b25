from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import LineField

if TYPE_CHECKING:
    from accounts.models.user import User


class Invitation(models.Model):
    """A letter that lets a new person set a password; only the link's digest is kept, and it works once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="invitations",
        verbose_name="người được mời",
    )
    digest = models.CharField("mã băm của đường dẫn", max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người mời",
    )
    created_at = models.DateTimeField("mời lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    accepted_at = models.DateTimeField("nhận lời lúc", null=True, blank=True)
    cancelled_at = models.DateTimeField("thay thế lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at__isnull=True, cancelled_at__isnull=True),
                name="invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class SignInQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Everybody sees where its own account is signed in."""
        return self.filter(user=user)

    def open(self) -> Self:
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """One browser signed in to one account: where from, since when, last seen when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins", verbose_name="người dùng"
    )
    session_key = models.CharField("phiên", max_length=40, unique=True, editable=False)
    address = models.GenericIPAddressField("địa chỉ mạng", null=True, blank=True)
    browser = LineField("trình duyệt", max_length=100, blank=True)
    started_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)
    last_seen_at = models.DateTimeField("hoạt động cuối", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên đăng nhập"
        verbose_name_plural = "phiên đăng nhập"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="signin_user_seen")]

    def __str__(self) -> str:
        return f"{self.user} · {self.browser}"


class SupportView(models.Model):
    """An administrator looked at the application as somebody else sees it, reading only; never deleted."""

    supporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="support_given",
        verbose_name="người hỗ trợ",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="support_views",
        verbose_name="xem thay",
    )
    reason = LineField("lý do", max_length=300)
    started_at = models.DateTimeField("bắt đầu lúc", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    pages = models.PositiveIntegerField("số trang đã xem", default=0)

    class Meta:
        verbose_name = "lượt xem thay"
        verbose_name_plural = "lượt xem thay"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="supportview_reason",
                violation_error_message="Hãy ghi lý do xem thay.",
            ),
            models.CheckConstraint(
                condition=~models.Q(supporter=models.F("user")), name="supportview_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supporter} → {self.user}"
