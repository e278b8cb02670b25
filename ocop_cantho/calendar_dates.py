"""The programme's dates on one calendar: what each person may see of rounds, classes, activities, deadlines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from evaluations.models import Round
from products.models import Dossier, DossierState, Rating
from programme.enums import ActivityState, PlanState, SchemeState
from programme.models import Activity, UnitScheme
from reports.domain.schedule import reports_between
from training.models import ClassState, TrainingClass

KINDS = {
    "round": "Đợt đánh giá",
    "class": "Lớp đào tạo",
    "activity": "Hoạt động của kế hoạch",
    "dossier": "Hạn hồ sơ",
    "certificate": "Giấy chứng nhận hết hạn",
    "scheme": "Đề án của địa phương",
    "report": "Báo cáo đến hạn",
}


@dataclass(frozen=True)
class Entry:
    """Something on the calendar: from ``day`` to ``until``, whole days; ``uid`` names it for good."""

    uid: str
    kind: str
    title: str
    day: date
    until: date
    url: str
    place: str = ""

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]


def entries(user: User, first: date, last: date, *, kind: str = "") -> list[Entry]:
    """What ``user`` may see between two days, the earliest first; one question for each kind."""
    found: list[Entry] = []
    for name, source in SOURCES.items():
        if kind in ("", name):
            found += source(user, first, last)
    return sorted(found, key=lambda one: (one.day, one.kind, one.title))


def _rounds(user: User, first: date, last: date) -> Iterator[Entry]:
    for row in Round.objects.visible_to(user).filter(year__range=(first.year - 1, last.year + 1)):
        meeting = timezone.localtime(row.meeting_at).date() if row.meeting_at else None
        days = (
            ("nhan", f"{row.name}: hạn nhận hồ sơ", row.dossiers_before),
            ("xong", f"{row.name}: hạn đánh giá xong", row.evaluate_before),
            ("hop", f"{row.name}: Hội đồng họp", meeting),
        )
        for what, title, day in days:
            if day and first <= day <= last:
                url = reverse("round", args=[row.pk])
                place = row.venue if what == "hop" else ""
                yield Entry(f"round-{row.pk}-{what}", "round", title, day, day, url, place)


def _classes(user: User, first: date, last: date) -> Iterator[Entry]:
    rows = TrainingClass.objects.visible_to(user).exclude(state=ClassState.CANCELLED)
    rows = rows.filter(Q(ends_on__gte=first) | Q(ends_on__isnull=True, starts_on__gte=first))
    for row in rows.filter(starts_on__lte=last).order_by("starts_on", "pk"):
        until = row.ends_on or row.starts_on
        if row.starts_on is not None and until is not None:
            url = reverse("class_detail", args=[row.pk])
            yield Entry(f"class-{row.pk}", "class", row.name, row.starts_on, until, url, row.venue)


def _activities(user: User, first: date, last: date) -> Iterator[Entry]:
    rows = Activity.objects.visible_to(user).exclude(group__plan__state=PlanState.DRAFT)
    rows = rows.filter(state__in=(ActivityState.PLANNED, ActivityState.RUNNING))
    for row in rows.filter(ends_on__range=(first, last)).order_by("ends_on", "pk"):
        url = reverse("activity", args=[row.pk])
        yield Entry(f"activity-{row.pk}", "activity", f"Đến hạn: {row.name}", row.ends_on, row.ends_on, url)


def _dossiers(user: User, first: date, last: date) -> Iterator[Entry]:
    waiting = (DossierState.HANDED_IN, DossierState.COMMUNE_REVIEW)
    rows = Dossier.objects.visible_to(user).filter(state__in=waiting, commune_due_on__range=(first, last))
    found = rows.select_related("product").order_by("commune_due_on", "pk")[: MOST + 1]
    return _most(
        "dossier",
        (
            Entry(
                f"dossier-{row.pk}",
                "dossier",
                f"Cấp xã xem xét xong hồ sơ {row.product.name}",
                row.commune_due_on,
                row.commune_due_on,
                reverse("dossier", args=[row.pk]),
            )
            for row in found
        ),
    )


def _certificates(user: User, first: date, last: date) -> Iterator[Entry]:
    rows = Rating.objects.visible_to(user).filter(expires_on__range=(first, last), withdrawn_on__isnull=True)
    found = rows.select_related("product").order_by("expires_on", "pk")[: MOST + 1]
    return _most(
        "certificate",
        (
            Entry(
                f"rating-{row.pk}",
                "certificate",
                f"{row.product.name} ({row.stars} sao) hết hạn công nhận",
                row.expires_on,
                row.expires_on,
                reverse("product", args=[row.product_id]),
            )
            for row in found
        ),
    )


def _schemes(user: User, first: date, last: date) -> Iterator[Entry]:
    rows = UnitScheme.objects.visible_to(user).filter(
        state__in=(SchemeState.AWAITED, SchemeState.RETURNED), due_on__range=(first, last)
    )
    found = rows.select_related("unit").order_by("due_on", "pk")[: MOST + 1]
    return _most(
        "scheme",
        (
            Entry(
                f"scheme-{row.pk}",
                "scheme",
                f"{row.unit.name} gửi {row.title}",
                row.due_on,
                row.due_on,
                reverse("scheme", args=[row.pk]),
            )
            for row in found
        ),
    )


def _most(kind: str, found: Iterable[Entry]) -> Iterator[Entry]:
    """As many as a calendar bears; where there are more, the day from which they are left out says so."""
    for place, entry in enumerate(found):
        if place == MOST:
            month = f"{reverse('calendar')}?thang={entry.day:%Y-%m}&kind={kind}"
            title = f"{KINDS[kind]}: còn nhiều nữa từ ngày này, hãy xem trong danh sách"
            yield Entry(f"{kind}-more-{entry.day}", kind, title, entry.day, entry.day, month)
            return
        yield entry


def _reports(user: User, first: date, last: date) -> Iterator[Entry]:
    """The periodic reports not issued yet, of periods to come too, for those who make and read them."""
    if not (user.is_office or user.role == "leader"):
        return
    for row in reports_between(first=first, last=last):
        title = f"{row.label}, {row.period.label}: hạn gửi"
        url = reverse("report", args=[row.run.pk]) if row.run else reverse("report_list")
        yield Entry(f"report-{row.code}-{row.due_on}", "report", title, row.due_on, row.due_on, url)


MOST = 500
SOURCES: dict[str, Callable[[User, date, date], Iterator[Entry]]] = {
    "round": _rounds,
    "class": _classes,
    "activity": _activities,
    "dossier": _dossiers,
    "certificate": _certificates,
    "scheme": _schemes,
    "report": _reports,
}
