from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from localities.models import Era, Level, UnitKind
from producers.models import CraftVillage, Producer
from products.enums import RatingState
from programme.domain.queries.indicators import INDICATORS
from programme.domain.queries.targets import target_row, targets
from programme.models import Target
from tests.factories.localities import UnitFactory
from tests.factories.producers import CraftVillageFactory, ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.programme import PlanFactory, TargetFactory, media_item, study_tour
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from training.models import ClassKind, ClassState, TraineeGroup

pytestmark = pytest.mark.django_db

IN_2021, IN_2022 = date(2021, 6, 1), date(2022, 6, 1)


def rated(product=None, *, on=IN_2022, **details):
    product = product or ProductFactory()
    return RatingFactory(product=product, decided_on=on, expires_on=date(on.year + 3, 6, 1), **details)


def figure(name, year=2022):
    found = INDICATORS[name].compute(year)
    return found.value, list(found.rows)


def test_standardised_products_of_the_year():
    product = ProductFactory(standardised_year=2022)
    ProductFactory(standardised_year=2021)
    assert figure("standardised_products") == (1, [product])


def test_a_new_product_is_one_recognised_for_the_first_time():
    new, old = ProductFactory(), ProductFactory()
    rated(new, stars=3)
    rated(new, on=date(2022, 11, 1), stars=4)
    rated(old, on=IN_2021)
    rated(old)
    rated(withdrawn_on=date(2022, 12, 1), state=RatingState.WITHDRAWN)
    assert figure("new_products") == (1, [new])


def test_potential_five_star_of_the_year():
    found = rated(state=RatingState.POTENTIAL_FIVE).product
    rated(stars=5)
    rated(on=IN_2021, state=RatingState.POTENTIAL_FIVE)
    assert figure("potential_five_star") == (1, [found])


def test_districts_with_two_products():
    city = UnitFactory(city=True, era=Era.BEFORE_2025)
    rich, poor = (UnitFactory(district=True, parent=city) for _ in range(2))
    commune = UnitFactory(parent=rich, era=Era.BEFORE_2025)
    for unit in (commune, rich, poor):
        rated(ProductFactory(unit=unit))
    assert figure("districts_with_two") == (1, [rich])


def test_without_districts_communes_are_counted():
    city = UnitFactory(city=True, valid_from=date(2025, 7, 1))
    commune = UnitFactory(parent=city)
    for _ in range(2):
        rated(ProductFactory(unit=commune), on=date(2026, 1, 5))
    assert figure("districts_with_two", 2026) == (1, [commune])
    assert figure("districts_with_two", 2024) == (None, [])


def test_a_craft_village_counts_when_recognised():
    unit = UnitFactory(kind=UnitKind.WARD, level=Level.COMMUNE)
    done = CraftVillage.objects.create(
        name="Làng tranh gạo", craft="tranh gạo", unit=unit, is_recognised=True, recognised_on=IN_2022
    )
    CraftVillage.objects.create(name="Làng đan lát", craft="đan lát", unit=unit)
    assert figure("craft_villages") == (1, [done])


@pytest.mark.parametrize("kind", ClassKind)
def test_classes_held_by_kind(kind):
    held = TrainingClassFactory(kind=kind)
    TrainingClassFactory(kind=kind, state=ClassState.PLANNED)
    TrainingClassFactory(kind=kind, year=2021)
    other = next(other for other in ClassKind if other != kind)
    TrainingClassFactory(kind=other)
    assert figure(f"classes_{kind.value}") == (1, [held])


def test_managers_trained_as_a_percentage():
    trained = EnrolmentFactory().trainee
    TraineeFactory.create_batch(2)
    assert figure("managers_trained_percent") == (Fraction(100, 3), [trained])
    assert figure("leaders_trained_percent") == (None, [])


def test_looking_back_only_what_was_reached_by_the_day_counts():
    early, late = date(2022, 3, 1), date(2022, 10, 1)
    for day in (early, late):
        rated(on=day)
        rated(on=day, state=RatingState.POTENTIAL_FIVE)
        CraftVillageFactory(is_recognised=True, recognised_on=day)
        ProducerFactory(founded_in_programme=True, registered_on=day)
        media_item(on=day)
        study_tour(starts_on=day, ends_on=day)
        leader = TraineeFactory(group=TraineeGroup.PRODUCER_LEADER, producer=Producer.objects.latest("pk"))
        rated(ProductFactory(producer=leader.producer), on=early)
        for trainee in (TraineeFactory(), leader):
            for kind in ClassKind:
                EnrolmentFactory(trainee=trainee, training_class__kind=kind, training_class__starts_on=day)
    withdrawn = rated(on=early, withdrawn_on=late, state=RatingState.WITHDRAWN).product

    def reached(name, until):
        return INDICATORS[name].compute(2022, until).value

    for name in INDICATORS.keys() - {"standardised_products", "districts_with_two"}:
        before, then, whole = (reached(name, day) for day in (date(2022, 1, 31), date(2022, 6, 30), None))
        assert (before or 0) < then < whole, name
    assert withdrawn in INDICATORS["new_products"].compute(2022, date(2022, 6, 30)).rows
    assert withdrawn not in INDICATORS["new_products"].compute(2022).rows


def test_a_range_is_met_from_its_minimum():
    plan = PlanFactory(year=2022)
    target = TargetFactory(plan=plan, minimum=1, maximum=2, indicator="standardised_products")
    assert (target_row(target).met, target_row(target).reached) == (False, "0")
    ProductFactory(standardised_year=2022)
    row = target_row(target)
    assert (row.met, row.reached, row.wanted) == (True, "1", "1 – 2")


def test_nearly_everybody_is_not_everybody():
    plan = PlanFactory(year=2022)
    target = TargetFactory(plan=plan, minimum=100, measure="%", indicator="managers_trained_percent")
    EnrolmentFactory()
    TraineeFactory()
    row = target_row(target)
    assert (row.met, row.reached) == (False, "50")


def test_a_computed_result_cannot_be_typed():
    with pytest.raises(IntegrityError, match="target_computed_is_not_typed"), transaction.atomic():
        TargetFactory(indicator="standardised_products", manual_value=7, manual_evidence="Báo cáo 12/BC")
    assert Target.objects.count() == 0


def test_a_target_without_a_function_takes_a_number_with_its_evidence():
    row = target_row(TargetFactory(minimum=5, manual_value=7, manual_evidence="Báo cáo 12/BC"))
    assert (row.value, row.met, row.figure) == (7, True, None)


def test_a_target_without_a_way_to_compute_has_no_result():
    row = target_row(TargetFactory())
    assert (row.reached, row.met, row.figure) == ("chưa có số liệu", False, None)


def test_one_indicator_is_computed_once(django_assert_num_queries):
    plan = PlanFactory(year=2022)
    for _ in range(3):
        TargetFactory(plan=plan, indicator="standardised_products")
    with django_assert_num_queries(2):
        rows = targets(plan)
    assert [row.value for row in rows] == [0, 0, 0]


def test_all_indicators_of_the_plan_of_2022_are_known():
    from ocop_cantho.demo.plan_2022 import TARGETS

    assert [row[5] for row in TARGETS if row[5] not in INDICATORS] == []
