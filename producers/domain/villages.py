"""The acts on craft villages: enter one, change one."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core.errors import StaleVersion
from producers import validators
from producers.models import CraftVillage

FIELDS = frozenset(
    {"name", "craft", "unit", "is_recognised", "recognised_on", "decision_no", "households", "note"}
)


@transaction.atomic
def enter_village(*, actor: User, **details: Any) -> CraftVillage:
    """Enter a craft village. Raises ValidationError by field."""
    return _save(CraftVillage(version=0), actor, details)


@transaction.atomic
def change_village(*, village_id: int, version: int, actor: User, **details: Any) -> CraftVillage:
    """Change a craft village; locks it. Raises StaleVersion, or ValidationError by field."""
    village = CraftVillage.objects.select_for_update(of=("self",), no_key=True).get(pk=village_id)
    if village.version != version:
        raise StaleVersion(
            "Người khác vừa lưu làng nghề này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=village,
        )
    return _save(village, actor, details)


def _save(village: CraftVillage, actor: User, details: dict[str, Any]) -> CraftVillage:
    if unknown := set(details) - FIELDS:
        raise ValueError(f"not fields of a craft village: {sorted(unknown)}")
    for name, value in details.items():
        setattr(village, name, value)
    village.version += 1
    village.fill_keys()
    village.full_clean()
    if village.is_recognised and not (village.recognised_on and village.decision_no):
        raise ValidationError(
            {"recognised_on": "Làng nghề đã được công nhận thì phải ghi ngày và số quyết định công nhận."}
        )
    try:
        validators.check_past(village.recognised_on)
    except ValidationError as error:
        raise ValidationError({"recognised_on": error}) from error
    with pghistory.context(user=actor.pk):
        village.save()
    return village
