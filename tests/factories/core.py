from datetime import date

import factory

from core.models import SpecialDay


class SpecialDayFactory(factory.django.DjangoModelFactory):
    """A day off nobody foresaw."""

    class Meta:
        model = SpecialDay

    day = factory.Sequence(lambda n: date(2030, 1, 1).replace(day=n % 28 + 1))
    name = "Nghỉ tránh bão"
