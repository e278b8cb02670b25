"""The office runs rounds; who scores is a seat on a council, asked for in domain/queries/seats.py."""

import rules
from django.db.models import QuerySet

from accounts.models import User
from accounts.rules import is_leader, is_office
from evaluations.enums import Office
from evaluations.models import CouncilMember, Entry, Round


@rules.predicate
def may_declare(user: User, members: QuerySet[CouncilMember]) -> bool:
    """``members`` are those the user may declare an interest of; a stranger has none."""
    return members is not None and members.exists()


@rules.predicate
def presides(user: User, entry: Entry) -> bool:
    """Whether ``user`` is the chairman of the entry's council, or the delegated vice-chairman."""
    if entry is None:
        return False
    return entry.round.council.members.presiding().filter(user=user).exists()


@rules.predicate
def is_round(user: User, round_: Round) -> bool:
    """Whether there is a round to read: the pages ask only about closed ones."""
    return round_ is not None


@rules.predicate
def presides_round(user: User, round_: Round) -> bool:
    """Whether ``user`` is the chairman of the round's council, or the delegated vice-chairman."""
    return round_ is not None and round_.council.members.presiding().filter(user=user).exists()


@rules.predicate
def keeps_minutes(user: User, round_: Round) -> bool:
    """Whether ``user`` is the secretary of the round's council."""
    if round_ is None:
        return False
    seats = CouncilMember.objects.filter(council=round_.council_id, user=user, is_active=True)
    return seats.filter(office=Office.SECRETARY).exists()


@rules.predicate
def advises(user: User, entry: Entry) -> bool:
    """Whether ``user`` is on the advisory team of the entry's council."""
    if entry is None:
        return False
    return entry.round.council.advisers.filter(user=user, is_active=True).exists()


rules.add_perm("evaluations.advise", is_office | advises)
rules.add_perm("evaluations.preside", presides)
rules.add_perm("evaluations.read_marks", is_round & (is_office | is_leader | presides_round | keeps_minutes))
rules.add_perm("evaluations.run_meeting", is_office | presides_round | keeps_minutes)
rules.add_perm("evaluations.watch_meeting", is_office | is_leader | presides_round | keeps_minutes)
rules.add_perm("evaluations.reopen_round", is_office | presides_round)
rules.add_perm("evaluations.decide", is_office | presides)
rules.add_perm("evaluations.manage_rounds", is_office)
rules.add_perm("evaluations.view_councils", is_office | is_leader)
rules.add_perm("evaluations.declare_interest", is_office | may_declare)
