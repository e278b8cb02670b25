"""Activities with their proofs, classes and money."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from programme.models import Activity, Plan
from training.models import ClassState


def activities_of(plan: Plan) -> QuerySet[Any]:
    """The plan's activities in its order, with ``n_evidence``, ``n_held`` and ``money`` in đồng (None: none).

    The money is a subquery of its own: beside other joins it would be counted once for every proof.
    """
    money = (
        Activity.objects.filter(pk=OuterRef("pk"))
        .order_by()
        .annotate(sum=Sum("estimates__amount"))
        .values("sum")
    )
    held = Q(classes__training_class__state=ClassState.HELD)
    return (
        Activity.objects.filter(group__plan=plan)
        .select_related("group", "unit", "responsible")
        .annotate(
            n_evidence=Count("evidence", distinct=True),
            n_held=Count("classes", distinct=True, filter=held),
            money=Subquery(money),
        )
        .order_by("group__order", "order", "pk")
    )
