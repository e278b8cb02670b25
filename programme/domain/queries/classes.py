"""The classes an activity of the plan wants opened, and those there are."""

from collections import Counter
from dataclasses import dataclass

from programme.models import Activity
from training.models import ClassState, TrainingClass


@dataclass(frozen=True)
class ClassCoverage:
    """The classes of an activity against the number the plan wants; those called off count nowhere."""

    wanted: int | None
    classes: tuple[TrainingClass, ...]
    planned: int
    running: int
    held: int

    @property
    def missing(self) -> int:
        """How many classes nobody has set up yet."""
        return max(0, (self.wanted or 0) - self.planned - self.running - self.held)

    @property
    def is_met(self) -> bool:
        return self.wanted is not None and self.held >= self.wanted


def class_coverage(activity: Activity) -> ClassCoverage:
    """The classes of ``activity``, in the order of their days; one query."""
    rows = tuple(TrainingClass.objects.filter(planned__activity=activity).order_by("starts_on", "pk"))
    counted = Counter(row.state for row in rows)
    return ClassCoverage(
        activity.classes_wanted,
        rows,
        counted[ClassState.PLANNED],
        counted[ClassState.RUNNING],
        counted[ClassState.HELD],
    )
