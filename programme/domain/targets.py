"""The acts on targets: set, change with its basis, enter a result by hand, share out among units."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core.domain.files import keep_upload
from core.domain.rows import fill, locked, save
from core.errors import ActRefused
from localities.models import Unit
from programme.domain.plans import hold_open, unless_closed
from programme.domain.queries.indicators import INDICATORS
from programme.models import PlanState, Target, UnitTarget

TARGET_FIELDS = frozenset(
    {
        "code",
        "order",
        "name",
        "measure",
        "minimum",
        "maximum",
        "period",
        "level",
        "indicator",
        "weight",
        "basis",
    }
)
SET = ("name", "measure", "minimum", "maximum", "period", "indicator")


@transaction.atomic
def add_target(*, plan_id: int, actor: User, **details: Any) -> Target:
    """A new target. In an issued plan it needs the basis of the addition. Raises ValidationError by field."""
    plan = hold_open(plan_id)
    row = Target(plan=plan)
    fill(row, details, TARGET_FIELDS)
    if plan.state == PlanState.ISSUED and not row.basis.strip():
        raise ValidationError({"basis": "Kế hoạch đã ban hành: hãy ghi văn bản bổ sung chỉ tiêu."})
    return _save(row, actor)


@transaction.atomic
def change_target(*, target_id: int, version: int, actor: User, **details: Any) -> Target:
    """Change a target; what an issued plan set is changed only on a basis said anew. Locks the target.

    Raises StaleVersion, ValidationError by field, ActRefused for a closed year.
    """
    plan = hold_open(Target.objects.values_list("plan", flat=True).get(pk=target_id))
    row = locked(Target, target_id, version=version)
    before, basis = [getattr(row, name) for name in SET], row.basis
    fill(row, details, TARGET_FIELDS)
    changed = before != [getattr(row, name) for name in SET]
    if plan.state == PlanState.ISSUED and changed and row.basis.strip() in ("", basis):
        raise ValidationError(
            {"basis": "Kế hoạch đã ban hành: hãy ghi văn bản, lý do của lần điều chỉnh này."}
        )
    if row.indicator:  # a computed result is never typed
        row.manual_value, row.manual_evidence, row.manual_file = None, "", None
    return _save(row, actor)


@transaction.atomic
def enter_result(
    *,
    target_id: int,
    version: int,
    value: int | None,
    evidence: str,
    actor: User,
    upload: Any = None,
) -> Target:
    """Enter the result of a target that nothing computes, with its evidence; locks the target."""
    hold_open(Target.objects.values_list("plan", flat=True).get(pk=target_id))
    row = locked(Target, target_id, version=version)
    if row.indicator:
        raise ActRefused("Chỉ tiêu này được tính từ sổ sách nên không nhập tay được.")
    row.manual_value, row.manual_evidence = value, evidence
    row.manual_file = keep_upload(upload=upload, actor=actor) or row.manual_file
    return _save(row, actor)


def _save(row: Target, actor: User) -> Target:
    if row.indicator and row.indicator not in INDICATORS:
        raise ValidationError({"indicator": "Không có cách tính này. Hãy chọn trong danh sách."})
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def remove_target(*, target_id: int, actor: User) -> None:
    """Take a target out of a draft, with its shares."""
    plan = hold_open(Target.objects.values_list("plan", flat=True).get(pk=target_id))
    if plan.state != PlanState.DRAFT:
        raise ActRefused("Kế hoạch đã ban hành nên không xóa chỉ tiêu. Hãy điều chỉnh kèm căn cứ.")
    row = locked(Target, target_id)
    row.units.all().delete()
    row.delete()


@transaction.atomic
def share_out(*, target_id: int, units: Collection[Unit], minimum: int, actor: User) -> int:
    """Give each of ``units`` the same share of a target; shares already given are set anew.

    Returns how many units have one now. Locks the target.
    """
    hold_open(Target.objects.values_list("plan", flat=True).get(pk=target_id))
    target = locked(Target, target_id)
    if not units:
        raise ActRefused("Hãy chọn ít nhất một đơn vị.")
    with unless_closed():
        for unit in units:
            row = UnitTarget.objects.filter(target=target, unit=unit).first() or UnitTarget(
                target=target, unit=unit
            )
            row.minimum = minimum
            save(row, actor=actor)
    return target.units.count()


@transaction.atomic
def change_share(
    *, share_id: int, minimum: int, actor: User, value: int | None = None, evidence: str = ""
) -> UnitTarget:
    """Change one unit's share; its result is typed only where the target is not computed."""
    hold_open(UnitTarget.objects.values_list("target__plan", flat=True).get(pk=share_id))
    row = locked(UnitTarget, share_id)
    if row.target.indicator and value is not None:
        raise ActRefused("Chỉ tiêu này được tính từ sổ sách nên không nhập tay được.")
    row.minimum, row.manual_value, row.manual_evidence = minimum, value, evidence
    with unless_closed():
        return save(row, actor=actor)


@transaction.atomic
def remove_share(*, share_id: int, actor: User) -> None:
    """Take a unit's share back."""
    hold_open(UnitTarget.objects.values_list("target__plan", flat=True).get(pk=share_id))
    with unless_closed():
        locked(UnitTarget, share_id).delete()
