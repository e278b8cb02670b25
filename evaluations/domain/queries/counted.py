"""The valid sheets of many entries at once: what a result is made of, in four questions to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from evaluations.arithmetic import CouncilResult, CountedSheet, council_result
from evaluations.domain.queries.sheets import keys_of
from evaluations.enums import SheetState
from evaluations.models import Entry, Mark, Recusal, RequirementConclusion, Sheet
from regimes.arithmetic import SheetScore, SheetSpec, score
from regimes.domain.queries.specs import spec_of


@dataclass(frozen=True)
class ValidSheet:
    """A submitted sheet that counts, with its picks in the sheet's order.

    Who may score was asked when it was handed in; that its member left the council since takes nothing away.
    """

    pk: int
    version: int
    member: int
    name: str
    picks: dict[str, int]
    score: SheetScore


@dataclass(frozen=True)
class Basis:
    """Everything the result of one entry depends on."""

    entry: Entry
    spec: SheetSpec
    sheets: tuple[ValidSheet, ...]
    conclusions: tuple[dict[str, Any], ...]

    def result(self, sheets: Iterable[ValidSheet] | None = None) -> CouncilResult | None:
        """What these sheets (all of them, if none are named) come to; None without sheets."""
        counted = [
            CountedSheet(sheet.member, sheet.score.total, sheet.score.points)
            for sheet in (self.sheets if sheets is None else sheets)
        ]
        return council_result(self.spec, counted, self.concluded, self.majority) if counted else None

    @property
    def concluded(self) -> dict[tuple[str, int], bool]:
        return concluded(self.conclusions)

    @property
    def majority(self) -> int:
        return self.entry.round.majority_percent


def concluded(conclusions: Iterable[dict[str, Any]]) -> dict[tuple[str, int], bool]:
    """The conclusions as the arithmetic takes them: whether each (criterion, stars) is met."""
    return {(row["criterion"], row["stars"]): row["is_met"] for row in conclusions}


def bases_of(entries: Iterable[Entry]) -> list[Basis]:
    """The bases of ``entries``, which come with round and dossier__criteria_set, in their order."""
    entries = list(entries)
    rows = list(
        Sheet.objects.filter(entry__in=entries, state=SheetState.SUBMITTED)
        .select_related("member__user")
        .order_by("member__order", "member_id")
    )
    picks = _picks(entries, rows)
    standing_back = set(
        Recusal.objects.filter(entry__in=entries, waived_by=None).values_list("entry_id", "member_id")
    )
    conclusions = conclusions_of(RequirementConclusion.objects.filter(entry__in=entries))
    by_entry: dict[int, list[Sheet]] = {}
    for row in rows:
        if (row.entry_id, row.member_id) not in standing_back:
            by_entry.setdefault(row.entry_id, []).append(row)
    return [
        _basis(entry, by_entry.get(entry.pk, []), picks, tuple(conclusions.get(entry.pk, ())))
        for entry in entries
    ]


def _basis(
    entry: Entry, rows: list[Sheet], picks: dict[int, dict[str, int]], conclusions: tuple[dict[str, Any], ...]
) -> Basis:
    spec = spec_of(entry.dossier.criteria_set)
    sheets = []
    for row in rows:
        found = picks.get(row.pk, {})
        ordered = {code: found[code] for code in spec.by_code if code in found}
        sheets.append(
            ValidSheet(row.pk, row.number, row.member_id, str(row.member.user), ordered, score(spec, ordered))
        )
    return Basis(entry, spec, tuple(sheets), conclusions)


def _picks(entries: list[Entry], sheets: list[Sheet]) -> dict[int, dict[str, int]]:
    meaning: dict[int, tuple[str, int]] = {}
    for entry in entries:
        meaning.update(keys_of(entry.dossier.criteria_set).meaning)
    found: dict[int, dict[str, int]] = {}
    rows = Mark.objects.filter(sheet__in=[sheet.pk for sheet in sheets]).order_by()
    for sheet, option in rows.values_list("sheet_id", "option_id"):
        code, number = meaning[option]
        found.setdefault(sheet, {})[code] = number
    return found


def conclusions_of(rows: QuerySet[RequirementConclusion]) -> dict[int, list[dict[str, Any]]]:
    """What the councils concluded on disputed requirements, by entry, in the sheet's order."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.select_related("criterion").order_by("criterion__position", "stars"):
        found.setdefault(row.entry_id, []).append(
            {"criterion": row.criterion.code, "stars": row.stars, "is_met": row.is_met, "reason": row.reason}
        )
    return found
