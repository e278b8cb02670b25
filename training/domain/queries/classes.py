"""Classes with their numbers, and the people on a class's list that somebody may see."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from training.models import ClassSession, Enrolment, Trainee, TrainingClass

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
