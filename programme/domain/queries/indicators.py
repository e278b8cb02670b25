"""The named functions that say what was reached: each gives a figure and the rows it counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils import timezone

from localities.domain.standing import city_on, level_below
from producers.models import CraftVillage
from products.domain.queries.register import by_unit, first_recognised_in, recognised_in
from products.enums import RatingState
from products.models import Product
from training.domain.queries import coverage
from training.models import ClassKind, ClassState, TrainingClass

PRODUCTS_PER_UNIT = 2


@dataclass(frozen=True)
class Figure:
    """What was reached: a number (a percentage may be a fraction; None: nothing to measure), and why.

    ``rows`` are the rows behind it: those counted, for a percentage those that were trained.
    """

    value: int | Fraction | None
    rows: Iterable[Any]


@dataclass(frozen=True)
class Indicator:
    """A way to compute a target's result for a year; ``label`` says on screen what is counted."""

    label: str
    compute: Callable[[int], Figure]


def last_day(year: int) -> date:
    """The day a year's state is looked at: its last one, or today while it runs."""
    return min(date(year, 12, 31), timezone.localdate())


def standardised_products(year: int) -> Figure:
    rows = Product.objects.filter(standardised_year=year).select_related("producer", "unit").by_name()
    return Figure(rows.count(), rows)


def new_products(year: int) -> Figure:
    """Products recognised for the first time in the year; renewals and upgrades are not new."""
    return _products_of(first_recognised_in(year=year))


def potential_five_star(year: int) -> Figure:
    """Products the city found to have 90 points or more in the year, whatever the ministry decides later."""
    return _products_of(recognised_in(year=year).filter(state=RatingState.POTENTIAL_FIVE))


def districts_with_two(year: int) -> Figure:
    """Units with at least two products of three stars or more: districts, or communes since July 2025."""
    day = last_day(year)
    city = city_on(day)
    if city is None:
        return Figure(None, [])
    units = by_unit(day=day, level=level_below(city, day=day), within=city)
    rows = [row.unit for row in units if row.total >= PRODUCTS_PER_UNIT]
    return Figure(len(rows), rows)


def craft_villages(year: int) -> Figure:
    """Craft villages recognised in the year; one still being built up is not counted yet."""
    rows = CraftVillage.objects.filter(is_recognised=True, recognised_on__year=year).select_related("unit")
    return Figure(rows.count(), rows.by_name())


def classes_held(year: int, kind: ClassKind) -> Figure:
    rows = TrainingClass.objects.filter(year=year, kind=kind, state=ClassState.HELD).order_by(
        "starts_on", "pk"
    )
    return Figure(rows.count(), rows)


def managers_trained_percent(year: int) -> Figure:
    return _percent(coverage.managers(year=year))


def leaders_trained_percent(year: int) -> Figure:
    return _percent(coverage.leaders(year=year))


def _products_of(ratings: Any) -> Figure:
    rows = Product.objects.filter(pk__in=ratings.order_by().values("product"))
    return Figure(rows.count(), rows.select_related("producer", "unit").by_name())


def _percent(covered: coverage.Covered) -> Figure:
    share = covered.share
    return Figure(None if share is None else share * 100, covered.trained)


INDICATORS: dict[str, Indicator] = {
    "standardised_products": Indicator("Sản phẩm được chuẩn hóa trong năm", standardised_products),
    "new_products": Indicator("Sản phẩm được công nhận lần đầu trong năm, từ 3 sao", new_products),
    "potential_five_star": Indicator("Sản phẩm tiềm năng 5 sao công nhận trong năm", potential_five_star),
    "districts_with_two": Indicator(
        "Quận, huyện (từ 01/7/2025: xã, phường) có ít nhất 2 sản phẩm đang được công nhận từ 3 sao",
        districts_with_two,
    ),
    "craft_villages": Indicator("Làng nghề được công nhận trong năm", craft_villages),
    **{
        f"classes_{kind.value}": Indicator(
            f"Lớp đã tổ chức trong năm, loại “{kind.label}”", partial(classes_held, kind=kind)
        )
        for kind in ClassKind
    },
    "managers_trained_percent": Indicator(
        "Cán bộ quản lý có trong danh sách đã hoàn thành ít nhất một lớp của năm", managers_trained_percent
    ),
    "leaders_trained_percent": Indicator(
        "Chủ thể tham gia trong năm có lãnh đạo đã hoàn thành ít nhất một lớp của năm",
        leaders_trained_percent,
    ),
}
