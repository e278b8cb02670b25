"""Who somebody is: the predicates every app's permissions are made of."""

import rules

from accounts.models import OFFICE_ROLES, Role, User


def _has_role(user: User, *roles: str) -> bool:
    return bool(getattr(user, "is_active", False)) and getattr(user, "role", None) in roles


@rules.predicate
def is_office_admin(user: User) -> bool:
    """Coordination office, in charge of accounts and reference data."""
    return _has_role(user, Role.OFFICE_ADMIN)


@rules.predicate
def is_office(user: User) -> bool:
    """Coordination office, administrators and staff."""
    return _has_role(user, *OFFICE_ROLES)


@rules.predicate
def is_local_officer(user: User) -> bool:
    """Officer of a commune or district."""
    return _has_role(user, Role.LOCAL_OFFICER)


@rules.predicate
def is_producer(user: User) -> bool:
    return _has_role(user, Role.PRODUCER)


@rules.predicate
def is_council_member(user: User) -> bool:
    """An account made for a council; a seat on a given council is a row of its own."""
    return _has_role(user, Role.COUNCIL_MEMBER)


@rules.predicate
def is_adviser(user: User) -> bool:
    return _has_role(user, Role.ADVISER)


@rules.predicate
def is_leader(user: User) -> bool:
    """Sees everything, changes nothing."""
    return _has_role(user, Role.LEADER)


@rules.predicate
def covers_unit(user: User, obj: object) -> bool:
    """Whether ``obj`` (a unit, or a row that has one) lies in the unit ``user`` answers for."""
    if not is_local_officer(user) or user.unit_id is None or obj is None:
        return False
    path = getattr(obj, "path", None) or obj.unit.path
    return path.startswith(user.ground)


rules.add_perm("accounts.manage_accounts", is_office_admin)
rules.add_perm("accounts.enter_admin", is_office)
