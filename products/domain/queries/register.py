"""The figures of the register: every page, report and target counts with these."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from localities.models import Level, Unit, lies_in
from products.enums import RatingState
from products.models import Rating

POTENTIAL_FIVE = "potential_five"
STAR_KEYS: tuple[int | str, ...] = (3, 4, POTENTIAL_FIVE, 5)


def valid_ratings(*, day: date, units: Iterable[Unit] | None = None) -> QuerySet[Rating]:
    """One row a product: the rating that holds on ``day``, the latest one where there are several.

    ``units`` keeps the products of those units and of what lies below them.
    """
    latest = Rating.objects.valid_on(day).latest_per_product().values("pk")
    rows = Rating.objects.filter(pk__in=latest).select_related(
        "product__producer", "product__unit__parent", "regime"
    )
    if units is not None:
        rows = rows.filter(lies_in("product__unit__path", [unit.path for unit in units]))
    return rows.order_by("product__sort_key", "pk")


def star_key(rating: Rating) -> int | str:
    """The column a rating counts in: a potential five-star product has its own."""
    return POTENTIAL_FIVE if rating.state == RatingState.POTENTIAL_FIVE else rating.stars


def stars_count(*, day: date, units: Iterable[Unit] | None = None) -> dict[int | str, int]:
    """Products by star on ``day``: keys 3, 4, "potential_five", 5."""
    rows = valid_ratings(day=day, units=units).order_by().values_list("stars", "state")
    counted = Counter(
        POTENTIAL_FIVE if state == RatingState.POTENTIAL_FIVE else stars for stars, state in rows
    )
    return {key: counted[key] for key in STAR_KEYS}


def recognised_in(*, year: int) -> QuerySet[Rating]:
    """The recognitions decided in ``year``, withdrawn ones left out."""
    return (
        Rating.objects.filter(decided_on__year=year, withdrawn_on__isnull=True)
        .select_related("product__producer", "product__unit__parent", "regime")
        .order_by("product__sort_key", "pk")
    )


def first_recognised_in(*, year: int) -> QuerySet[Rating]:
    """The recognitions of ``year`` whose product had none in any year before."""
    before = Rating.objects.filter(product=OuterRef("product"), decided_on__lt=date(year, 1, 1))
    return recognised_in(year=year).exclude(Exists(before))


def expiring_in(*, year: int, day: date) -> QuerySet[Rating]:
    """The ratings that hold on ``day`` and end in ``year``, the earliest end first."""
    return (
        valid_ratings(day=day).filter(expires_on__year=year).order_by("expires_on", "product__sort_key", "pk")
    )


@dataclass
class UnitRow:
    """A unit with its products by star."""

    unit: Unit
    ratings: list[Rating] = field(default_factory=list)

    @property
    def counts(self) -> dict[int | str, int]:
        counted = Counter(star_key(rating) for rating in self.ratings)
        return {key: counted[key] for key in STAR_KEYS}

    @property
    def total(self) -> int:
        return len(self.ratings)


def by_unit(*, day: date, level: Level, within: Unit) -> list[UnitRow]:
    """Every unit of ``level`` in ``within`` on ``day``, with its products; units without products too.

    A product known only by a higher unit is in none of the rows.
    """
    rows = {
        unit.path: UnitRow(unit)
        for unit in Unit.objects.within(within).filter(level=level).valid_on(day).by_name()
    }
    for rating in valid_ratings(day=day, units=[within]):
        unit: Unit | None = rating.product.unit
        while unit is not None and unit.path not in rows:
            unit = unit.parent
        if unit is not None:
            rows[unit.path].ratings.append(rating)
    return list(rows.values())
