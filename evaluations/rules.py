"""The office runs rounds; who scores is a seat on a council, asked for in domain/queries/seats.py."""

import rules
from django.db.models import QuerySet

from accounts.models import User
from accounts.rules import is_leader, is_office
from evaluations.models import CouncilMember


@rules.predicate
def may_declare(user: User, members: QuerySet[CouncilMember]) -> bool:
    """``members`` are those the user may declare an interest of; a stranger has none."""
    return members is not None and members.exists()


rules.add_perm("evaluations.manage_rounds", is_office)
rules.add_perm("evaluations.view_councils", is_office | is_leader)
rules.add_perm("evaluations.declare_interest", is_office | may_declare)
