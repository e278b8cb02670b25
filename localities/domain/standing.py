"""The city as it stands on a day: with districts until 30/6/2025, with communes alone since."""

from datetime import date

from localities.models import Level, Unit

CITY_CODE = "92"


def city_on(day: date) -> Unit | None:
    """Cần Thơ as it was on ``day``; None before the units are loaded."""
    return Unit.objects.filter(code=CITY_CODE, level=Level.CITY).valid_on(day).first()


def level_below(city: Unit, *, day: date) -> Level:
    """The level right below ``city`` on ``day``: the one figures are given by."""
    below = Unit.objects.within(city).valid_on(day)
    return Level.DISTRICT if below.filter(level=Level.DISTRICT).exists() else Level.COMMUNE
