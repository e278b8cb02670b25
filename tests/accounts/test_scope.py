"""An officer's ground goes on under the names and borders of every era."""

import pytest
from django.urls import reverse

from accounts.rules import covers_unit
from localities.models import Era, UnitSuccession
from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def eras():
    """A district of two wards; the first became a ward of today, of the second only a part."""
    district = UnitFactory(district=True)
    old, split = (UnitFactory(era=Era.BEFORE_2025, parent=district) for _ in range(2))
    now, elsewhere = UnitFactory(), UnitFactory()
    UnitSuccession.objects.create(predecessor=old, successor=now, effective_on="2025-07-01")
    UnitSuccession.objects.create(predecessor=split, successor=elsewhere, effective_on="2025-07-01")
    UnitSuccession.objects.create(
        predecessor=split, successor=now, effective_on="2025-07-01", is_part=True, is_default=False
    )
    return {"district": district, "old": old, "split": split, "now": now, "elsewhere": elsewhere}


@pytest.mark.parametrize(
    ("of", "sees"),
    [
        ("now", {"old", "now"}),
        ("old", {"old", "now"}),
        ("elsewhere", {"split", "elsewhere"}),
        ("district", {"old", "split", "now", "elsewhere"}),
    ],
)
def test_an_officer_sees_its_ground_before_and_after_the_reform(eras, of, sees):
    officer = UserFactory(officer=True, unit=eras[of])
    producers = {ProducerFactory(unit=eras[name]): name for name in ("old", "split", "now", "elsewhere")}
    ProducerFactory()
    assert {producers[row] for row in Producer.objects.visible_to(officer)} == sees
    assert {name for row, name in producers.items() if covers_unit(officer, row)} == sees


def test_an_officer_of_an_abolished_district_is_offered_todays_units(client, eras):
    eras["old"].valid_to = eras["split"].valid_to = eras["district"].valid_to = "2025-06-30"
    for unit in eras.values():
        unit.save()
    client.force_login(UserFactory(officer=True, unit=eras["district"]))
    offered = client.get(reverse("producer_create")).context["form"].fields["unit"].queryset
    assert set(offered) == {eras["now"], eras["elsewhere"]}


def test_two_changes_in_a_row_are_followed():
    first, second, third = (UnitFactory() for _ in range(3))
    for before, after in ((first, second), (second, third)):
        UnitSuccession.objects.create(predecessor=before, successor=after, effective_on="2025-07-01")
    assert (
        first.ground_paths() == third.ground_paths() == sorted(unit.path for unit in (first, second, third))
    )
