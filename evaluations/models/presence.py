import pghistory
from django.conf import settings
from django.db import models

from evaluations.models.council import CouncilMember
from evaluations.models.round import Round


@pghistory.track()
class Presence(models.Model):
    """Whether a member is in the room: noted by the secretary, read by the live board and the minutes."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="presences", verbose_name="đợt")
    member = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="presences", verbose_name="thành viên"
    )
    is_present = models.BooleanField("có mặt", default=True)
    arrived_at = models.DateTimeField("có mặt từ", null=True, blank=True)
    left_at = models.DateTimeField("rời họp lúc", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="presence_once"),
            models.CheckConstraint(
                condition=models.Q(is_present=True, left_at__isnull=True) | models.Q(is_present=False),
                name="presence_left_is_absent",
                violation_error_message="Người đã rời họp thì không còn có mặt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {'có mặt' if self.is_present else 'vắng'}"
