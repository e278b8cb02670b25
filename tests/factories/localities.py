"""Administrative units, small ones of their own."""

import factory

from localities.models import Era, Level, Unit, UnitKind


class UnitFactory(factory.django.DjangoModelFactory):
    """A commune of the two-level world, alone unless given a parent."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: str(40000 + n))
    era = Era.FROM_2025
    level = Level.COMMUNE
    kind = UnitKind.COMMUNE
    name = factory.Sequence(lambda n: f"Xã Thử Nghiệm {n:05d}")
    short_name = factory.LazyAttribute(lambda unit: unit.name.split(" ", 1)[1])

    class Params:
        city = factory.Trait(level=Level.CITY, kind=UnitKind.CITY, code="92", name="Thành phố Cần Thơ")
        district = factory.Trait(
            level=Level.DISTRICT,
            kind=UnitKind.RURAL_DISTRICT,
            era=Era.BEFORE_2025,
            name=factory.Sequence(lambda n: f"Huyện Thử Nghiệm {n:05d}"),
        )
