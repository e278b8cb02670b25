from datetime import date
from fractions import Fraction

import pytest

from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory, draft
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from training.domain.queries.coverage import coverage
from training.models import ClassState, TraineeGroup

pytestmark = pytest.mark.django_db


def rated_producer(**rating):
    return RatingFactory(
        **{"decided_on": date(2021, 6, 1), "expires_on": date(2024, 6, 1)} | rating
    ).product.producer


def train_leader(producer, **enrolment):
    leader = TraineeFactory(group=TraineeGroup.PRODUCER_LEADER, producer=producer)
    return EnrolmentFactory(trainee=leader, **enrolment)


def test_a_manager_counts_once_however_many_classes():
    manager, absent = TraineeFactory(), TraineeFactory(group=TraineeGroup.COMMUNE_MANAGER)
    EnrolmentFactory(trainee=manager)
    EnrolmentFactory(trainee=manager)
    EnrolmentFactory(trainee=absent, completed=False)
    TraineeFactory(group=TraineeGroup.WORKER)
    covered = coverage(year=2022).managers
    assert (list(covered.wanted), list(covered.trained)) == ([manager, absent], [manager])
    assert covered.share == Fraction(1, 2)


@pytest.mark.parametrize(
    "details", [{"year": 2021}, {"state": ClassState.PLANNED}, {"state": ClassState.CANCELLED}]
)
def test_only_classes_held_in_the_year_count(details):
    EnrolmentFactory(training_class=TrainingClassFactory(**details))
    assert coverage(year=2022).managers.share == 0


def test_a_producer_is_covered_by_its_leader():
    covered_one, other, third = rated_producer(), rated_producer(), rated_producer()
    train_leader(covered_one)
    train_leader(other, completed=False)
    EnrolmentFactory(trainee=TraineeFactory(group=TraineeGroup.WORKER, producer=third))
    covered = coverage(year=2022).leaders
    assert set(covered.wanted) == {covered_one, other, third}
    assert list(covered.trained) == [covered_one]
    assert covered.share == Fraction(1, 3)


def test_a_leader_of_somebody_not_taking_part_does_not_count():
    train_leader(ProducerFactory())
    train_leader(rated_producer(decided_on=date(2018, 1, 1), expires_on=date(2021, 12, 31)))
    train_leader(rated_producer(decided_on=date(2023, 1, 1), expires_on=date(2026, 1, 1)))
    assert coverage(year=2022).leaders.share is None


def test_who_applies_takes_part_and_two_products_are_one_producer():
    applicant = draft().product.producer
    ProductFactory(producer=applicant)
    RatingFactory(product=ProductFactory(producer=applicant), decided_on=date(2026, 1, 5))
    covered = coverage(year=2026).leaders
    assert list(covered.wanted) == [applicant]


def test_nobody_to_train_is_no_share():
    assert coverage(year=2022).managers.share is None
