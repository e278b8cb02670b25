"""How much of those the plan wants trained has been trained in a year."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from localities.models import Unit
from producers.models import Producer
from products.models import Dossier, Product, Rating
from training.models import ClassState, Enrolment, Trainee, TraineeGroup

MANAGERS = (TraineeGroup.CITY_MANAGER, TraineeGroup.DISTRICT_MANAGER, TraineeGroup.COMMUNE_MANAGER)


@dataclass(frozen=True)
class Covered:
    """Those to be trained and, of these, those who were; ``done`` selects the keys of all who were trained."""

    wanted: QuerySet[Any]
    done: QuerySet[Any]

    @property
    def trained(self) -> QuerySet[Any]:
        return self.wanted.filter(pk__in=self.done)

    @property
    def share(self) -> Fraction | None:
        """The exact share of the trained, None when there is nobody to train; one query."""
        counted = self.wanted.order_by().aggregate(
            wanted=Count("pk"), trained=Count("pk", filter=Q(pk__in=self.done))
        )
        return Fraction(counted["trained"], counted["wanted"]) if counted["wanted"] else None

    def by_path(self) -> list[tuple[str | None, int, int]]:
        """By the path of the unit they lie in (None for no unit), how many there are and how many were trained."""
        counted = self.wanted.order_by().values_list("unit__path")
        return list(counted.annotate(wanted=Count("pk"), trained=Count("pk", filter=Q(pk__in=self.done))))


@dataclass(frozen=True)
class Coverage:
    """State managers are counted as persons, producers as producers whose leader was trained."""

    managers: Covered
    leaders: Covered


def completed_in(year: int, kind: str = "", until: date | None = None) -> QuerySet[Enrolment]:
    """Enrolments that somebody completed in the classes held in ``year``, of one kind or of all."""
    rows = Enrolment.objects.filter(
        completed=True, training_class__year=year, training_class__state=ClassState.HELD
    )
    if until is not None:
        rows = rows.filter(
            Q(training_class__starts_on__isnull=True) | Q(training_class__starts_on__lte=until)
        )
    return rows.filter(training_class__kind=kind) if kind else rows


def managers(*, year: int, kind: str = "", until: date | None = None) -> Covered:
    """The managers on record at the three levels, and those who completed a class of ``year``.

    Managers of a unit that no longer was at the year's end (a district after June 2025) are not wanted.
    """
    standing = Unit.objects.valid_on(until or date(year, 12, 31)).order_by().values("pk")
    wanted = (
        Trainee.objects.filter(Q(unit__isnull=True) | Q(unit__in=standing), group__in=MANAGERS)
        .select_related("unit")
        .by_name()
    )
    return Covered(wanted, completed_in(year, kind, until).values("trainee"))


def leaders(*, year: int, kind: str = "", until: date | None = None) -> Covered:
    """Producers taking part in ``year``, and those of them whose leader completed one of its classes.

    Taking part: with a recognition that holds at some day of the year, or with a dossier of the year.
    """
    first, last = date(year, 1, 1), until or date(year, 12, 31)
    rated = Rating.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=first), decided_on__lte=last, expires_on__gte=first
    )
    applied = Dossier.objects.filter(year=year)
    if until is not None:
        applied = applied.filter(opened_on__lte=until)
    # two sets of keys: one question over both tables would join every rating with every dossier
    of_either = [Q(pk__in=rows.order_by().values("product")) for rows in (rated, applied)]
    taking_part = Product.objects.filter(of_either[0] | of_either[1]).order_by().values("producer")
    wanted = Producer.objects.filter(pk__in=taking_part).select_related("unit").by_name()
    trained = completed_in(year, kind, until).filter(
        trainee__group=TraineeGroup.PRODUCER_LEADER, trainee__producer__isnull=False
    )
    return Covered(wanted, trained.values("trainee__producer"))


def coverage(*, year: int, until: date | None = None) -> Coverage:
    """Who should be trained and who was, for both groups the city's plan names; with ``until``, by that day."""
    return Coverage(managers(year=year, until=until), leaders(year=year, until=until))
