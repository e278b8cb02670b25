"""Who sits where: the members that score an entry."""

from django.db.models import QuerySet

from accounts.models import User
from core.errors import ActRefused
from evaluations.enums import Office
from evaluations.models import CouncilMember, Entry, Round


def scoring_members(round_: Round) -> QuerySet[CouncilMember]:
    """The active members of the round's council that score by its rules."""
    members = CouncilMember.objects.filter(council_id=round_.council_id, is_active=True)
    if not round_.secretary_scores:
        members = members.exclude(office=Office.SECRETARY)
    return members.order_by("order", "pk")


def eligible_members(entry: Entry) -> QuerySet[CouncilMember]:
    """Those who score this entry: recused members do not, unless the chairman waived it."""
    recused = entry.recusals.filter(waived_by=None).values("member_id")
    return scoring_members(entry.round).exclude(pk__in=recused)


def member_for(entry: Entry, user: User) -> CouncilMember:
    """The seat from which ``user`` scores ``entry``; ActRefused says why there is none."""
    seat = scoring_members(entry.round).filter(user=user).first()
    if seat is None:
        raise ActRefused("Bạn không phải thành viên chấm điểm của Hội đồng này.")
    if entry.recusals.filter(member=seat, waived_by=None).exists():
        raise ActRefused("Bạn đã đứng ngoài sản phẩm này vì xung đột lợi ích.")
    return seat
