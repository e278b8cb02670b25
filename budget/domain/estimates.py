"""Putting lines into a plan's estimate."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import transaction

from accounts.models import User
from budget.models import EstimateLine
from core.errors import ActRefused
from programme.models import Plan, PlanState


@transaction.atomic
def add_estimates(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[EstimateLine]:
    """Add lines to the estimates of their plans; locks the plans.

    Raises ActRefused for a plan that is closed, or an amount that is not positive; nothing has changed then.
    """
    keys = {row["plan"].pk for row in rows}
    for plan in Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"):
        if plan.state == PlanState.CLOSED:
            raise ActRefused(f"Kế hoạch năm {plan.year} đã khóa sổ nên không thêm dự toán.")
    if any(row["amount"] <= 0 for row in rows):
        raise ActRefused("Số tiền dự toán phải lớn hơn 0.")
    with pghistory.context(user=actor.pk if actor else None):
        return EstimateLine.objects.bulk_create([EstimateLine(**row) for row in rows], batch_size=1000)
