"""What may go wrong unless somebody acts: for the home page and the administration."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Role, User
from core.domain import nightly
from products.domain.queries.register import POTENTIAL_FIVE, register_version, stars_count, valid_ratings
from products.models import Dossier, DossierState, Product, Rating

AHEAD = timedelta(days=180)  # from then on a re-evaluation may be handed in (QĐ 26/2026, Điều 6)
SHOWN = 5
ANSWERING = frozenset({Role.OFFICE_ADMIN, Role.OFFICE_STAFF, Role.LEADER, Role.LOCAL_OFFICER, Role.PRODUCER})
OVER = (DossierState.CONCLUDED, DossierState.WITHDRAWN)


@dataclass(frozen=True)
class Expiring:
    """Recognitions that end soon and for which nobody has begun anything."""

    count: int
    first: list[Rating]


def expiring_for(user: User, *, today: date) -> Expiring | None:
    """Those of the products ``user`` answers for or watches, the nearest first; None where there are none."""
    if user.role not in ANSWERING:
        return None
    rows = _expiring(user, today)
    first = list(rows[:SHOWN])
    if not first:
        return None
    return Expiring(len(first) if len(first) < SHOWN else rows.count(), first)


def _expiring(user: User, today: date) -> QuerySet[Rating]:
    begun = Dossier.objects.filter(product=OuterRef("product")).exclude(state__in=OVER)
    return (
        valid_ratings(day=today)
        .filter(~Exists(begun), expires_on__lte=today + AHEAD, product__in=Product.objects.visible_to(user))
        .order_by("expires_on", "pk")
    )


def house_warnings(user: User) -> list[str]:
    """What is wrong with the house itself, for those who can mend it."""
    return nightly.warnings() if user.role == Role.OFFICE_ADMIN else []


def figures() -> list[dict[str, Any]]:
    """How many products hold a recognition today, by stars; counted again when the register changes."""
    today = timezone.localdate()
    key = f"home-figures:{today}:{register_version()}"
    if (found := cache.get(key)) is None:
        counted = stars_count(day=today)
        labels = ((3, "3 sao"), (4, "4 sao"), (POTENTIAL_FIVE, "Tiềm năng 5 sao"), (5, "5 sao"))
        found = [{"label": "Đang được công nhận", "count": sum(counted.values())}]
        found += [{"label": label, "count": counted.get(stars, 0)} for stars, label in labels]
        cache.set(key, found, 3600)
    return found
