"""Each member scores in an order of its own, so that no product is always the first or the last."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists

from accounts.models import User
from evaluations.domain.queries.progress import entries_owed, entries_seated, sent_by
from evaluations.models import Entry

Place = tuple[int, str, int]
PLACE = ("pk", "round_id", "order", "round__shuffles_order")


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


@dataclass(frozen=True)
class Agenda:
    """What a member has before it: the keys of its entries in its own order, its sheets owed in all and sent."""

    keys: list[int]
    owed: int
    sent: int


def agenda_of(user: User) -> Agenda:
    """The agenda of the open rounds, in one query: a page of many entries then reads only its own."""
    rows = list(
        entries_seated(user)
        .annotate(is_sent=Exists(sent_by(user)))
        .order_by()
        .values_list(*PLACE, "is_recused", "is_sent")
    )
    return Agenda(
        keys=[row[0] for row in sorted(rows, key=lambda row: _place(user, *row[: len(PLACE)]))],
        owed=sum(not is_recused for *_, is_recused, _ in rows),
        sent=sum(is_sent and not is_recused for *_, is_recused, is_sent in rows),
    )


@dataclass(frozen=True)
class NextProduct:
    """An entry that still waits for the member's sheet."""

    pk: int
    name: str


def next_owed(entry: Entry, user: User) -> NextProduct | None:
    """The product ``user`` scores after this one: the next it still owes, from the beginning after the last."""
    rows = entries_owed(user).filter(round=entry.round_id).exclude(pk=entry.pk)
    here = own_place(entry, user)
    owed = [
        (_place(user, *place), NextProduct(place[0], name))
        for *place, name in rows.order_by().values_list(*PLACE, "dossier__product__name")
    ]
    # before the sheet's own place means: after the last, from the beginning again
    return min(owed, key=lambda row: (row[0] < here, row[0]), default=(here, None))[1]
