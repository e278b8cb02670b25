"""Each member scores in an order of its own, so that no product is always the first or the last."""

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from evaluations.domain.queries.progress import entries_owed
from evaluations.models import Entry

Place = tuple[int, str, int]


def _place(user: User, pk: int, round_id: int, order: int, shuffles: bool) -> Place:
    if not shuffles:
        return round_id, "", order
    return round_id, hashlib.sha256(f"{round_id}:{user.pk}:{pk}".encode()).hexdigest(), order


def own_place(entry: Entry, user: User) -> Place:
    """Where ``entry`` stands in the order of ``user``: the same on every device and day, another for everybody."""
    return _place(user, entry.pk, entry.round_id, entry.order, entry.round.shuffles_order)


def in_own_order(entries: Iterable[Entry], user: User) -> list[Entry]:
    """The entries, round by round, in the order in which ``user`` scores them."""
    return sorted(entries, key=lambda entry: own_place(entry, user))


def keys_in_own_order(entries: QuerySet[Entry], user: User) -> list[int]:
    """As :func:`in_own_order`, the keys alone: a page of many entries reads only its own."""
    rows = entries.order_by().values_list("pk", "round_id", "order", "round__shuffles_order")
    return [row[0] for row in sorted(rows, key=lambda row: _place(user, *row))]


def next_owed(entry: Entry, user: User) -> Entry | None:
    """The product ``user`` scores after this one: the next it still owes, from the beginning after the last."""
    rows = entries_owed(user).filter(round=entry.round_id).exclude(pk=entry.pk)
    owed = in_own_order(rows.select_related("round", "dossier__product"), user)
    here = own_place(entry, user)
    later = [row for row in owed if own_place(row, user) > here]
    return next(iter(later or owed), None)
