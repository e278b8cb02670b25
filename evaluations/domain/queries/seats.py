"""Who sits where: the members that score an entry."""

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.lookups import Exact

from accounts.models import User
from core.errors import ActRefused
from evaluations.enums import Office
from evaluations.models import CouncilMember, Entry, Round


def scoring_seats(*, council: Any, secretary_scores: Any) -> QuerySet[CouncilMember]:
    """The rule of who scores: active members, the secretary only where the round's rules say so.

    Takes a round's values, or references to the columns of an outer query.
    """
    rows = CouncilMember.objects.filter(council=council, is_active=True)
    return rows.filter(~Q(office=Office.SECRETARY) | Q(Exact(secretary_scores, True)))


def scoring_members(round_: Round) -> QuerySet[CouncilMember]:
    """The members of the round's council that score by its rules."""
    rows = scoring_seats(council=round_.council_id, secretary_scores=Value(round_.secretary_scores))
    return rows.order_by("order", "pk")


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
