"""Producers."""

import factory

from producers.models import Producer, ProducerAccount, ProducerKind
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory


class ProducerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Producer

    kind = ProducerKind.COOPERATIVE
    name = factory.Sequence(lambda n: f"Hợp tác xã Thử Nghiệm {n:05d}")
    representative = "Trần Thị Đại Diện"
    unit = factory.SubFactory(UnitFactory)


class ProducerAccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProducerAccount

    user = factory.SubFactory(UserFactory, producer=True)
    producer = factory.SubFactory(ProducerFactory)
