"""What every act on a row that several people change does: lock it, look at its version, fill it, save it."""

from collections.abc import Collection
from typing import Any

import pghistory
from django.db import models

from core.errors import ActRefused, StaleVersion


def locked(model: type[models.Model], pk: int, *, version: int | None = None) -> Any:
    """The row, locked until the transaction ends.

    Raises StaleVersion when somebody saved it since ``version`` (None: whatever it is now).
    """
    row = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise ActRefused("Dòng này không còn nữa. Hãy tải lại trang.")
    if version is not None and row.version != version:
        raise StaleVersion(
            "Người khác vừa lưu dòng này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.", current=row
        )
    return row


def fill(row: models.Model, details: dict[str, Any], fields: Collection[str]) -> None:
    """Set the fields an act takes; a name it does not know is an error of the program."""
    if unknown := set(details) - set(fields):
        raise ValueError(f"not fields of {type(row).__name__}: {sorted(unknown)}")
    for name, value in details.items():
        setattr(row, name, value)


def save(row: Any, *, actor: Any) -> Any:
    """Check and save the row as ``actor``, as its next version. Raises ValidationError by field."""
    row.full_clean()
    if row.pk is not None and hasattr(row, "version"):
        row.version += 1
    with pghistory.context(user=actor.pk):
        row.save()
    return row
