"""A whole list of participants at once, for imports."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from core.errors import ActRefused
from training.models import ClassState, Enrolment, Trainee, TrainingClass

BATCH = 1000


@transaction.atomic
def enrol_many(
    *, people: Sequence[dict[str, Any]], actor: User | None
) -> tuple[list[Trainee], list[Enrolment]]:
    """Put people on the lists of their classes; locks the classes, so that two lists follow each other.

    Each of ``people`` has ``details`` of a new person or an existing ``trainee``, a ``training_class`` or
    None, and ``completed``. Gives back the people and the places that were made. Raises ActRefused for a
    class that was called off.
    """
    keys = {one["training_class"].pk for one in people if one["training_class"]}
    locked = TrainingClass.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    for found in locked.order_by("pk"):
        if found.state == ClassState.CANCELLED:
            raise ActRefused(f"Lớp “{found}” đã hủy nên không ghi thêm học viên.")
    new = [Trainee(**one["details"]) for one in people if one["trainee"] is None]
    for trainee in new:
        trainee.fill_keys()
    made = iter(Trainee.objects.bulk_create(new, batch_size=BATCH))
    places: dict[tuple[int, int], Enrolment] = {}
    for one in people:
        trainee = one["trainee"] or next(made)
        if one["training_class"]:
            key = (one["training_class"].pk, trainee.pk)
            places[key] = Enrolment(training_class_id=key[0], trainee_id=key[1], completed=one["completed"])
    there = Enrolment.objects.filter(training_class__in=keys).values_list("training_class_id", "trainee_id")
    for key in there.order_by():
        places.pop(key, None)
    return new, Enrolment.objects.bulk_create(places.values(), batch_size=BATCH)
