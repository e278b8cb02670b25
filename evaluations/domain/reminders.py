"""Telling members that they owe sheets, and no longer once they do not."""

from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify, settle
from accounts.enums import NotificationKind
from evaluations.domain.queries.board import board_of
from evaluations.domain.queries.progress import entries_owed
from evaluations.models import CouncilMember, Round


def remind_members(round_: Round) -> int:
    """Tell every member that still owes sheets how many; within the same minute nobody is told twice."""
    minute = timezone.now().strftime("%Y%m%d%H%M")
    return sum(
        notify(
            users=[line.member.user],
            kind=NotificationKind.TASK,
            text=f"{round_.name}: bạn còn {line.missing} phiếu chưa gửi trên {line.owed} sản phẩm.",
            url=reverse("scoring_home"),
            key=f"{_matter(round_)}{minute}",
        )
        for line in board_of(round_).members
        if line.missing
    )


def settle_reminders(round_: Round) -> None:
    """Nobody owes this round a sheet any more: it is closed."""
    settle(url=reverse("scoring_home"), about=_matter(round_))


def settle_reminders_of(member: CouncilMember, round_: Round) -> None:
    """Take the reminders of one member back when its last sheet is in."""
    if not entries_owed(member.user_id).filter(round=round_).exists():
        settle(url=reverse("scoring_home"), about=_matter(round_), user_id=member.user_id)


def _matter(round_: Round) -> str:
    return f"round-{round_.pk}-remind-"
