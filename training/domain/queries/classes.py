"""Classes with their numbers, and the people on a class's list that somebody may see."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum

from training.models import ClassKind, ClassSession, ClassState, Enrolment, Trainee, TrainingClass

if TYPE_CHECKING:
    from accounts.models import User


def classes(
    *, user: "User", words: str = "", year: int | None = None, kind: str = "", state: str = ""
) -> QuerySet[Any]:
    """Classes ``user`` sees, the latest first, with ``enrolled`` and ``completed``."""
    chosen = {"year": year, "kind": kind, "state": state}
    rows = TrainingClass.objects.visible_to(user).search(words)
    return (
        rows.filter(**{name: value for name, value in chosen.items() if value})
        .select_related("unit")
        .annotate(
            enrolled=Count("enrolments"), completed=Count("enrolments", filter=Q(enrolments__completed=True))
        )
        .order_by("-year", "starts_on", "pk")
    )


def sessions(training_class: TrainingClass) -> list[ClassSession]:
    """The half-days of a class with ``present``, the number of people there."""
    rows = training_class.sessions.annotate(
        present=Count("attendance", filter=Q(attendance__is_present=True))
    )
    return list(rows.order_by("held_on", "part"))


def visible_enrolments(*, training_class: TrainingClass, user: "User") -> list[Enrolment]:
    """The people of a class ``user`` may see: all, those of its units, or itself."""
    seen = Trainee.objects.visible_to(user).order_by().values("pk")
    rows = training_class.enrolments.filter(trainee__in=seen).select_related("trainee__unit")
    return list(rows.order_by("trainee__sort_key", "pk"))


@dataclass(frozen=True)
class KindOfClasses:
    """What was held of one kind in a year; a person in two classes counts twice, ``cost`` in đồng."""

    kind: ClassKind
    held: int
    enrolled: int
    completed: int
    cost: int


def held_by_kind(*, year: int) -> list[KindOfClasses]:
    """The classes held in ``year`` by kind, kinds without classes too."""
    held = TrainingClass.objects.filter(year=year, state=ClassState.HELD)
    people = Enrolment.objects.filter(training_class__in=held)
    costs = dict(held.order_by().values_list("kind").annotate(cost=Sum("cost")))
    classes_of = dict(held.order_by().values_list("kind").annotate(n=Count("pk")))
    listed = {
        row["training_class__kind"]: row
        for row in people.order_by()
        .values("training_class__kind")
        .annotate(enrolled=Count("pk"), completed=Count("pk", filter=Q(completed=True)))
    }
    none = {"enrolled": 0, "completed": 0}
    return [
        KindOfClasses(
            kind,
            classes_of.get(kind, 0),
            listed.get(kind, none)["enrolled"],
            listed.get(kind, none)["completed"],
            costs.get(kind) or 0,
        )
        for kind in ClassKind
    ]
