"""Producers behind the register, and those who should be and were trained."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from producers.models import Producer, ProducerKind
from products.domain.queries.register import valid_ratings
from reports.domain.frame import Frame
from reports.domain.lists.counting import Counted, Dimension
from reports.domain.lists.declaration import ListColumn, ListKind, Row
from training.domain.queries.coverage import coverage
from training.models import ClassState, TrainingClass

YES, NO = "Có", "Chưa"


def _holders(frame: Frame) -> QuerySet[Producer]:
    ratings = valid_ratings(day=frame.day, units=frame.units).order_by()
    return Producer.objects.filter(pk__in=ratings.values("product__producer")).by_name()


def _producers(frame: Frame) -> Iterator[Row]:
    ratings = valid_ratings(day=frame.day, units=frame.units).order_by()
    products = Counter(ratings.values_list("product__producer", flat=True))
    kinds = dict(ProducerKind.choices)
    rows = _holders(frame).values_list(
        *("name", "kind", "unit__path", "unit__name", "address", "workers", "local_workers"),
        *("representative_sex", "representative_ethnicity", "representative_has_disability", "pk"),
        named=True,
    )
    for one in rows:
        ethnicity = one.representative_ethnicity.strip()
        yield (
            one.name,
            kinds[one.kind],
            frame.area_of(one.unit__path),
            one.unit__name,
            one.address,
            one.workers,
            one.local_workers,
            YES if one.representative_sex == "female" else "",
            YES if ethnicity and ethnicity.casefold() != "kinh" else "",
            YES if one.representative_has_disability else "",
            products[one.pk],
            one.pk,
        )


def _classes(frame: Frame) -> Iterator[Row]:
    """The classes held in the period; those of a whole year by the plan's year, dated or not."""
    rows = TrainingClass.objects.filter(state=ClassState.HELD)
    if frame.period.code == "":
        rows = rows.filter(year=frame.year)
    else:
        rows = rows.filter(starts_on__range=(frame.period.first, frame.period.last))
    rows = rows.annotate(
        enrolled=Count("enrolments"), completed=Count("enrolments", filter=Q(enrolments__completed=True))
    )
    for one in rows.order_by("starts_on", "pk"):
        yield (
            one.name,
            one.get_kind_display(),
            one.starts_on.isoformat() if one.starts_on else None,
            one.ends_on.isoformat() if one.ends_on else None,
            one.venue,
            one.partner,
            one.enrolled,
            one.completed,
            one.cost,
            one.pk,
        )


def _to_be_trained(frame: Frame) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Everybody the plan wants trained in the year, managers and producers, and whether it was by the day."""
    covered = coverage(year=frame.year, until=frame.day)
    of = ((covered.managers, MANAGERS, "organisation"), (covered.leaders, LEADERS, "representative"))
    managers, leaders = (
        part.wanted.annotate(of_group=Value(group), of=F(field), was_trained=Q(pk__in=part.done))
        for part, group, field in of
    )
    return managers, leaders


def _trained(frame: Frame) -> Iterator[Row]:
    for rows in _to_be_trained(frame):
        for group, name, of, unit, was_trained in rows.values_list(
            "of_group", "name", "of", "unit__name", "was_trained"
        ):
            yield (group, name, of, unit or "", _yes(was_trained))


def _yes(was_trained: bool) -> str:
    return YES if was_trained else NO


MANAGERS, LEADERS = "Cán bộ quản lý các cấp", "Chủ thể tham gia Chương trình"
LISTS = (
    ListKind(
        "producers",
        "Chủ thể có sản phẩm đang được công nhận",
        (
            ListColumn("producer", "Chủ thể", width=26),
            ListColumn("kind", "Loại hình", width=16),
            ListColumn("area", "Địa bàn", width=16),
            ListColumn("unit", "Đơn vị hành chính"),
            ListColumn("address", "Địa chỉ"),
            ListColumn("workers", "Lao động", "count", 9),
            ListColumn("local_workers", "Lao động địa phương", "count", 9),
            ListColumn("woman", "Nữ đại diện", width=8),
            ListColumn("minority", "Dân tộc thiểu số", width=8),
            ListColumn("disability", "Người khuyết tật", width=8),
            ListColumn("products", "Sản phẩm", "count", 8),
            ListColumn("pk", "pk", hidden=True),
        ),
        _producers,
        "producer",
        Counted(
            lambda frame: [_holders(frame)],
            {
                "area": Dimension(("unit__path",), Frame.area_of),
                "kind": Dimension(("kind",), lambda frame, kind: ProducerKind(kind).label),
            },
        ),
    ),
    ListKind(
        "classes",
        "Lớp đã tổ chức trong kỳ",
        (
            ListColumn("name", "Lớp", width=28),
            ListColumn("kind", "Loại lớp", width=14),
            ListColumn("starts_on", "Từ ngày", "date", 11),
            ListColumn("ends_on", "Đến ngày", "date", 11),
            ListColumn("venue", "Địa điểm", width=14),
            ListColumn("partner", "Đơn vị phối hợp"),
            ListColumn("enrolled", "Học viên", "count", 8),
            ListColumn("completed", "Hoàn thành", "count", 8),
            ListColumn("cost", "Kinh phí (đồng)", "money", 13),
            ListColumn("pk", "pk", hidden=True),
        ),
        _classes,
        "class_detail",
    ),
    ListKind(
        "trained",
        "Người cần và đã được đào tạo trong năm",
        (
            ListColumn("group", "Đối tượng", width=22),
            ListColumn("name", "Tên", width=28),
            ListColumn("of", "Đơn vị, người đại diện", width=26),
            ListColumn("unit", "Địa bàn", width=14),
            ListColumn("trained", "Đã đào tạo", width=10),
        ),
        _trained,
        counted=Counted(
            _to_be_trained,
            {
                "group": Dimension(("of_group",), lambda frame, group: group),
                "trained": Dimension(("was_trained",), lambda frame, was_trained: _yes(was_trained)),
            },
        ),
    ),
)
