"""What changed on a row, when, and by whom: read from the events its database trigger writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

NOTHING = "(trống)"


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One saving of the row; ``fields`` is empty for the row's beginning."""

    at: datetime
    who: str
    is_new: bool
    fields: tuple[FieldChange, ...]


def as_of(row: Any, version: int) -> Any:
    """The event that holds the row as it was in ``version``, or None where history does not reach."""
    return row.events.filter(version=version).order_by("-pgh_id").first()


def shown(field: models.Field, value: Any) -> str:
    """A stored value as people read it; of a reference the key is all that is known here."""
    if value is None or value == "" or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(dict(field.flatchoices).get(value, value))


def _followed(row: Any) -> list[models.Field]:
    """The fields a person can change and history keeps; keys and counters of the application are left out."""
    kept = {field.attname for field in row.events.model._meta.concrete_fields}
    fields = [field for field in row._meta.concrete_fields if field.editable and not field.primary_key]
    return [field for field in fields if field.attname in kept]


def _names(rows: Iterable[Any], fields: list[models.Field]) -> dict[str, dict[Any, Any]]:
    """For each reference, the rows it meant at any time, by key: one query a field."""
    return {
        field.attname: field.related_model._default_manager.in_bulk(
            {getattr(row, field.attname) for row in rows} - {None}
        )
        for field in fields
        if field.many_to_one
    }


def changes_of(row: Any, *, limit: int = 200) -> list[Change]:
    """The last ``limit`` savings of ``row``, the newest first; a saving that changed nothing is left out."""
    events = list(row.events.select_related("pgh_context").order_by("-pgh_id")[: limit + 1])
    fields = _followed(row)
    names = _names(events, fields)
    keys = {(event.pgh_context.metadata.get("user") if event.pgh_context else None) for event in events}
    people = get_user_model()._default_manager.in_bulk(keys - {None})

    def who(event: Any) -> str:
        key = event.pgh_context.metadata.get("user") if event.pgh_context else None
        return str(people[key]) if key in people else "Hệ thống"

    def text(event: Any, field: models.Field) -> str:
        value = getattr(event, field.attname)
        known = names.get(field.attname, {})
        return str(known[value]) if value in known else shown(field, value)

    changes = []
    for event, before in zip(events, [*events[1:], None], strict=True):
        if before is None:
            if len(events) <= limit:
                changes.append(Change(event.pgh_created_at, who(event), True, ()))
            continue
        changed = tuple(
            FieldChange(str(field.verbose_name), text(before, field), text(event, field))
            for field in fields
            if getattr(before, field.attname) != getattr(event, field.attname)
        )
        if changed:
            changes.append(Change(event.pgh_created_at, who(event), False, changed))
    return changes
