"""The named functions that say what was reached: each gives a figure and the rows it counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from localities.domain.standing import city_on, level_below
from localities.models import Unit
from producers.models import CraftVillage, Producer
from products.domain.queries.register import (
    count_valid,
    count_valid_by_unit,
    first_recognised_in,
    recognised_in,
    valid_ratings,
)
from products.enums import RatingState
from products.models import Product
from programme.models import MediaItem, StudyTour
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
    moments: tuple[date, ...] | None = None
    """The day each counted row came to count; None where the register does not know them."""


@dataclass(frozen=True)
class Indicator:
    """A way to compute a target's result for a year; ``label`` says on screen what is counted.

    ``compute`` takes the year and, where one looks back, the last day that counts.
    """

    label: str
    compute: Callable[..., Figure]


def last_day(year: int, until: date | None = None) -> date:
    """The day a year's state is looked at: its last one, today while it runs, or ``until``."""
    return min(date(year, 12, 31), timezone.localdate(), until or date.max)


def _days(year: int, until: date | None) -> tuple[date, date]:
    """The year's days, up to ``until``."""
    return date(year, 1, 1), min(date(year, 12, 31), until or date.max)


def standardised_products(year: int, until: date | None = None) -> Figure:
    """Products standardised in the year; on which day is not recorded, so the whole year counts."""
    rows = Product.objects.filter(standardised_year=year).select_related("producer", "unit").by_name()
    return Figure(rows.count(), rows)


def new_products(year: int, until: date | None = None) -> Figure:
    """Products recognised for the first time in the year; renewals and upgrades are not new."""
    return _products_of(first_recognised_in(year=year, until=until))


def potential_five_star(year: int, until: date | None = None) -> Figure:
    """Products the city found to have 90 points or more in the year, whatever the ministry decides later."""
    rows = recognised_in(year=year, until=until)
    return _products_of(rows.filter(state=RatingState.POTENTIAL_FIVE))


def valid_products(year: int, until: date | None = None) -> Figure:
    """Products whose recognition of three stars or more holds at the year's end, or today while it runs."""
    day = last_day(year, until)
    rows = Product.objects.filter(pk__in=valid_ratings(day=day).order_by().values("product"))
    return Figure(count_valid(day=day), rows.select_related("producer", "unit").by_name())


def districts_with_two(year: int, until: date | None = None) -> Figure:
    """Units with at least two products of three stars or more: districts, or communes since July 2025."""
    day = last_day(year, until)
    city = city_on(day)
    if city is None:
        return Figure(None, [])
    counted = count_valid_by_unit(day=day, units=[city])
    level = level_below(city, day=day)
    units = Unit.objects.within(city).filter(level=level).valid_on(day).by_name()
    rows = [unit for unit in units if counted[unit.path] >= PRODUCTS_PER_UNIT]
    return Figure(len(rows), rows)


def craft_villages(year: int, until: date | None = None) -> Figure:
    """Craft villages recognised in the year; one still being built up is not counted yet."""
    rows = CraftVillage.objects.filter(is_recognised=True, recognised_on__range=_days(year, until))
    return _dated(rows.select_related("unit").by_name(), "recognised_on", year)


def classes_held(year: int, until: date | None = None, *, kind: ClassKind) -> Figure:
    rows = TrainingClass.objects.filter(year=year, kind=kind, state=ClassState.HELD)
    if until is not None:
        rows = rows.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=until))
    return _dated(rows.order_by("starts_on", "pk"), "starts_on", year)


def managers_trained_percent(year: int, until: date | None = None) -> Figure:
    return _percent(coverage.managers(year=year, until=until))


def leaders_trained_percent(year: int, until: date | None = None) -> Figure:
    return _percent(coverage.leaders(year=year, until=until))


def managers_informed_percent(year: int, until: date | None = None) -> Figure:
    return _percent(coverage.managers(year=year, kind=ClassKind.POLICY, until=until))


def producers_informed_percent(year: int, until: date | None = None) -> Figure:
    return _percent(coverage.leaders(year=year, kind=ClassKind.POLICY, until=until))


def organisations_founded(year: int, until: date | None = None) -> Figure:
    """Producers newly founded from the programme in the year, of whatever kind."""
    rows = Producer.objects.filter(founded_in_programme=True, registered_on__range=_days(year, until))
    return _dated(rows.select_related("unit").by_name(), "registered_on", year)


def media_items(year: int, until: date | None = None) -> Figure:
    rows = MediaItem.objects.filter(on__range=_days(year, until))
    return _dated(rows.order_by("on", "pk"), "on", year)


def study_tours(year: int, until: date | None = None) -> Figure:
    """Tours that are over; one still to come is not counted yet."""
    days = (date(year, 1, 1), last_day(year, until))
    return _dated(StudyTour.objects.filter(ends_on__range=days).by_name(), "ends_on", year)


def _products_of(ratings: Any) -> Figure:
    """The products of recognitions, each with the day of its first."""
    rows = Product.objects.filter(pk__in=ratings.order_by().values("product"))
    first = ratings.order_by().values("product").annotate(first=Min("decided_on"))
    moments = tuple(first.values_list("first", flat=True))
    return Figure(len(moments), rows.select_related("producer", "unit").by_name(), moments)


def _dated(rows: Any, field: str, year: int) -> Figure:
    """Rows with the day each came to count; one without a day counts from the year's beginning."""
    days = rows.order_by().values_list(field, flat=True)
    moments = tuple(day or date(year, 1, 1) for day in days)
    return Figure(len(moments), rows, moments)


def _percent(covered: coverage.Covered) -> Figure:
    share = covered.share
    return Figure(None if share is None else share * 100, covered.trained)


INDICATORS: dict[str, Indicator] = {
    "standardised_products": Indicator("Sản phẩm được chuẩn hóa trong năm", standardised_products),
    "new_products": Indicator("Sản phẩm được công nhận lần đầu trong năm, từ 3 sao", new_products),
    "valid_products": Indicator("Sản phẩm đang được công nhận, từ 3 sao", valid_products),
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
    "managers_informed_percent": Indicator(
        "Cán bộ quản lý đã hoàn thành lớp phổ biến chính sách của năm", managers_informed_percent
    ),
    "producers_informed_percent": Indicator(
        "Chủ thể tham gia trong năm có lãnh đạo đã hoàn thành lớp phổ biến chính sách của năm",
        producers_informed_percent,
    ),
    "organisations_founded": Indicator(
        "Tổ chức kinh tế thành lập mới từ Chương trình trong năm", organisations_founded
    ),
    "media_items": Indicator("Tin, bài, sự kiện truyền thông trong năm", media_items),
    "study_tours": Indicator("Chuyến học tập kinh nghiệm đã thực hiện trong năm", study_tours),
}
