"""Many producers at once, for imports: the same rules as one by one, a handful of statements."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import ActRefused
from producers.models import Producer

BATCH = 1000
TAKEN = "Mã số thuế trong tệp trùng với chủ thể vừa được người khác ghi, hoặc trùng nhau trong tệp."


@transaction.atomic
def register_producers(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[Producer]:
    """Enter producers whose values were checked; a representative not known yet may stay empty.

    Raises ActRefused for a tax code that is another's, and then nothing has changed.
    """
    made = [Producer(created_by=actor, **row) for row in rows]
    for producer in made:
        producer.fill_keys()
    try:
        with pghistory.context(user=actor.pk if actor else None), transaction.atomic():
            return Producer.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as error:
        raise ActRefused(TAKEN) from error


@transaction.atomic
def change_producers(*, changes: Sequence[tuple[Producer, dict[str, Any]]], actor: User | None) -> int:
    """Change some fields of producers, each to a new version; locks them in the order of their keys.

    Raises ActRefused where somebody saved one of them since it was read.
    """
    if not changes:
        return 0
    read = {producer.pk: producer for producer, _ in changes}
    locked = Producer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=read).order_by("pk")
    for now in locked:
        if now.version != read[now.pk].version:
            raise ActRefused(f"Người khác vừa sửa chủ thể “{now}”. Hãy xem lại rồi nhập.")
    fields = {"version", "search_key", "sort_key"}
    for producer, values in changes:
        for name, value in values.items():
            setattr(producer, name, value)
        producer.version += 1
        producer.fill_keys()
        fields |= set(values)
    try:
        with pghistory.context(user=actor.pk if actor else None), transaction.atomic():
            return Producer.objects.bulk_update(list(read.values()), sorted(fields), batch_size=BATCH)
    except IntegrityError as error:
        raise ActRefused(TAKEN) from error
