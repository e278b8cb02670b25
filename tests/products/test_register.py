from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ActRefused
from localities.models import Era, Level
from products.domain.queries.register import by_unit, stars_count, valid_ratings
from products.domain.register import add_months, product_code, record_rating
from products.models import Rating, RatingState
from regimes.models import DossierKind
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.regimes import RegimeFactory

DAY = date(2026, 12, 31)


def record(**changes):
    return record_rating(
        **{
            "product": ProductFactory(),
            "regime": RegimeFactory(),
            "kind": DossierKind.FIRST,
            "stars": 4,
            "state": RatingState.RECOGNISED,
            "mean": Fraction(152, 2),
            "decision_no": "5/QĐ-UBND",
            "decided_on": date(2026, 6, 30),
            "authority": "UBND thành phố",
            "actor": UserFactory(),
            **changes,
        }
    )


@pytest.mark.django_db
class TestRegister:
    def test_a_recognition_holds_36_months(self):
        rating = record(mean=Fraction(229, 3))
        assert rating.expires_on == date(2029, 6, 30)
        assert (rating.points_numerator, rating.points_denominator) == (229, 3)

    @pytest.mark.parametrize(
        "changes", [{"stars": 2}, {"stars": 6}, {"stars": 5, "state": RatingState.POTENTIAL_FIVE}]
    )
    def test_stars_the_law_does_not_give_are_refused(self, changes):
        with pytest.raises(ActRefused):
            record(**changes)
        assert Rating.objects.count() == 0

    def test_a_product_counts_once_by_its_latest_valid_rating(self):
        product = ProductFactory()
        RatingFactory(product=product, stars=3, decided_on=date(2024, 1, 1), expires_on=date(2027, 1, 1))
        upgraded = RatingFactory(product=product, stars=4, decided_on=date(2026, 1, 1))
        assert list(valid_ratings(day=DAY)) == [upgraded]
        assert stars_count(day=DAY) == {3: 0, 4: 1, "potential_five": 0, 5: 0}
        assert stars_count(day=date(2025, 1, 1)) == {3: 1, 4: 0, "potential_five": 0, 5: 0}

    def test_expired_and_withdrawn_ratings_do_not_count(self):
        RatingFactory(expires_on=date(2026, 12, 30), decided_on=date(2024, 1, 1))
        RatingFactory(state=RatingState.WITHDRAWN, withdrawn_on=date(2026, 12, 1))
        assert stars_count(day=DAY) == {3: 0, 4: 0, "potential_five": 0, 5: 0}

    def test_potential_five_stars_is_a_column_of_its_own(self):
        RatingFactory(state=RatingState.POTENTIAL_FIVE)
        assert stars_count(day=DAY) == {3: 0, 4: 0, "potential_five": 1, 5: 0}

    def test_units_show_their_products_and_empty_ones_show_none(self, django_assert_num_queries):
        city = UnitFactory(city=True, era=Era.BEFORE_2025)
        first = UnitFactory(district=True, parent=city, name="Huyện An")
        UnitFactory(district=True, parent=city, name="Huyện Bình")
        UnitFactory(district=True, name="Huyện Ngoài")
        commune = UnitFactory(parent=first, era=Era.BEFORE_2025)
        RatingFactory(product__producer__unit=commune)
        with django_assert_num_queries(3):
            rows = by_unit(day=DAY, level=Level.DISTRICT, within=city)
        assert [(row.unit.name, row.total, row.counts[4]) for row in rows] == [
            ("Huyện An", 1, 1),
            ("Huyện Bình", 0, 0),
        ]
        RatingFactory.create_batch(5, product__producer__unit=commune)
        with django_assert_num_queries(3):
            rows = by_unit(day=DAY, level=Level.DISTRICT, within=city)
        assert rows[0].total == 6

    def test_product_code_of_the_law(self):
        commune = UnitFactory(code="31135", parent=UnitFactory(city=True))
        product = ProductFactory(producer__unit=commune, commune_sequence=7)
        assert product_code(product, 2026) == "92-31135-7-2026"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_are_added_as_a_calendar_does(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0).day >= 28)
