"""Every list, dashboard and workbook of the programme's year asks as often for many rows as for few."""

from datetime import date

import pytest
from django.urls import reverse

from budget.domain.classes import place_class
from budget.domain.spending import disburse
from programme.models import UnitTarget
from tests.factories.accounts import UserFactory
from tests.factories.budget import GIVEN_ON, EstimateLineFactory, allocation
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.programme import (
    ActivityFactory,
    PlanFactory,
    TargetFactory,
    commendation,
    library_document,
    media_item,
    study_tour,
)
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from tests.harness.queries import queries_of
from training.models import ClassSession, TraineeGroup

pytestmark = pytest.mark.django_db
YEAR = 2022
BY_YEAR = (
    "media_list",
    "tour_list",
    "commendation_list",
    "document_list",
    "scheme_list",
    "organisation_list",
)
BY_NAM = ("budget", "allocation_list", "voucher_list", "class_money_list", "coverage", "coverage_list")
AS_FILES = {*BY_YEAR, *BY_NAM, "activity_list", "plan", "class_list", "people"}


class Year:
    """One plan with everything that hangs on it, and more of everything on demand."""

    def __init__(self):
        self.actor = UserFactory()
        self.plan = PlanFactory(year=YEAR)
        self.city = UnitFactory(city=True)
        self.activity = ActivityFactory(group__plan=self.plan)
        self.line = EstimateLineFactory(plan=self.plan, group=self.activity.group, activity=self.activity)
        self.target = TargetFactory(plan=self.plan, indicator="new_products")
        self.lesson = TrainingClassFactory(year=YEAR)
        self.number = 0

    def grow(self):
        self.number += 1
        unit = UnitFactory(district=True, parent=self.city)
        ActivityFactory(group=self.activity.group, unit=unit)
        line = EstimateLineFactory(plan=self.plan, group=self.activity.group)
        given = allocation(line)
        voucher = f"PC-{self.number}"
        disburse(allocation_id=given.pk, amount=5, on=GIVEN_ON, voucher_no=voucher, actor=self.actor)
        UnitTarget.objects.create(target=self.target, unit=unit, minimum=2)
        producer = ProducerFactory(founded_in_programme=True, registered_on=date(YEAR, 5, 1), unit=unit)
        RatingFactory(product=ProductFactory(producer=producer, unit=unit), decided_on=date(YEAR, 6, 1))
        for trainee in (
            TraineeFactory(unit=unit),
            TraineeFactory(unit=unit, group=TraineeGroup.PRODUCER_LEADER, producer=producer),
        ):
            EnrolmentFactory(trainee=trainee, training_class=self.lesson)
        ClassSession.objects.create(training_class=self.lesson, held_on=date(YEAR, 3, self.number), part="am")
        row = TrainingClassFactory(year=YEAR)
        place_class(class_id=row.pk, activity=self.activity, line=self.line, actor=self.actor)
        activity = self.activity
        media_item(activity=activity)
        study_tour(activity=activity)
        commendation()
        library_document(number=f"{self.number}/KH", activities=[activity])

    def addresses(self):
        shown = {name: f"{reverse(name)}?year={YEAR}" for name in BY_YEAR}
        shown |= {name: f"{reverse(name)}?nam={YEAR}" for name in BY_NAM}
        shown |= {name: reverse(name) for name in ("plan_list", "class_list", "people", "plan_compare")}
        shown |= {
            "plan": reverse("plan", args=[self.plan.pk]),
            "activity_list": reverse("activity_list", args=[self.plan.pk]),
            "activity": reverse("activity", args=[self.activity.pk]),
            "target": reverse("target", args=[self.plan.pk, self.target.code]),
            "budget_line": reverse("budget_line", args=[self.line.pk]),
            "class_detail": reverse("class_detail", args=[self.lesson.pk]),
            "calendar": f"{reverse('calendar')}?thang={YEAR}-06",
        }
        files = {
            f"{name}.xlsx": f"{address}{'&' if '?' in address else '?'}xuat=xlsx"
            for name, address in shown.items()
            if name in AS_FILES
        }
        return shown | files


def test_many_rows_cost_as_many_questions_as_few(client):
    year = Year()
    client.force_login(year.actor)
    year.grow()

    def counted():
        return {name: len(queries_of(lambda at=at: client.get(at))) for name, at in year.addresses().items()}

    counted()  # what is looked up once and kept is not the lists' doing
    few = counted()
    for _ in range(3):
        year.grow()
    many = counted()
    assert many == few
    assert {name: count for name, count in many.items() if count > 30} == {}
