"""A figure counted by the database is the number of rows of its list, for every list and every way to count it."""

import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from localities.models import Unit
from producers.models import ProducerKind
from products.enums import RatingState
from products.models import ProductClassification
from regimes.models import ProductClass
from reports.domain.book import Book
from reports.domain.frame import Frame
from reports.domain.lists import LISTS
from reports.domain.periods import period
from reports.enums import Cutoff
from tests.factories.evaluations import certificate, open_entry
from tests.factories.localities import UnitFactory
from tests.factories.products import ProductFactory, RatingFactory, draft_for
from tests.factories.programme import PlanFactory
from tests.factories.regimes import CriteriaSetFactory, RegimeFactory
from tests.factories.training import EnrolmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db
COUNTED = [code for code, one in LISTS.items() if one.counted is not None]


def random_city(seed):
    """Products of all stars, running, ended, withdrawn, recognised twice, moved about three units and the city."""
    chance, today = random.Random(seed), timezone.localdate()
    city = UnitFactory(city=True)
    units = [city, *(UnitFactory(parent=city) for _ in range(3))]
    regimes = [RegimeFactory(valid_from=date(year, 1, 1)) for year in (2023, 2026)]
    sector = ProductClass.objects.create(regime=regimes[0], code="I", name="THỰC PHẨM", depth=1, position=1)
    below = ProductClass.objects.create(
        regime=regimes[0], code="I.1", name="Gạo", depth=2, position=2, parent=sector
    )
    sets = [
        CriteriaSetFactory(regime=regime, product_class=of, sheet=False)
        for regime, of in zip(regimes, (below, None), strict=True)
    ]
    for _ in range(24):
        kind = chance.choice(ProducerKind.values[:4])
        product = ProductFactory(producer__unit=chance.choice(units), producer__kind=kind)
        for regime, criteria_set in zip(regimes, sets, strict=True):
            if chance.random() < 0.5:
                ProductClassification.objects.create(
                    product=product, regime=regime, criteria_set=criteria_set
                )
        for _ in range(chance.choice((1, 1, 2))):
            decided_on = today - timedelta(days=chance.randrange(1, 1400))
            withdrawn = {"state": RatingState.WITHDRAWN, "withdrawn_on": today - timedelta(days=1)}
            potential = {"state": RatingState.POTENTIAL_FIVE}
            RatingFactory(
                product=product,
                regime=regimes[0],
                stars=chance.choice((3, 4, 5)),
                decided_on=decided_on,
                expires_on=decided_on + timedelta(days=1095),
                **chance.choices(({}, potential, withdrawn), (7, 2, 1))[0],
            )
        if chance.random() < 0.4:
            draft_for(ProductFactory(producer=product.producer), sets[0])
    for name in range(4):
        trainee = TraineeFactory(name=f"Cán bộ {name}", unit=chance.choice(units))
        if chance.random() < 0.5:
            EnrolmentFactory(trainee=trainee, training_class__year=today.year)


def books(units):
    year = timezone.localdate().year
    frame = Frame(year, period("", year=year, cutoff=Cutoff.CALENDAR), units)
    return Book(frame, fleeting=True), Book(frame)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_count_is_the_number_of_its_rows(seed):
    random_city(seed)
    certificate()
    open_entry()
    PlanFactory(year=timezone.localdate().year)
    for units in (None, (Unit.objects.filter(level="commune").first(),)):
        fleeting, whole = books(units)
        for code in COUNTED:
            dims = list(LISTS[code].counted.dimensions)
            for chosen in (pick for size in range(len(dims) + 1) for pick in combinations(dims, size)):
                rows = Counter(tuple(row[name] for name in chosen) for row in whole.rows(code))
                for cells, count in rows.items():
                    assert fleeting.count(code, dict(zip(chosen, cells, strict=True))) == count, (code, cells)
                if len(chosen) == 1:
                    assert {(value,) for value in fleeting.values(code, *chosen)} == rows.keys()
            assert fleeting.count(code) == len(whole.rows(code))
            assert code not in fleeting.lists
            assert units or fleeting.count(code) > 0, code


def test_the_top_of_a_long_list_is_the_top_of_its_rows():
    random_city(3)
    fleeting, whole = books(None)
    for code in [code for code, one in LISTS.items() if one.first is not None]:
        begun = [list(row) for row in LISTS[code].first(fleeting.frame, 2)]
        assert begun == whole.frozen(code)["rows"][:2]
        block = fleeting.listing(code, caption="", columns=("product",), bands="window")
        assert block["whole"] == len(whole.frozen(code)["rows"]) == sum(block["counts"].values()) > 0
