"""Classes against the money of their lines."""

from dataclasses import dataclass

from django.db.models import QuerySet

from budget.models import EstimateLine
from training.models import ClassState, TrainingClass


@dataclass(frozen=True)
class ClassMoney:
    """What the classes of a line cost, those called off left out, against the line; amounts in đồng."""

    line: EstimateLine
    classes: tuple[TrainingClass, ...]

    @property
    def counted(self) -> list[TrainingClass]:
        return [row for row in self.classes if row.state != ClassState.CANCELLED]

    @property
    def cost(self) -> int:
        return sum(row.cost or 0 for row in self.counted)

    @property
    def unknown(self) -> int:
        """How many of the classes have no cost written yet."""
        return sum(row.cost is None for row in self.counted)

    @property
    def left(self) -> int:
        return self.line.amount - self.cost

    @property
    def over(self) -> int:
        """By how much the classes cost more than the line holds."""
        return max(0, -self.left)


def class_money(line: EstimateLine) -> ClassMoney:
    """The classes paid from ``line``, in the order of their days."""
    rows = TrainingClass.objects.filter(funded__line=line).order_by("starts_on", "pk")
    return ClassMoney(line, tuple(rows))


def classes_of_year(*, year: int) -> QuerySet[TrainingClass]:
    """The classes of a year with the activity and the line each belongs to."""
    return (
        TrainingClass.objects.filter(year=year)
        .select_related("planned__activity", "funded__line__source")
        .order_by("starts_on", "pk")
    )
