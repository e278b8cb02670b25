"""Each member scores in an order of its own, so that no product is always the first or the last."""

import hashlib
from collections.abc import Iterable

from accounts.models import User
from evaluations.domain.queries.progress import entries_owed
from evaluations.models import Entry


def own_place(entry: Entry, user: User) -> tuple[int, str, int]:
    """Where ``entry`` stands in the order of ``user``: the same on every device and day, another for everybody."""
    if not entry.round.shuffles_order:
        return entry.round_id, "", entry.order
    seed = f"{entry.round_id}:{user.pk}:{entry.pk}"
    return entry.round_id, hashlib.sha256(seed.encode()).hexdigest(), entry.order


def in_own_order(entries: Iterable[Entry], user: User) -> list[Entry]:
    """The entries, round by round, in the order in which ``user`` scores them."""
    return sorted(entries, key=lambda entry: own_place(entry, user))


def next_owed(entry: Entry, user: User) -> Entry | None:
    """The product ``user`` scores after this one: the next it still owes, from the beginning after the last."""
    rows = entries_owed(user).filter(round=entry.round_id).exclude(pk=entry.pk)
    owed = in_own_order(rows.select_related("round", "dossier__product"), user)
    here = own_place(entry, user)
    later = [row for row in owed if own_place(row, user) > here]
    return next(iter(later or owed), None)
