"""What many rows of the role matrix begin with: costly to make, so made once and then found again.

`filled()` keeps the stock in one transaction that its holder takes back at the end. Without a stock (another test that
asks a row for its target) everything is made on the spot.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from accounts.models import Role, User
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory

VISITOR = "visitor"
"""Somebody who has not signed in."""

M = TypeVar("M", bound=Model)
Owner = User | None
"""The officer or producer something belongs to; None: to somebody who is nobody's concern."""

_kinds: list[tuple[Callable[..., Model], bool]] = []
_made: dict[tuple[str, *tuple[Any, ...]], Model] = {}


def _stocked(make: Callable[..., M], *, owned: bool) -> Callable[..., M]:
    @wraps(make)
    def found_or_made(*owner: Owner) -> M:
        kept = _made.get((make.__name__, *owner))
        return type(kept)._base_manager.get(pk=kept.pk) if kept else make(*owner)

    _kinds.append((found_or_made, owned))
    return found_or_made


def kept_once(make: Callable[[], M]) -> Callable[[], M]:
    """One of these is in stock."""
    return _stocked(make, owned=False)


def kept_for_each_owner(make: Callable[[Owner], M]) -> Callable[[Owner], M]:
    """One for the officer in stock, one for the producer, and one of nobody's."""
    return _stocked(make, owned=True)


def user_of(role: str) -> User | None:
    """Somebody of this role, an officer with a unit; nobody for a visitor."""
    if role == VISITOR:
        return None
    if kept := _made.get(("user", role)):
        return User.objects.get(pk=kept.pk)
    unit = UnitFactory() if role == Role.LOCAL_OFFICER else None
    return UserFactory(role=role, unit=unit, is_staff=role in {Role.OFFICE_ADMIN, Role.OFFICE_STAFF})


def owner_of(user: User | None) -> Owner:
    """The user, if what its role sees depends on whose it is."""
    return user if user is not None and user.role in {Role.LOCAL_OFFICER, Role.PRODUCER} else None


@contextmanager
def filled() -> Iterator[None]:
    """Within the block everything is in stock; afterwards nothing of it was ever there."""
    with transaction.atomic():
        for role in Role.values:
            _made["user", role] = user_of(role)
        owners = [None, *(_made["user", role] for role in (Role.LOCAL_OFFICER, Role.PRODUCER))]
        for make, owned in _kinds:
            for owner in [(owner,) for owner in owners] if owned else [()]:
                _made[make.__name__, *owner] = make(*owner)
        try:
            yield
        finally:
            _made.clear()
            transaction.set_rollback(True)
