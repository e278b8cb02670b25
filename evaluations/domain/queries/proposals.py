"""The rounds a year needs, with the days the law names."""

from dataclasses import dataclass
from datetime import date

from evaluations.models import Council, Round
from regimes.models import LegalRegime, RoundDeadline


@dataclass(frozen=True)
class Proposal:
    """A round the law asks for: dossiers proposed before one day, evaluated before another."""

    regime: LegalRegime
    sequence: int
    name: str
    dossiers_before: date
    evaluate_before: date
    made: Round | None


def proposed_rounds(council: Council, year: int) -> list[Proposal]:
    """The rounds of ``year`` under the regimes in force then, each with the round already made, if any.

    At city level two rounds a year: before 30/6 and before 30/12 (QĐ 26/2026/QĐ-TTg, Điều 5 khoản 1). A regime
    whose data name no days proposes nothing.
    """
    rows = RoundDeadline.objects.filter(level=council.level).select_related("regime")
    made = {
        (row.regime_id, row.sequence): row
        for row in Round.objects.filter(council=council, year=year).order_by("pk")
    }
    proposals = [
        _proposal(row, year, made.get((row.regime_id, row.sequence)))
        for row in rows.order_by("regime__valid_from", "sequence")
    ]
    return [row for row in proposals if _holds(row)]


def _holds(row: Proposal) -> bool:
    """Whether new dossiers may be proposed under the regime by then."""
    until = row.regime.closed_to_new_from
    return row.regime.valid_from <= row.dossiers_before and (until is None or row.dossiers_before < until)


def _proposal(row: RoundDeadline, year: int, made: Round | None) -> Proposal:
    first = date(year, row.proposed_before_month, row.proposed_before_day)
    last = date(year, row.evaluated_before_month, row.evaluated_before_day)
    if last < first:
        last = last.replace(year=year + 1)
    name = f"Đợt {row.sequence} năm {year}"
    return Proposal(row.regime, row.sequence, name, first, last, made)
