"""A class's place in plan and budget, for the page of the class: training lies below and knows neither."""

from typing import Any

from django import template
from rules import has_perm

from budget.domain.queries.classes import class_money
from budget.models import EstimateLine
from programme.models import Activity
from training.models import TrainingClass

register = template.Library()


@register.inclusion_tag("budget/class_place.html", takes_context=True)
def class_place(context: dict[str, Any], training_class: TrainingClass) -> dict[str, Any]:
    """The activity and the line of a class, as far as the reader may see plans and money."""
    user = context["request"].user
    activities = Activity.objects.visible_to(user).filter(classes__training_class=training_class)
    line = None
    if has_perm("budget.view", user):
        line = EstimateLine.objects.filter(classes__training_class=training_class).first()
    return {
        "training_class": training_class,
        "activity": activities.first(),
        "money": class_money(line) if line else None,
        "sees_plans": has_perm("programme.view_plans", user),
        "sees_money": has_perm("budget.view", user),
        "may_place": has_perm("budget.record", user),
    }
