"""How concluded rounds marked the criteria of one set: shown to members where the council's rules allow it."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from evaluations.enums import RoundState, SheetState
from evaluations.models import Mark
from regimes.models import CriteriaSet

REASONS = 3


@dataclass
class Precedent:
    """Of one criterion: how many valid sheets took each option, and some of the reasons given."""

    counts: Counter[int] = field(default_factory=Counter)
    reasons: list[tuple[int, str]] = field(default_factory=list)

    @property
    def sheets(self) -> int:
        return self.counts.total()


def precedents_of(criteria_set: CriteriaSet, *, before: int) -> dict[str, Precedent]:
    """By criterion code, from decided rounds other than ``before``; neither product nor member is named."""
    concluded = Mark.objects.filter(
        criterion__criteria_set=criteria_set,
        sheet__state=SheetState.SUBMITTED,
        sheet__entry__round__state=RoundState.DECIDED,
    ).exclude(sheet__entry__round=before)
    found: dict[str, Precedent] = {}
    counted = concluded.order_by().values_list("criterion__code", "option__number").annotate(n=Count("pk"))
    for code, number, count in counted:
        found.setdefault(code, Precedent()).counts[number] = count
    said = concluded.exclude(comment="").order_by("criterion", "-pk")
    for code, points, comment in said.values_list("criterion__code", "points", "comment"):
        reasons = found[code].reasons
        if len(reasons) < REASONS and (points, comment) not in reasons:
            reasons.append((points, comment))
    return found
