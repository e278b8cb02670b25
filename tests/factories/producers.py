"""Producers."""

import factory

from producers.models import CraftVillage, Producer, ProducerAccount, ProducerKind
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


class CraftVillageFactory(factory.django.DjangoModelFactory):
    """A craft village being built up."""

    class Meta:
        model = CraftVillage

    name = factory.Sequence(lambda n: f"Làng nghề {n:05d}")
    craft = "Làm tranh gạo"
    unit = factory.SubFactory(UnitFactory)
