"""A row counts in its unit and in everything above it, whichever way it is counted."""

import pytest

from localities.domain.counting import count_by_unit, tally
from localities.models import Unit
from producers.models import Producer
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory

pytestmark = pytest.mark.django_db


def test_a_row_counts_in_its_unit_and_above_and_nowhere_else(django_assert_num_queries):
    city = UnitFactory(name="Thành phố Một", level="city")
    district = UnitFactory(name="Huyện Một", level="district", parent=city)
    commune, other = (UnitFactory(name=name, parent=district) for name in ("Xã A", "Xã B"))
    for unit, number in ((commune, 2), (district, 1)):
        ProducerFactory.create_batch(number, unit=unit)
    expected = {city.path: 3, district.path: 3, commune.path: 2}
    with django_assert_num_queries(1):
        assert count_by_unit(Producer.objects.all()) == expected
    assert count_by_unit(list(Producer.objects.select_related("unit").by_name())) == expected
    assert tally(Producer.objects.all(), "unit__path")[other.path] == 0
    units = count_by_unit(Unit.objects.filter(pk__in=(commune.pk, other.pk)))
    assert units == {city.path: 2, district.path: 2, commune.path: 1, other.path: 1}
