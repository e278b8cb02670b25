"""Who is told of activities and schemes that are due."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, User
from products.domain.notices import officers_at
from programme.models import Activity, ActivityState, PlanState, SchemeState, UnitScheme

SCHEME_DAYS = 14
FURTHEST = 180
OPEN = (ActivityState.PLANNED, ActivityState.RUNNING)


def due_activities(*, day: date) -> list[Activity]:
    """Activities of issued plans that are not done and whose end is as near as they say, or past."""
    rows = (
        Activity.objects.filter(
            group__plan__state=PlanState.ISSUED, state__in=OPEN, ends_on__lte=day + timedelta(days=FURTHEST)
        )
        .select_related("responsible", "group__plan")
        .order_by("ends_on", "pk")
    )
    return [row for row in rows if row.ends_on and row.ends_on <= day + timedelta(days=row.remind_days)]


def due_schemes(*, day: date) -> QuerySet[UnitScheme]:
    """Schemes still awaited, or to be mended, that are due within two weeks, or late."""
    return (
        UnitScheme.objects.filter(
            plan__state=PlanState.ISSUED,
            state__in=(SchemeState.AWAITED, SchemeState.RETURNED),
            due_on__lte=day + timedelta(days=SCHEME_DAYS),
        )
        .select_related("unit", "plan")
        .order_by("due_on", "pk")
    )


@transaction.atomic
def remind(*, day: date | None = None) -> int:
    """Notify whoever is responsible (else the office) once before the end and once when it is late.

    Returns how many notifications were written; run again the same day, none.
    """
    day = day or timezone.localdate()
    office = list(User.objects.active().filter(role__in=OFFICE_ROLES).order_by("pk"))
    written = 0
    for row in due_activities(day=day):
        is_late = row.ends_on is not None and row.ends_on < day
        written += notify(
            users=[row.responsible] if row.responsible else office,
            kind=NotificationKind.DEADLINE,
            text=f"{'Quá hạn' if is_late else 'Sắp đến hạn'}: {row.name} (đến {row.ends_on:%d/%m/%Y})",
            url=reverse("activity", args=[row.pk]),
            key=f"activity:{row.pk}:{row.ends_on}:{'late' if is_late else 'soon'}",
        )
    for scheme in due_schemes(day=day):
        officers = officers_at(scheme.unit)
        written += notify(
            users=[*officers, *office],
            kind=NotificationKind.DEADLINE,
            text=f"{scheme.unit.name}: {scheme.title}, hạn gửi {scheme.due_on:%d/%m/%Y}",
            url=reverse("scheme", args=[scheme.pk]),
            key=f"scheme:{scheme.pk}:{scheme.due_on}:{scheme.state}",
        )
    return written
