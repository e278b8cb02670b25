"""A row that several people change: locked, looked at for its version, filled, saved with who did it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.domain import rows
from core.errors import ActRefused, StaleVersion
from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory

pytestmark = pytest.mark.django_db


def renamed(producer, name, *, version=None, actor=None):
    with transaction.atomic():
        row = rows.locked(Producer, producer.pk, version=version)
        rows.fill(row, {"name": name}, {"name", "phone"})
        return rows.save(row, actor=actor or UserFactory())


def test_who_saves_second_sees_what_the_first_saved_and_overwrites_nothing():
    producer, actor = ProducerFactory(name="HTX Cũ"), UserFactory()
    saved = renamed(producer, "HTX Mới", version=producer.version, actor=actor)
    assert saved.version == producer.version + 1
    event = saved.events.order_by("-pgh_id").first()
    assert (event.name, event.pgh_context.metadata["user"]) == ("HTX Mới", actor.pk)
    with pytest.raises(StaleVersion) as error:
        renamed(producer, "HTX Khác", version=producer.version)
    assert error.value.current.name == "HTX Mới"
    assert renamed(producer, "HTX Khác").version == producer.version + 2


def test_a_row_that_is_gone_and_a_field_nobody_knows_are_refused():
    gone = ProducerFactory.build()
    gone.pk = 0
    with pytest.raises(ActRefused, match="không còn nữa"):
        renamed(gone, "HTX")
    with pytest.raises(ValueError, match="role"):
        rows.fill(ProducerFactory(), {"role": "x"}, {"name"})


def test_what_is_not_valid_is_not_saved_and_said_by_field():
    producer = ProducerFactory(name="HTX Cũ")
    with pytest.raises(ValidationError) as error:
        renamed(producer, "")
    assert set(error.value.error_dict) == {"name"}
    producer.refresh_from_db()
    assert producer.name == "HTX Cũ"
