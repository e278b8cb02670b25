"""The figures of the register: every page, report and target counts with these."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.text import fold
from localities.domain.counting import tally
from localities.domain.moving import places_before
from localities.models import Level, Relocation, Unit, lies_in
from producers.models import Producer
from products.enums import RatingState
from products.models import Product, Rating

POTENTIAL_FIVE = "potential_five"
STAR_KEYS: tuple[int | str, ...] = (3, 4, POTENTIAL_FIVE, 5)


def valid_ratings(*, day: date, units: Iterable[Unit] | None = None) -> QuerySet[Rating]:
    """One row a product: the rating that holds on ``day``, the latest one where there are several.

    ``units`` keeps the products of those units and of what lies below them. That there is no later one is
    asked row by row, so that a page of the register costs what a page costs, however long the register is.
    """
    later = Rating.objects.valid_on(day).filter(
        Q(decided_on__gt=OuterRef("decided_on"))
        | Q(decided_on=OuterRef("decided_on"), pk__gt=OuterRef("pk")),
        product=OuterRef("product"),
    )
    rows = (
        Rating.objects.valid_on(day)
        .exclude(Exists(later.order_by()))
        .select_related("product__producer", "product__unit__parent", "regime")
    )
    if units is not None:
        rows = _lying_in(rows, [unit.path for unit in units], day)
    return rows.order_by("product__sort_key", "pk")


def count_valid(*, day: date) -> int:
    """How many products hold a recognition on ``day``: as many as :func:`valid_ratings` has rows, faster."""
    return Rating.objects.valid_on(day).order_by().aggregate(n=Count("product", distinct=True))["n"]


def count_valid_by_unit(*, day: date, units: Iterable[Unit]) -> Counter[str]:
    """:func:`valid_ratings` counted by unit, as its path, and everything above; without looking at each row."""
    rows = _lying_in(Rating.objects.valid_on(day), [unit.path for unit in units], day)
    return tally(rows, "product__unit__path", of="product")


def holders(*, stars: str, day: date) -> QuerySet:
    """The keys of products by what they hold on ``day``: "3", "4", "5", "potential_five"; "0" for nothing."""
    if stars == "0":
        held = Rating.objects.valid_on(day).filter(product=OuterRef("pk"))
        return Product.objects.exclude(Exists(held.order_by())).order_by().values("pk")
    rows = valid_ratings(day=day).order_by()
    if stars == POTENTIAL_FIVE:
        return rows.filter(state=RatingState.POTENTIAL_FIVE).values("product")
    return rows.filter(stars=int(stars)).exclude(state=RatingState.POTENTIAL_FIVE).values("product")


def found_by(rows: QuerySet[Rating], words: str) -> QuerySet[Rating]:
    """The ratings whose product, producer or unit has every one of ``words``, with or without diacritics."""
    for word in fold(words).split():
        # three searches by index joined into one set of products: an OR across tables would read them whole
        named = Product.objects.filter(search_key__contains=word)
        made_by = Product.objects.filter(producer__in=_named(Producer.objects.all(), word))
        made_in = Product.objects.filter(unit__in=_named(Unit.objects.all(), word))
        found = [found.order_by().values("pk") for found in (named, made_by, made_in)]
        rows = rows.filter(product__in=found[0].union(*found[1:]))
    return rows


def _named(rows: QuerySet, word: str) -> QuerySet:
    return rows.filter(search_key__contains=word).order_by().values("pk")


def register_version() -> str:
    """Changes whenever a recognition, product, producer or picture changes: what pages of it depend on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws('-', (SELECT max(pgh_id) FROM products_ratingevent),"
            " (SELECT max(pgh_id) FROM products_productevent),"
            " (SELECT max(pgh_id) FROM producers_producerevent),"
            " (SELECT max(id) FROM products_productphoto), (SELECT count(*) FROM products_productphoto))"
        )
        return cursor.fetchone()[0]


def _lying_in(rows: Any, paths: list[str], day: date) -> Any:
    """The rows whose product lay in ``paths`` on ``day``: one that moved since counts where it was."""
    moved = Relocation.objects.filter(model="products.Product", effective_on__gt=day)
    first = moved.order_by("object_id", "effective_on").distinct("object_id").values("pk")
    there = Relocation.objects.filter(lies_in("from_unit__path", paths), pk__in=first)
    stayed = lies_in("product__unit__path", paths) & ~Q(product__in=moved.values("object_id"))
    return rows.filter(stayed | Q(product__in=there.values("object_id")))


def star_key(rating: Rating) -> int | str:
    """The column a rating counts in: a potential five-star product has its own."""
    return POTENTIAL_FIVE if rating.state == RatingState.POTENTIAL_FIVE else rating.stars


def stars_count(*, day: date, units: Iterable[Unit] | None = None) -> dict[int | str, int]:
    """Products by star on ``day``: keys 3, 4, "potential_five", 5."""
    rows = valid_ratings(day=day, units=units).order_by().values_list("stars", "state")
    counted: Counter[int | str] = Counter()
    for stars, state, count in rows.annotate(n=Count("pk")):
        counted[POTENTIAL_FIVE if state == RatingState.POTENTIAL_FIVE else stars] += count
    return {key: counted[key] for key in STAR_KEYS}


def recognised_in(*, year: int, until: date | None = None) -> QuerySet[Rating]:
    """The recognitions decided in ``year``, withdrawn ones left out; with ``until``, as they stood on that day.

    A potential five-star product that got its final stars in the same year counts with those alone.
    """
    last = min(until or date.max, date(year, 12, 31))
    days = (date(year, 1, 1), last)
    final = Rating.objects.filter(
        product=OuterRef("product"), decided_on__range=days, decided_on__gte=OuterRef("decided_on")
    ).exclude(state=RatingState.POTENTIAL_FIVE)
    stands = Q(withdrawn_on__isnull=True)
    if until is not None:
        stands |= Q(withdrawn_on__gt=until)
    return (
        Rating.objects.filter(stands, decided_on__range=days)
        .exclude(Exists(final), state=RatingState.POTENTIAL_FIVE)
        .select_related("product__producer", "product__unit__parent", "regime")
        .order_by("product__sort_key", "pk")
    )


def first_recognised_in(*, year: int, until: date | None = None) -> QuerySet[Rating]:
    """The recognitions of ``year`` whose product had none in any year before."""
    before = Rating.objects.filter(product=OuterRef("product"), decided_on__lt=date(year, 1, 1))
    return recognised_in(year=year, until=until).exclude(Exists(before))


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
    before = places_before("products.Product", day=day)
    for rating in valid_ratings(day=day, units=[within]):
        unit: Unit | None = before.get(rating.product_id, rating.product.unit)
        while unit is not None and unit.path not in rows:
            unit = unit.parent
        if unit is not None:
            rows[unit.path].ratings.append(rating)
    return list(rows.values())
