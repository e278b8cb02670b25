"""Taking back what an import wrote, while nothing was built on it."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models

from core.errors import ActRefused

BATCH = 1000
# the record of a line's coming goes when the line goes with its import, nothing having been built on it
GOES_WITH_IMPORT = ("budget.Adjustment:append_only",)


def undo(trace: dict[str, Any]) -> None:
    """Delete the rows that were made, give changed rows back what they held; inside the caller's transaction.

    Raises ActRefused, naming the first rows in the way, where one was changed since or another row stands
    on it; nothing has changed then.
    """
    made = {apps.get_model(label): keys for label, keys in trace.get("made", [])}
    changed = {apps.get_model(label): rows for label, rows in trace.get("changed", {}).items()}
    for model, keys in made.items():
        _refuse_changed(model, dict.fromkeys(keys, 1))
        _refuse_built_on(model, keys, made)
    for model, rows in changed.items():
        _refuse_changed(model, {row["pk"]: row["version"] + 1 for row in rows})
        _restore(model, rows)
    # what was made last stands on what was made before
    with pgtrigger.ignore(*GOES_WITH_IMPORT):
        for model, keys in reversed(made.items()):
            model._default_manager.filter(pk__in=keys).delete()


def _refuse_changed(model: type[models.Model], versions: dict[int, int]) -> None:
    """The rows are locked, there, and as the import left them."""
    names = {field.name for field in model._meta.concrete_fields}
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=versions).order_by("pk")
    found = list(rows)
    if len(found) < len(versions):
        raise ActRefused("Một số dòng của lần nhập này không còn trong sổ, nên không hoàn tác được.")
    if "version" not in names:
        return
    touched = [str(row) for row in found if row.version != versions[row.pk]]
    if touched:
        raise ActRefused(
            f"Không hoàn tác được vì đã có người sửa sau khi nhập: {_some(touched)}. Hãy sửa từng dòng."
        )


def _refuse_built_on(
    model: type[models.Model], keys: list[int], made: dict[type[models.Model], list[int]]
) -> None:
    for link in model._meta.related_objects:
        other = link.related_model
        if hasattr(other, "pgh_tracked_model") or link.field.many_to_many:
            continue
        standing = other._default_manager.filter(**{f"{link.field.name}__in": keys})
        standing = standing.exclude(pk__in=made.get(other, []))
        if found := list(standing.order_by("pk")[:3]):
            kind = str(other._meta.verbose_name)
            raise ActRefused(
                f"Không hoàn tác được vì đã có dữ liệu dựa trên các dòng này: {kind} “{found[0]}”"
                f"{' …' if len(found) > 1 else ''}."
            )


def _restore(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    found = model._default_manager.in_bulk([row["pk"] for row in rows])
    fields = {"version"}
    for row in rows:
        one: Any = found[row["pk"]]
        for name, value in row["before"].items():
            setattr(one, name, value)
            fields.add(name)
        one.version = row["version"]
        if hasattr(one, "fill_keys"):
            one.fill_keys()
            fields |= {"search_key", "sort_key"}
    model._default_manager.bulk_update(found.values(), sorted(fields), batch_size=BATCH)


def _some(texts: list[str]) -> str:
    return "; ".join(texts[:3]) + (f" và {len(texts) - 3} dòng nữa" if len(texts) > 3 else "")
