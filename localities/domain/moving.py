"""What became of units: which one each unit that ended goes into, and where rows lay before they moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.errors import ActRefused
from localities.models import Relocation, Unit, UnitSuccession


@dataclass(frozen=True)
class Step:
    """A unit that ended, where it goes, and whether that follows from the law alone."""

    unit: Unit
    to: Unit | None
    effective_on: date | None
    candidates: tuple[Unit, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the whole unit went into one: nobody has to choose."""
        return self.to is not None and len(self.candidates) == 1


def steps_for(units: Iterable[Unit], *, on: date, choices: Mapping[int, int] | None = None) -> list[Step]:
    """For each of ``units`` that is no more on ``on``, in the order of names, where it goes; few queries.

    A unit that was split has several candidates, the law's default first, and goes to the one chosen
    (``choices``: keys of units), or nowhere yet. Raises ActRefused for a choice that is no successor.
    """
    ended = {unit.pk: unit for unit in units if unit.valid_to and unit.valid_to < on}
    steps = []
    chosen = dict(choices or {})
    successors = _successors(set(ended), on)
    for pk, unit in sorted(ended.items(), key=lambda one: (one[1].sort_key, one[0])):
        links = successors.get(pk, [])
        candidates = tuple(dict.fromkeys(link.successor for link in links))
        to = candidates[0] if len(candidates) == 1 else None
        if pk in chosen:
            to = next((one for one in candidates if one.pk == chosen[pk]), None)
            if to is None:
                raise ActRefused(f"“{unit}” không được chia hay nhập vào đơn vị đã chọn.")
        day = next((link.effective_on for link in links if link.successor == to), None)
        steps.append(Step(unit, to, day, candidates))
    return steps


def _successors(keys: set[int], on: date) -> dict[int, list[UnitSuccession]]:
    """The successors that exist on ``on``, through those that ended meanwhile; the default first."""
    found: dict[int, list[UnitSuccession]] = {}
    origin = {key: {key} for key in keys}
    while origin:
        links = UnitSuccession.objects.filter(predecessor__in=origin).select_related("successor")
        further: dict[int, set[int]] = {}
        for link in links.order_by("predecessor", "-is_default", "successor"):
            for first in origin[link.predecessor_id]:
                if link.successor.valid_to is None or link.successor.valid_to >= on:
                    found.setdefault(first, []).append(link)
                else:
                    further.setdefault(link.successor_id, set()).add(first)
        origin = further
    return found


def places_before(model: str, *, day: date) -> dict[int, Unit]:
    """The rows of ``model`` that moved after ``day``, each with the unit it lay in on that day."""
    moves = Relocation.objects.filter(model=model, effective_on__gt=day).select_related("from_unit__parent")
    found: dict[int, Unit] = {}
    for move in moves.order_by("object_id", "effective_on"):
        found.setdefault(move.object_id, move.from_unit)
    return found
