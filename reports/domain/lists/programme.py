"""What the programme did in a period: targets, communication, councils, rounds, dossiers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from evaluations.domain.queries.yearly import councils_of
from evaluations.enums import EntryState
from evaluations.models import Decision, Entry, Round, Tally
from localities.models import lies_in
from products.models import Dossier, DossierState
from programme.domain.queries.behind import line_of
from programme.domain.queries.targets import shares
from programme.models import MediaItem
from regimes.models import DossierKind
from reports.domain.frame import Frame
from reports.domain.lists.counting import Counted, Dimension
from reports.domain.lists.declaration import ListColumn, ListKind, Row

MET, MISSED = "Đạt", "Chưa đạt"


def _targets(frame: Frame) -> Iterator[Row]:
    for row in frame.targets:
        reached = row.reached + (" (nhập tay)" if row.indicator is None and row.value is not None else "")
        met = MET if row.met else MISSED
        ahead = "" if row.forecast is None else str(row.forecast)
        yield (row.target.name, row.target.measure, row.wanted, reached, row.gap, ahead, met, row.target.code)


def _behind(frame: Frame) -> Iterator[Row]:
    """The rows each computed target counts."""
    for row in frame.targets:
        for one in row.figure.rows if row.figure else ():
            line = line_of(one)
            yield (row.target.name, line.name, line.note)


def _shares(frame: Frame) -> Iterator[Row]:
    """What of each target was given to each unit, and what the unit reached."""
    for row in frame.targets:
        for one in shares(row):
            reached = "chưa có số liệu" if one.value is None else str(one.value)
            met = MET if one.met else MISSED
            yield (row.target.name, one.share.unit.name, one.share.minimum, reached, met)


def _media(frame: Frame) -> Iterator[Row]:
    labels: dict[str, Any] = dict(MediaItem.MEDIA)
    rows = MediaItem.objects.filter(on__range=(frame.period.first, frame.period.last)).order_by("on", "pk")
    for one in rows:
        yield (
            one.title,
            labels[one.medium],
            one.outlet,
            one.on.isoformat(),
            one.reach,
            one.cost,
        )


def _councils(frame: Frame) -> Iterator[Row]:
    """The councils with a round in the year, as far as they were set up by the day."""
    for one in councils_of(year=frame.year):
        if one.decided_on <= frame.day:
            yield (one.name, one.decision_no, one.decided_on.isoformat(), one.seats)


def _rounds(frame: Frame) -> QuerySet[Round]:
    """Rounds of the year; in a shorter period those opened, closed or decided in it."""
    rows = Round.objects.filter(year=frame.year).order_by("sequence", "pk")
    if frame.period.code == "":
        return rows
    days = (frame.period.first, frame.period.last)
    decided = Decision.objects.filter(signed_on__range=days).order_by().values("round")
    return rows.filter(Q(opened_at__date__range=days) | Q(closed_at__date__range=days) | Q(pk__in=decided))


def _round_rows(frame: Frame) -> Iterator[Row]:
    for one in _rounds(frame):
        yield (one.name, one.get_state_display(), one.pk)


def _in_rounds(frame: Frame) -> QuerySet[Entry]:
    rows = Entry.objects.filter(round__in=_rounds(frame).order_by().values("pk"))
    if frame.units is not None:
        rows = rows.filter(lies_in("dossier__unit__path", [unit.path for unit in frame.units]))
    return rows.order_by("round__sequence", "round", "order")


def _entries(frame: Frame) -> Iterator[Row]:
    rows = _in_rounds(frame).select_related(
        "round", "dossier__product__producer", "dossier__unit", "outcome__tally"
    )
    tallies = {one.entry_id: one for one in Tally.objects.filter(entry__in=rows.order_by()).current()}
    for one in rows:
        outcome = getattr(one, "outcome", None)
        mean = tallies[one.pk].mean * 100 if one.pk in tallies and outcome is not None else None
        shown = f"{int(mean) // 100},{int(mean) % 100:02d}" if mean is not None else ""
        product = one.dossier.product
        stars = outcome.stars if outcome is not None else None
        yield (
            one.round.name,
            product.name,
            product.producer.name,
            frame.area_of(one.dossier.unit.path),
            one.dossier.get_kind_display(),
            shown,
            f"{stars} sao" if stars is not None else "",
            _result(one.state, stars),
            one.round.get_state_display(),
            one.dossier_id,
        )


def _result(state: str, stars: int | None) -> str:
    if state == EntryState.ELIMINATED:
        return ELIMINATED
    if stars is None:
        return PENDING
    return PASSED if stars >= 3 else FAILED


PASSED, FAILED, ELIMINATED, PENDING = "Đạt từ 3 sao", "Không đạt 3 sao", "Bị loại", "Chưa có kết luận"


def _opened(frame: Frame) -> QuerySet[Dossier]:
    rows = Dossier.objects.order_by("pk")
    if frame.period.code == "":
        rows = rows.filter(year=frame.year)
    else:
        rows = rows.filter(opened_on__range=(frame.period.first, frame.period.last))
    if frame.units is not None:
        rows = rows.filter(lies_in("unit__path", [unit.path for unit in frame.units]))
    return rows


def _dossiers(frame: Frame) -> Iterator[Row]:
    rows = _opened(frame).values_list(
        *("product__name", "product__producer__name", "unit__path", "kind", "opened_on", "state", "pk")
    )
    for product, producer, path, kind, opened_on, state, pk in rows:
        yield (
            product,
            producer,
            frame.area_of(path),
            DossierKind(kind).label,
            opened_on.isoformat(),
            DossierState(state).label,
            pk,
        )


LISTS = (
    ListKind(
        "targets",
        "Chỉ tiêu của kế hoạch",
        (
            ListColumn("target", "Chỉ tiêu", width=44),
            ListColumn("measure", "Đơn vị tính", width=16),
            ListColumn("wanted", "Kế hoạch", width=13),
            ListColumn("reached", "Kết quả", width=14),
            ListColumn("gap", "Còn thiếu", width=11),
            ListColumn("ahead", "Dự báo cả năm", width=11),
            ListColumn("met", "Đánh giá", width=13),
            ListColumn("code", "Mã", hidden=True),
        ),
        _targets,
    ),
    ListKind(
        "behind_targets",
        "Danh sách được tính vào từng chỉ tiêu",
        (
            ListColumn("target", "Chỉ tiêu"),
            ListColumn("name", "Được tính"),
            ListColumn("note", "Thông tin"),
        ),
        _behind,
    ),
    ListKind(
        "shares",
        "Chỉ tiêu giao từng đơn vị",
        (
            ListColumn("target", "Chỉ tiêu", width=36),
            ListColumn("unit", "Đơn vị", width=26),
            ListColumn("wanted", "Được giao", "count", 10),
            ListColumn("reached", "Kết quả", width=13),
            ListColumn("met", "Đánh giá", width=10),
        ),
        _shares,
    ),
    ListKind(
        "media",
        "Tin, bài, sự kiện trong kỳ",
        (
            ListColumn("title", "Nội dung", width=34),
            ListColumn("medium", "Hình thức", width=16),
            ListColumn("outlet", "Cơ quan, nơi tổ chức", width=20),
            ListColumn("on", "Ngày", "date", 11),
            ListColumn("reach", "Số người tiếp cận, tham gia", "count", 10),
            ListColumn("cost", "Kinh phí (đồng)", "money", 13),
        ),
        _media,
    ),
    ListKind(
        "councils",
        "Hội đồng",
        (
            ListColumn("name", "Hội đồng"),
            ListColumn("number", "Quyết định"),
            ListColumn("decided_on", "Ngày", "date"),
            ListColumn("seats", "Thành viên", "count"),
        ),
        _councils,
    ),
    ListKind(
        "rounds",
        "Đợt đánh giá",
        (
            ListColumn("round", "Đợt"),
            ListColumn("state", "Trạng thái"),
            ListColumn("pk", "pk", hidden=True),
        ),
        _round_rows,
        "round",
    ),
    ListKind(
        "entries",
        "Sản phẩm đưa ra Hội đồng",
        (
            ListColumn("round", "Đợt", width=20),
            ListColumn("product", "Sản phẩm", width=22),
            ListColumn("producer", "Chủ thể", width=20),
            ListColumn("area", "Địa bàn", width=12),
            ListColumn("kind", "Loại đánh giá"),
            ListColumn("points", "Điểm trung bình", "share", 9),
            ListColumn("stars", "Hạng", width=8),
            ListColumn("result", "Kết quả", width=12),
            ListColumn("state", "Trạng thái của đợt"),
            ListColumn("pk", "pk", hidden=True),
        ),
        _entries,
        "dossier",
        Counted(
            lambda frame: [_in_rounds(frame)],
            {
                "round": Dimension(("round__name",), lambda frame, name: name),
                "area": Dimension(("dossier__unit__path",), Frame.area_of),
                "result": Dimension(
                    ("state", "outcome__stars"), lambda frame, state, stars: _result(state, stars)
                ),
            },
        ),
    ),
    ListKind(
        "dossiers",
        "Hồ sơ lập trong kỳ",
        (
            ListColumn("product", "Sản phẩm"),
            ListColumn("producer", "Chủ thể"),
            ListColumn("area", "Địa bàn"),
            ListColumn("kind", "Loại hồ sơ"),
            ListColumn("opened_on", "Ngày lập", "date"),
            ListColumn("state", "Trạng thái"),
            ListColumn("pk", "pk", hidden=True),
        ),
        _dossiers,
        "dossier",
        Counted(
            lambda frame: [_opened(frame)],
            {
                "area": Dimension(("unit__path",), Frame.area_of),
                "kind": Dimension(("kind",), lambda frame, kind: DossierKind(kind).label),
                "state": Dimension(("state",), lambda frame, state: DossierState(state).label),
            },
        ),
    ),
)
