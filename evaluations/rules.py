"""The office runs rounds; who scores is a seat on a council, asked for in domain/queries/seats.py."""

import rules
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.rules import is_leader, is_office
from evaluations.enums import Office
from evaluations.models import CouncilMember, Entry


@rules.predicate
def may_declare(user: User, members: QuerySet[CouncilMember]) -> bool:
    """``members`` are those the user may declare an interest of; a stranger has none."""
    return members is not None and members.exists()


@rules.predicate
def presides(user: User, entry: Entry) -> bool:
    """Whether ``user`` is the chairman of the entry's council, or the delegated vice-chairman."""
    if entry is None:
        return False
    presiding = Q(office=Office.CHAIR) | Q(office=Office.VICE_CHAIR, is_delegated=True)
    return entry.round.council.members.filter(presiding, user=user, is_active=True).exists()


rules.add_perm("evaluations.decide", is_office | presides)
rules.add_perm("evaluations.manage_rounds", is_office)
rules.add_perm("evaluations.view_councils", is_office | is_leader)
rules.add_perm("evaluations.declare_interest", is_office | may_declare)
