"""Who may do what to a producer that they can see."""

from accounts.models import User
from accounts.rules import is_local_officer, is_office, is_producer


def can_register(user: User) -> bool:
    """The office for everybody, officers for their units."""
    return bool(is_office(user) or is_local_officer(user))


def can_change(user: User) -> bool:
    """Whoever may register, and the producer itself."""
    return bool(can_register(user) or is_producer(user))
