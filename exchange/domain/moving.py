"""Moving house: officers, producers, products and open dossiers follow their units into the new ones."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pghistory
from django.apps import apps
from django.db import models, transaction

from accounts.models import User
from accounts.policy import require
from localities.domain.moving import Step, steps_for
from localities.models import Relocation, Unit
from producers.models import CraftVillage, Producer
from products.enums import DossierState
from products.models import Dossier, Product
from training.models import ClassState, Trainee, TrainingClass

REASON = "Chỉ quản trị của Văn phòng Điều phối được chuyển địa bàn."
OPEN = (
    DossierState.DRAFT,
    DossierState.HANDED_IN,
    DossierState.COMMUNE_REVIEW,
    DossierState.PROPOSED,
    DossierState.OFFICE_CHECK,
    DossierState.RETURNED,
    DossierState.ACCEPTED,
)
"""Dossiers before a round: one that was scored keeps the place it was handed in."""
BATCH = 1000
LABELS = {
    "accounts.User": "cán bộ",
    "producers.Producer": "chủ thể",
    "producers.CraftVillage": "làng nghề",
    "products.Product": "sản phẩm",
    "products.Dossier": "hồ sơ đang mở",
    "training.Trainee": "học viên",
    "training.TrainingClass": "lớp chưa tổ chức",
}


def _movable() -> dict[str, models.QuerySet]:
    """What follows its unit; recognitions, money given out and what is finished stay where they were."""
    return {
        "accounts.User": User.objects.active(),
        "producers.Producer": Producer.objects.all(),
        "producers.CraftVillage": CraftVillage.objects.all(),
        "products.Product": Product.objects.all(),
        "products.Dossier": Dossier.objects.filter(state__in=OPEN),
        "training.Trainee": Trainee.objects.all(),
        "training.TrainingClass": TrainingClass.objects.filter(
            state__in=(ClassState.PLANNED, ClassState.RUNNING)
        ),
    }


@dataclass
class Move:
    """A unit that ended with what lies in it."""

    step: Step
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> str:
        """ "3 chủ thể, 5 sản phẩm" """
        return ", ".join(f"{number} {LABELS[label]}" for label, number in self.counts.items() if number)


def plan_moves(*, on: date, choices: Mapping[int, int] | None = None) -> list[Move]:
    """What would move to the units of ``on``, by unit; units nothing lies in are left out. Writes nothing."""
    counted: dict[int, Counter[str]] = {}
    for label, rows in _movable().items():
        found = (
            rows.filter(unit__valid_to__lt=on).order_by().values_list("unit").annotate(n=models.Count("pk"))
        )
        for unit, number in found:
            counted.setdefault(unit, Counter())[label] = number
    units = Unit.objects.filter(pk__in=counted).select_related("parent")
    steps = steps_for(units, on=on, choices=choices)
    return [Move(step, dict(counted[step.unit.pk])) for step in steps]


@transaction.atomic
def move_house(*, on: date, actor: User | None, choices: Mapping[int, int] | None = None) -> dict[str, int]:
    """Let everything follow the units that ended before ``on``; returns how many of each kind moved.

    Locks the units that ended. What lies in a unit that was split stays until a successor is chosen.
    Where each row lay is kept (Relocation), so that figures of an earlier day still find it there. Done
    again, it moves nothing. Raises ActRefused for a choice that is no successor.
    """
    if actor is not None:
        require(actor, "accounts.manage_accounts", reason=REASON)
    list(Unit.objects.select_for_update(of=("self",)).filter(valid_to__lt=on).order_by("pk"))
    steps = {move.step.unit.pk: move.step for move in plan_moves(on=on, choices=choices) if move.step.to}
    moved = {}
    with pghistory.context(user=actor.pk if actor else None):
        for label, rows in _movable().items():
            found = list(
                rows.filter(unit__in=steps).order_by("pk").select_for_update(of=("self",), no_key=True)
            )
            moved[label] = len(found)
            _move(label, found, steps, actor)
    return moved


def _move(label: str, rows: list[Any], steps: Mapping[int, Step], actor: User | None) -> None:
    kept = [
        Relocation(
            model=label,
            object_id=row.pk,
            from_unit_id=row.unit_id,
            to_unit=steps[row.unit_id].to,
            effective_on=steps[row.unit_id].effective_on,
            moved_by=str(actor or ""),
        )
        for row in rows
    ]
    Relocation.objects.bulk_create(kept, batch_size=BATCH)
    fields = {"unit"}
    for row in rows:
        row.unit = steps[row.unit_id].to
        if hasattr(row, "version"):
            row.version += 1
            fields.add("version")
    if label == "products.Product":
        _number_anew(rows)
        fields.add("commune_sequence")
    apps.get_model(label)._default_manager.bulk_update(rows, sorted(fields), batch_size=BATCH)


def _number_anew(rows: list[Product]) -> None:
    """A commune counts its products from 1: those that come with a number already taken get the next free one."""
    units = {row.unit_id for row in rows}
    taken: dict[int, set[int]] = {unit: set() for unit in units}
    staying = Product.objects.filter(unit__in=units).exclude(pk__in=[row.pk for row in rows])
    for unit, number in staying.order_by().values_list("unit_id", "commune_sequence"):
        if number is not None:
            taken[unit].add(number)
    for row in rows:
        wanted = row.commune_sequence
        if wanted is None:
            continue
        if wanted in taken[row.unit_id]:
            wanted = row.commune_sequence = max(taken[row.unit_id]) + 1
        taken[row.unit_id].add(wanted)


def compare(
    *, before: date, after: date, count: Callable[[date], Mapping[int, int]]
) -> list[tuple[Unit, int, int]]:
    """Figures of two days on the ground of the units of ``after``: unit, number before, number after.

    ``count`` gives the numbers of a day by the unit rows lie in now; rows in units that ended count where
    those went. Units without either are left out.
    """
    told = {day: count(day) for day in (before, after)}
    keys = {unit for numbers in told.values() for unit in numbers}
    units = Unit.objects.in_bulk(keys)
    goes = {
        step.unit.pk: step.to or (step.candidates[0] if step.candidates else None)
        for step in steps_for(units.values(), on=after)
    }
    sums: dict[Unit, list[int]] = {}
    for place, day in enumerate((before, after)):
        for key, number in told[day].items():
            unit = goes.get(key) or units[key]
            sums.setdefault(unit, [0, 0])[place] += number
    ordered = sorted(sums.items(), key=lambda one: (one[0].sort_key, one[0].pk))
    return [(unit, numbers[0], numbers[1]) for unit, numbers in ordered]
