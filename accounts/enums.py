from django.db import models


class NotificationKind(models.TextChoices):
    """What a notification asks of its reader."""

    TASK = "task", "Việc cần làm"
    DEADLINE = "deadline", "Thời hạn"
    RESULT = "result", "Kết quả"
    FOLLOWED = "followed", "Theo dõi"


class MailFrequency(models.TextChoices):
    """How often unread notifications come by e-mail, always gathered in one letter."""

    DAILY = "daily", "Mỗi ngày một thư, vào buổi sáng"
    HOURLY = "hourly", "Nhiều nhất mỗi giờ một thư"
    NEVER = "never", "Không gửi thư, chỉ xem trên trang"


class DigestState(models.TextChoices):
    """A letter is claimed before it is sent, so that nobody gets it twice."""

    CLAIMED = "claimed", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"
