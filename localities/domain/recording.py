"""Entering units that a resolution made and filling in what was not known; what is recorded is not rewritten."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from core.errors import ActRefused
from localities.models import Unit, UnitSuccession

FILLED_IN = ("valid_from", "valid_to", "legal_basis")
"""What may be added to a unit where it is not known; names, codes, levels and places are never changed."""


@transaction.atomic
def record_units(*, rows: Sequence[dict[str, Any]]) -> list[Unit]:
    """Enter units, those above before those below: a row's "parent" is a unit or the place of a row before it.

    Raises ActRefused where a code is taken, and then nothing has changed.
    """
    made: list[Unit] = []
    for row in rows:
        parent = row["parent"]
        unit = Unit(**{**row, "parent": made[parent] if isinstance(parent, int) else parent})
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
        except IntegrityError as error:
            raise ActRefused(f"Mã {unit.code} vừa được ghi cho một đơn vị khác. Hãy xem lại.") from error
        made.append(unit)
    return made


@transaction.atomic
def fill_in_units(*, changes: Mapping[int, dict[str, Any]]) -> list[Unit]:
    """Add what was not known of units: since when, until when, by which resolution. Locks the units.

    Raises ActRefused where something is known already, or where a unit would end before those below it.
    """
    units = list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=changes).order_by("pk"))
    for unit in units:
        for name, value in changes[unit.pk].items():
            if name not in FILLED_IN or getattr(unit, name):
                label = Unit._meta.get_field(name).verbose_name
                raise ActRefused(f"Sổ đã ghi {label} của “{unit}”; không sửa được bằng tệp.")
            setattr(unit, name, value)
    Unit.objects.bulk_update(units, FILLED_IN)
    ends = {unit.pk: unit.valid_to for unit in units if unit.valid_to}
    if below := outliving(ends):
        raise ActRefused(f"“{next(iter(below.values()))}” vẫn còn sau ngày đơn vị cấp trên kết thúc.")
    return units


def outliving(ends: Mapping[int, date], *, but: Mapping[int, date] | None = None) -> dict[int, Unit]:
    """For units that are to end on a day, one right below that would outlive them; ``but`` are to end too."""
    ending = dict(but or {})
    found: dict[int, Unit] = {}
    for unit in Unit.objects.filter(parent__in=ends).order_by("pk"):
        assert unit.parent_id is not None
        end = ending.get(unit.pk, unit.valid_to)
        if end is None or end > ends[unit.parent_id]:
            found.setdefault(unit.parent_id, unit)
    return found


@transaction.atomic
def record_successions(*, rows: Sequence[dict[str, Any]]) -> list[UnitSuccession]:
    """Enter what became of units; the first successor of a unit is the one proposed when it was split.

    Raises ActRefused where it is recorded already.
    """
    olds = [row["predecessor"].pk for row in rows]
    list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=olds).order_by("pk"))
    settled = set(
        UnitSuccession.objects.filter(predecessor__in=olds, is_default=True)
        .order_by()
        .values_list("predecessor", flat=True)
    )
    made = []
    for row in sorted(rows, key=lambda one: one["is_part"]):
        old = row["predecessor"].pk
        made.append(UnitSuccession(**row, is_default=old not in settled))
        settled.add(old)
    try:
        with transaction.atomic():
            return UnitSuccession.objects.bulk_create(made)
    except IntegrityError as error:
        raise ActRefused("Việc sáp nhập một đơn vị trong tệp vừa được ghi. Hãy xem lại.") from error
