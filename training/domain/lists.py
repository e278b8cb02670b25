"""A whole list of participants at once, as an office's file brings it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import transaction

from accounts.models import User
from core.errors import ActRefused
from training.domain.classes import number_certificates
from training.models import ClassState, Enrolment, Trainee, TrainingClass

BATCH = 1000
NOTE = "Theo danh sách nhập từ tệp"


@dataclass(frozen=True)
class Listed:
    """Somebody on a list: known, or to be made out of ``details``; ``completed`` as the list says."""

    details: dict[str, Any]
    trainee: Trainee | None = None
    training_class: TrainingClass | None = None
    completed: bool = False


@transaction.atomic
def enrol_list(*, people: Sequence[Listed], actor: User | None) -> tuple[list[Trainee], list[Enrolment]]:
    """Put people on the lists of their classes, as ``enrol`` does one; locks the classes.

    Who they are was asked before (``is_same``). A list may come in after the class was held: those it says
    completed the class then get their certificates; of a class not held yet attendance decides. Gives back
    the people and the places that were made. Raises ActRefused for a class that was called off.
    """
    classes = _locked_classes(people)
    with pghistory.context(user=actor.pk if actor else None):
        new = _new_people(people)
    made = iter(new)
    places: dict[tuple[int, int], Enrolment] = {}
    for one in people:
        trainee = one.trainee or next(made)
        if one.training_class:
            row = classes[one.training_class.pk]
            done = one.completed and row.state == ClassState.HELD
            places[row.pk, trainee.pk] = Enrolment(
                training_class=row,
                trainee=trainee,
                completed=done,
                completion_note=NOTE if done else "",
                registered_by=actor,
            )
    there = Enrolment.objects.filter(training_class__in=classes).values_list("training_class", "trainee")
    for key in there.order_by():
        places.pop(key, None)
    for row in classes.values():
        number_certificates([one for one in places.values() if one.training_class_id == row.pk], row)
    return new, Enrolment.objects.bulk_create(places.values(), batch_size=BATCH)


def _locked_classes(people: Sequence[Listed]) -> dict[int, TrainingClass]:
    keys = {one.training_class.pk for one in people if one.training_class}
    rows = TrainingClass.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    classes = {row.pk: row for row in rows.order_by("pk")}
    for row in classes.values():
        if row.state == ClassState.CANCELLED:
            raise ActRefused(f"Lớp “{row}” đã hủy nên không ghi thêm học viên.")
    return classes


def _new_people(people: Sequence[Listed]) -> list[Trainee]:
    new = [Trainee(**one.details) for one in people if one.trainee is None]
    for trainee in new:
        trainee.fill_keys()
    return Trainee.objects.bulk_create(new, batch_size=BATCH)
