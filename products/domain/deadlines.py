"""When a step of the way must be done, and how near that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import WorkCalendar, add_working_days
from products.enums import Light
from products.models import Dossier
from regimes.models import DossierKind, EvaluationLevel, RoundDeadline

NEAR = 3
"""Working days before a deadline from which it is amber."""
TO_MEND = 10
"""Working days to mend a returned dossier, where whoever returns it names no day: the law leaves it to them."""


@dataclass(frozen=True)
class Deadline:
    """A day, the working days left until it (negative: past), and its colour."""

    on: date
    days_left: int

    @property
    def light(self) -> Light:
        if self.days_left < 0:
            return Light.RED
        return Light.AMBER if self.days_left <= NEAR else Light.GREEN

    @property
    def words(self) -> str:
        """In words, for whoever does not see colours."""
        if self.days_left < 0:
            return f"Quá hạn {-self.days_left} ngày làm việc"
        if self.days_left == 0:
            return "Hết hạn hôm nay"
        return f"Còn {self.days_left} ngày làm việc"


def deadlines_of(dossiers: Iterable[Dossier], *, today: date) -> dict[int, Deadline]:
    """The deadline of each dossier that has one, by key; one query for all."""
    due = {row.pk: row.due_on for row in dossiers if row.due_on is not None}
    if not due:
        return {}
    known = WorkCalendar(min(today, *due.values()), max(today, *due.values()))
    return {key: Deadline(on, _left(known, today, on)) for key, on in due.items()}


def _left(known: WorkCalendar, today: date, on: date) -> int:
    """Working days left; a deadline that is past is never "0 days left", even over a week-end."""
    left = known.between(today, on)
    return min(left, -1) if on < today else left


def commune_due(dossier: Dossier, *, received: date) -> date | None:
    """The commune's working days from the day it received the dossier (QĐ 26/2026, Điều 7.2)."""
    days = dossier.regime.commune_review_working_days
    return add_working_days(received, days) if days else None


def city_due(dossier: Dossier, *, proposed: date) -> date | None:
    """When the city must have evaluated what was proposed on this day.

    A re-evaluation takes at most 45 days (Điều 7.6.g), others are evaluated in the round their day belongs to
    (Điều 5); a dossier finished under an older regime has that regime's last day (Điều 12.2).
    """
    regime = dossier.regime
    if dossier.kind == DossierKind.REEVALUATION and regime.reevaluation_decided_days:
        due: date | None = proposed + timedelta(days=regime.reevaluation_decided_days)
    else:
        due = _round_due(list(regime.deadlines.filter(level=EvaluationLevel.CITY)), proposed)
    last = regime.finish_by.get(dossier.kind)
    days = [day for day in (due, date.fromisoformat(last) if last else None) if day]
    return min(days, default=None)


def _round_due(rounds: Iterable[RoundDeadline], proposed: date) -> date | None:
    """The end of the first round that takes dossiers proposed on this day."""
    found = []
    for row in rounds:
        for year in (proposed.year, proposed.year + 1):
            before = date(year, row.proposed_before_month, row.proposed_before_day)
            if proposed < before:
                later = (row.evaluated_before_month, row.evaluated_before_day) < (before.month, before.day)
                end = date(year + later, row.evaluated_before_month, row.evaluated_before_day)
                found.append((before, end))
                break
    return min(found)[1] if found else None


def mend_due(*, returned: date) -> date:
    """When a returned dossier should be back, where nobody said otherwise."""
    return add_working_days(returned, TO_MEND)
