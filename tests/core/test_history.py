"""The audit trail of writes that touch many rows at once."""

import pghistory
import pytest
from pghistory.models import Context

from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory

pytestmark = pytest.mark.django_db


def test_a_statement_over_many_rows_leaves_an_event_for_each_one_that_changed():
    actor, unit = UserFactory(), UnitFactory()
    with pghistory.context(user=actor.pk):
        made = Producer.objects.bulk_create(
            Producer(name=f"HTX {number}", unit=unit, kind="household", phone=str(number % 2))
            for number in range(4)
        )
        assert Producer.objects.filter(unit=unit).update(phone="1") == 4
    told = [
        [(event.pgh_label, event.phone) for event in row.events.order_by("pgh_id")]
        for row in Producer.objects.order_by("pk")
    ]
    assert told == [[("insert", "0"), ("update", "1")], [("insert", "1")]] * 2
    assert {event.pgh_context.metadata["user"] for row in made for event in row.events.all()} == {actor.pk}
    assert Context.objects.count() == 1
    Producer.objects.filter(pk=made[0].pk).update(phone="1")
    assert made[0].events.count() == 2
