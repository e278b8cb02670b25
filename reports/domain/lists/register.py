"""The register of recognitions as lists: what holds, what was recognised, what ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.money import format_number
from localities.models import lies_in
from producers.models import ProducerKind, ProducerYear
from products.domain.queries.register import POTENTIAL_FIVE, valid_ratings
from products.enums import RatingState
from products.models import EvidenceLink, ProductClassification, Rating
from reports.domain.frame import NO_SECTOR, Frame
from reports.domain.lists.counting import Counted, Dimension
from reports.domain.lists.declaration import ListColumn, ListKind, Row

STARS: dict[int | str, str] = {3: "3 sao", 4: "4 sao", POTENTIAL_FIVE: "Tiềm năng 5 sao", 5: "5 sao"}
YES = "Có"
EXPIRY_DAYS = 180
FEW = 500  # so many rows ask for what concerns them, more for everything
TRACED = "barcode"
IN_TIME, LATE = "Trong hạn nộp hồ sơ đánh giá lại (180–120 ngày)", "Đã quá hạn nộp (dưới 120 ngày)"
NEW, UPGRADED, AGAIN = "Công nhận mới", "Nâng hạng", "Đánh giá lại"

COLUMNS = (
    ListColumn("product", "Sản phẩm", width=22),
    ListColumn("producer", "Chủ thể", width=20),
    ListColumn("producer_kind", "Loại hình"),
    ListColumn("address", "Địa chỉ"),
    ListColumn("area", "Địa bàn", width=13),
    ListColumn("unit", "Đơn vị hành chính"),
    ListColumn("sector", "Ngành sản phẩm"),
    ListColumn("set", "Bộ sản phẩm"),
    ListColumn("stars", "Hạng", width=8),
    ListColumn("points", "Điểm trung bình", "share"),
    ListColumn("number", "Quyết định", width=12),
    ListColumn("decided_on", "Ngày quyết định", "date", 11),
    ListColumn("authority", "Cơ quan ban hành"),
    ListColumn("expires_on", "Hết hạn", "date", 11),
    ListColumn("case", "Lần công nhận"),
    ListColumn("in_period", "Trong kỳ"),
    ListColumn("revenue", "Doanh thu năm của chủ thể (đồng)", "money"),
    ListColumn("workers", "Lao động", "count"),
    ListColumn("markets", "Thị trường"),
    ListColumn("traced", "Mã số, mã vạch, truy xuất"),
    ListColumn("pk", "pk", hidden=True),
)

FIELDS = (
    *("kind", "state", "stars", "points_numerator", "points_denominator", "decision_no", "decided_on"),
    *("authority", "expires_on", "withdrawn_on", "withdrawal_reason"),
    *("product_id", "product__name", "product__markets", "product__unit__path", "product__unit__name"),
    *("product__producer_id", "product__producer__name", "product__producer__kind"),
    *("product__producer__address", "product__producer__workers"),
)
"""What a row is made of. Three model objects for each of 20,000 rows would take longer than counting them all."""


def taken(ratings: QuerySet[Rating]) -> list[Any]:
    """The ratings in their order, with FIELDS as attributes."""
    return list(ratings.values_list(*FIELDS, named=True))


def two_decimals(rating: Any) -> str:
    """The mean with two decimals, cut and never rounded up; nothing where the source gives none."""
    if rating.points_numerator is None or not rating.points_denominator:
        return ""
    hundredths = Fraction(rating.points_numerator, rating.points_denominator) * 100
    whole, rest = divmod(int(hundredths), 100)
    return f"{format_number(whole)},{rest:02d}"


@dataclass(frozen=True)
class Knowledge:
    """What is looked up once for all rows of a list; ``only`` names their products where they are few."""

    frame: Frame
    only: frozenset[int] | None = None

    @cached_property
    def sectors(self) -> dict[int, tuple[str, str]]:
        """Product → sector (the law's first level) and set; the newest regime says."""
        rows = self._of_products(
            ProductClassification.objects.order_by("regime__valid_from", "pk"), "product"
        )
        found = rows.values_list("product_id", "criteria_set__product_class_id", "criteria_set__name")
        return {product: (self.frame.sectors[of], name) for product, of, name in found}

    @cached_property
    def revenues(self) -> dict[int, int | None]:
        rows = ProducerYear.objects.filter(year=self.frame.year)
        return dict(rows.values_list("producer_id", "revenue"))

    @cached_property
    def traced(self) -> set[int]:
        """Products with a paper on barcode and tracing in one of their dossiers."""
        links = EvidenceLink.objects.filter(evidence__requirement__code=TRACED)
        return set(self._of_products(links, "dossier__product").values_list("dossier__product_id", flat=True))

    @cached_property
    def earlier(self) -> set[int]:
        """Products recognised before the period began."""
        rows = Rating.objects.filter(decided_on__lt=self.frame.period.first)
        return set(self._of_products(rows, "product").values_list("product_id", flat=True))

    def _of_products(self, rows: QuerySet[Any], product: str) -> QuerySet[Any]:
        return rows if self.only is None else rows.filter(**{f"{product}__in": self.only})


def star_label(stars: int, state: str) -> str:
    """The rank as lists write it: what is potentially five stars stands apart."""
    return STARS[POTENTIAL_FIVE if state == RatingState.POTENTIAL_FIVE else stars]


def case_of(rating: Any, known: Knowledge) -> str:
    """Recognised for the first time, upgraded, or evaluated again."""
    if rating.product_id not in known.earlier:
        return NEW
    return UPGRADED if rating.kind == "upgrade" else AGAIN


def rows_of(ratings: Sequence[Any], frame: Frame) -> Iterator[Row]:
    """What was taken, as rows of COLUMNS."""
    few = frozenset(one.product_id for one in ratings) if len(ratings) <= FEW else None
    known = Knowledge(frame, few)
    kinds = dict(ProducerKind.choices)
    for rating in ratings:
        sector, criteria_set = known.sectors.get(rating.product_id, (NO_SECTOR, ""))
        in_period = frame.holds(rating.decided_on)
        yield (
            rating.product__name,
            rating.product__producer__name,
            kinds[rating.product__producer__kind],
            rating.product__producer__address,
            frame.area_of(rating.product__unit__path),
            rating.product__unit__name,
            sector,
            criteria_set,
            star_label(rating.stars, rating.state),
            two_decimals(rating),
            rating.decision_no,
            rating.decided_on.isoformat(),
            rating.authority,
            rating.expires_on.isoformat(),
            case_of(rating, known) if in_period else "",
            YES if in_period else "",
            known.revenues.get(rating.product__producer_id),
            rating.product__producer__workers,
            rating.product__markets,
            YES if rating.product_id in known.traced else "",
            rating.product_id,
        )


def _in_scope(rows: QuerySet[Rating], frame: Frame) -> QuerySet[Rating]:
    if frame.units is not None:
        rows = rows.filter(lies_in("product__unit__path", [unit.path for unit in frame.units]))
    return rows.order_by("product__sort_key", "pk")


def _holding(frame: Frame) -> Iterator[Row]:
    rows = taken(valid_ratings(day=frame.day, units=frame.units))
    order = {name: index for index, name in enumerate(frame.areas.values())}
    rows.sort(key=lambda one: order.get(frame.area_of(one.product__unit__path), len(order)))
    return rows_of(rows, frame)


def _before(frame: Frame) -> Iterator[Row]:
    eve = frame.period.first - timedelta(days=1)
    for rating in taken(valid_ratings(day=eve, units=frame.units)):
        yield (
            rating.product__name,
            rating.product__producer__name,
            star_label(rating.stars, rating.state),
            rating.product_id,
        )


def _recognitions(frame: Frame) -> QuerySet[Rating]:
    """Those decided in the period; one withdrawn after the day counted as recognised then."""
    stands = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=frame.day)
    rows = Rating.objects.filter(stands, decided_on__range=(frame.period.first, frame.period.last))
    return _in_scope(rows, frame)


def _recognised(frame: Frame) -> Iterator[Row]:
    return rows_of(taken(_recognitions(frame)), frame)


def _expiring_soon(frame: Frame) -> QuerySet[Rating]:
    rows = valid_ratings(day=frame.day, units=frame.units)
    until = frame.day + timedelta(days=EXPIRY_DAYS)
    return rows.filter(expires_on__lte=until).order_by("expires_on", "product__sort_key", "pk")


def _expiring_next_year(frame: Frame) -> Iterator[Row]:
    rows = valid_ratings(day=frame.day, units=frame.units).filter(expires_on__year=frame.year + 1)
    return rows_of(taken(rows.order_by("expires_on", "product__sort_key", "pk")), frame)


def _expiring(frame: Frame, most: int | None = None) -> Iterator[Row]:
    ratings = taken(_expiring_soon(frame)[:most])
    for rating, row in zip(ratings, rows_of(ratings, frame), strict=True):
        left = (rating.expires_on - frame.day).days
        yield (*row, left, _window(left))


def _window(left: int) -> str:
    """Where a certificate stands in the time for handing in again (QĐ 26/2026, Điều 4: 180 to 120 days)."""
    return IN_TIME if left >= 120 else LATE


def _ended(frame: Frame) -> Iterator[Row]:
    """Recognitions whose time ran out in the period, of products that have no other."""
    holding = valid_ratings(day=frame.day).order_by().values("product")
    rows = Rating.objects.filter(
        expires_on__gte=frame.period.first, expires_on__lt=frame.day, withdrawn_on__isnull=True
    ).exclude(product__in=holding)
    return rows_of(taken(_in_scope(rows, frame)), frame)


def _withdrawn(frame: Frame) -> Iterator[Row]:
    rows = Rating.objects.filter(withdrawn_on__range=(frame.period.first, frame.period.last))
    ratings = taken(_in_scope(rows, frame))
    for rating, row in zip(ratings, rows_of(ratings, frame), strict=True):
        yield (*row, rating.withdrawn_on.isoformat(), rating.withdrawal_reason)


def _with_class(rows: QuerySet[Any]) -> QuerySet[Any]:
    newest = ProductClassification.objects.filter(product=OuterRef("product")).order_by(
        "-regime__valid_from", "-pk"
    )
    return rows.annotate(of_class=Subquery(newest.values("criteria_set__product_class")[:1]))


AREA = Dimension(("product__unit__path",), Frame.area_of)
STAR = Dimension(("stars", "state"), lambda frame, stars, state: star_label(stars, state))
SECTOR = Dimension(("of_class",), lambda frame, of_class: frame.sectors[of_class], _with_class)
WINDOW = Dimension(("expires_on",), lambda frame, day: _window((day - frame.day).days))
BY_REGISTER = {"area": AREA, "stars": STAR, "sector": SECTOR}

SHORT = (COLUMNS[0], COLUMNS[1], COLUMNS[8], COLUMNS[-1])
LISTS = (
    ListKind(
        "products",
        "Sản phẩm đang được công nhận",
        COLUMNS,
        _holding,
        "product",
        Counted(lambda frame: [valid_ratings(day=frame.day, units=frame.units)], BY_REGISTER),
    ),
    ListKind("before", "Sản phẩm đang được công nhận đầu kỳ", SHORT, _before, "product"),
    ListKind(
        "recognised",
        "Lượt công nhận trong kỳ",
        COLUMNS,
        _recognised,
        "product",
        Counted(lambda frame: [_recognitions(frame)], BY_REGISTER),
    ),
    ListKind("ended", "Hết hạn công nhận trong kỳ", COLUMNS, _ended, "product"),
    ListKind(
        "expiring",
        f"Hết hạn trong {EXPIRY_DAYS} ngày tới",
        (
            *COLUMNS,
            ListColumn("days_left", "Còn lại (ngày)", "count"),
            ListColumn("window", "Thời hạn nộp hồ sơ"),
        ),
        _expiring,
        "product",
        Counted(lambda frame: [_expiring_soon(frame)], {"stars": STAR, "window": WINDOW}),
        _expiring,
    ),
    ListKind("expiring_next_year", "Hết hạn trong năm sau", COLUMNS, _expiring_next_year, "product"),
    ListKind(
        "withdrawn",
        "Thu hồi trong kỳ",
        (*COLUMNS, ListColumn("withdrawn_on", "Ngày thu hồi", "date"), ListColumn("why", "Lý do thu hồi")),
        _withdrawn,
        "product",
    ),
)
