"""The place of a class in its year: the activity it carries out, the estimate line that pays it."""

from typing import Any

import pghistory
from django.db import models, transaction

from accounts.models import User
from budget.models import EstimateLine, FundedClass
from core.domain.rows import locked
from core.errors import ActRefused
from programme.domain.plans import hold_open, unless_closed
from programme.models import Activity, Plan, PlannedClass
from training.models import TrainingClass


@transaction.atomic
def place_class(
    *, class_id: int, activity: Activity | None, line: EstimateLine | None, actor: User
) -> TrainingClass:
    """Say which activity of its year's plan a class carries out and which line pays it; None takes it out.

    A line of an activity brings its activity. Holds the year open and locks the class. Raises ActRefused
    for a year without a plan, for what belongs to another year, and for a line of another activity.
    """
    year = TrainingClass.objects.values_list("year", flat=True).get(pk=class_id)
    plan_id = Plan.objects.filter(year=year).order_by().values_list("pk", flat=True).first()
    if plan_id is None:
        raise ActRefused(f"Chưa có kế hoạch năm {year}. Hãy lập kế hoạch trước khi gắn lớp.")
    plan = hold_open(plan_id)
    row = locked(TrainingClass, class_id)
    if row.year != year:
        raise ActRefused("Người khác vừa đổi năm của lớp. Hãy tải lại trang.")
    if activity is None and line is not None:
        activity = line.activity
    _check_place(plan, activity, line)
    with unless_closed(), pghistory.context(user=actor.pk):
        _hang(PlannedClass, row, "activity", activity)
        _hang(FundedClass, row, "line", line)
    return row


def _check_place(plan: Plan, activity: Activity | None, line: EstimateLine | None) -> None:
    if activity is not None and activity.group.plan_id != plan.pk:
        raise ActRefused(f"Hoạt động “{activity}” không thuộc kế hoạch năm {plan.year}.")
    if line is None:
        return
    if line.plan_id != plan.pk:
        raise ActRefused(f"Dòng dự toán “{line}” không thuộc kế hoạch năm {plan.year}.")
    if line.activity_id and activity is not None and line.activity_id != activity.pk:
        raise ActRefused(
            f"Dòng dự toán “{line}” chi cho hoạt động khác: “{line.activity}”. Hãy chọn lại một trong hai."
        )


def _hang(model: type[models.Model], row: TrainingClass, name: str, above: Any) -> None:
    if above is None:
        model._default_manager.filter(training_class=row).delete()
    else:
        model._default_manager.update_or_create(training_class=row, defaults={name: above})
