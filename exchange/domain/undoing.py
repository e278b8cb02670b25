"""Taking back what an import wrote, while nothing was built on it."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models

from core.errors import ActRefused

BATCH = 1000
TOUCHED = "Không hoàn tác được vì đã có người sửa sau khi nhập: {rows}. Hãy sửa từng dòng."
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
        _refuse_changed(model, {row["pk"]: (row["version"] or 0) + 1 for row in rows})
        _refuse_rewritten(model, rows)
        _restore(model, rows)
    # what was made last stands on what was made before
    with pgtrigger.ignore(*GOES_WITH_IMPORT):
        for model, keys in reversed(made.items()):
            for part in _in_turn(model, keys):
                model._default_manager.filter(pk__in=part).delete()


def _in_turn(model: type[models.Model], keys: list[int]) -> list[list[int]]:
    """The keys as they can be deleted: at once, or the last first where rows stand on others of their kind."""
    own = [field.name for field in model._meta.concrete_fields if field.related_model is model]
    rows = model._default_manager.filter(pk__in=keys)
    if any(rows.filter(**{f"{name}__in": keys}).exists() for name in own):
        return [[key] for key in reversed(keys)]
    return [keys]


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
        raise ActRefused(TOUCHED.format(rows=_some(touched)))


def _refuse_rewritten(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Rows without a version still hold what the import wrote."""
    found = model._default_manager.in_bulk([row["pk"] for row in rows])
    touched = [
        str(found[row["pk"]])
        for row in rows
        if any(str(getattr(found[row["pk"]], name)) != value for name, value in row.get("after", {}).items())
    ]
    if touched:
        raise ActRefused(TOUCHED.format(rows=_some(touched)))


def _refuse_built_on(
    model: type[models.Model], keys: list[int], made: dict[type[models.Model], list[int]]
) -> None:
    for link in model._meta.get_fields(include_hidden=True):
        other: Any = link.related_model
        if not link.auto_created or link.concrete or hasattr(other, "pgh_tracked_model") or link.many_to_many:
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
    fields = set()
    for row in rows:
        one: Any = found[row["pk"]]
        for name, value in row["before"].items():
            setattr(one, name, value)
            fields.add(name)
        if row["version"] is not None:
            one.version = row["version"]
            fields.add("version")
        if hasattr(one, "fill_keys"):
            one.fill_keys()
            fields |= {"search_key", "sort_key"}
    model._default_manager.bulk_update(found.values(), sorted(fields), batch_size=BATCH)


def _some(texts: list[str]) -> str:
    return "; ".join(texts[:3]) + (f" và {len(texts) - 3} dòng nữa" if len(texts) > 3 else "")
