"""Who may do what to a producer that they can see."""

from accounts.models import User
from accounts.rules import is_local_officer, is_office, is_producer
from producers.models import CraftVillage


def can_register(user: User) -> bool:
    """The office for everybody, officers for their units."""
    return bool(is_office(user) or is_local_officer(user))


def can_keep_village(user: User, village: CraftVillage) -> bool:
    """The office for every craft village, an officer for those of its units."""
    if is_office(user):
        return True
    return bool(is_local_officer(user) and any(village.unit.path.startswith(path) for path in user.ground))


def can_change(user: User) -> bool:
    """Whoever may register, and the producer itself."""
    return bool(can_register(user) or is_producer(user))
