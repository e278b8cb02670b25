"""What is saved of a sheet: options and remarks, the score they come to, the remarks still owed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from evaluations.models import Mark, Sheet
from regimes.arithmetic import SheetScore, SheetSpec, score
from regimes.domain.queries.specs import spec_of
from regimes.models import CriteriaSet, Criterion, CriterionOption


@dataclass(frozen=True)
class SavedMark:
    """One criterion: the option's number, the remark, and at which revision of the sheet it was saved."""

    option: int
    comment: str
    revision: int


@dataclass(frozen=True)
class SavedSheet:
    """What a page may show as saved: it is in the database.

    ``remarks_owed`` names the criteria marked lowest or highest whose compulsory remark is missing.
    """

    revision: int
    saved_at: datetime | None
    comment: str
    marks: Mapping[str, SavedMark]
    score: SheetScore
    remarks_owed: tuple[str, ...]
    spec: SheetSpec


@dataclass(frozen=True)
class Keys:
    """The database's keys of a sheet's criteria and options, and back; the guidance on evidence beside."""

    criteria: Mapping[str, int]
    options: Mapping[tuple[str, int], int]
    meaning: Mapping[int, tuple[str, int]]
    guidance: Mapping[str, str]


def keys_of(criteria_set: CriteriaSet) -> Keys:
    """Remembered by the digest of the set's content, as its sheet is (`regimes.domain.queries.specs`)."""
    return _keys(criteria_set.pk, criteria_set.digest)


@lru_cache(maxsize=256)
def _keys(pk: int, digest: str) -> Keys:
    columns = ("pk", "number", "criterion_id", "criterion__code")
    guidance = Criterion.objects.filter(criteria_set=pk).exclude(guidance="").order_by()
    rows = list(CriterionOption.objects.filter(criterion__criteria_set=pk).order_by().values_list(*columns))
    return Keys(
        criteria={code: criterion for _, _, criterion, code in rows},
        options={(code, number): option for option, number, _, code in rows},
        meaning={option: (code, number) for option, number, _, code in rows},
        guidance=dict(guidance.values_list("code", "guidance")),
    )


def marks_of(sheet: Sheet) -> dict[str, SavedMark]:
    """The saved marks by criterion code, in the sheet's order. One query."""
    rows = Mark.objects.filter(sheet_id=sheet.pk).order_by()
    return in_order_of_sheet(sheet, rows.values_list("option_id", "comment", "revision"))


def in_order_of_sheet(sheet: Sheet, rows: Iterable[tuple[int, str, int]]) -> dict[str, SavedMark]:
    """The marks by criterion code, from an option's key, the remark and the revision of each."""
    criteria_set = sheet.entry.dossier.criteria_set
    meaning = keys_of(criteria_set).meaning
    found = {}
    for option, comment, revision in rows:
        code, number = meaning[option]
        found[code] = SavedMark(number, comment, revision)
    return {code: found[code] for code in spec_of(criteria_set).by_code if code in found}


def picks_of(sheet: Sheet) -> dict[str, int]:
    """Option numbers by criterion code, as saved."""
    return {code: mark.option for code, mark in marks_of(sheet).items()}


def remarks_owed(spec: SheetSpec, marks: Mapping[str, SavedMark], result: SheetScore) -> tuple[str, ...]:
    """The criteria marked with the least or the most their options give, without a remark."""
    owed = []
    for _, criterion in spec.criteria:
        mark = marks.get(criterion.code)
        if mark is None or mark.comment or criterion.code in result.not_applicable:
            continue
        points = {option.number: option.points for option in criterion.options}
        if points[mark.option] in {min(points.values()), max(points.values())}:
            owed.append(criterion.code)
    return tuple(owed)


def state_of(sheet: Sheet) -> SavedSheet:
    """The sheet as it stands, its marks read after ``sheet`` was.

    A save in between makes the page that shows it too old, never too new.
    """
    return state_with(sheet, marks_of(sheet))


def state_with(sheet: Sheet, marks: Mapping[str, SavedMark]) -> SavedSheet:
    """The sheet with these marks, which whoever has just written them need not read again."""
    spec = spec_of(sheet.entry.dossier.criteria_set)
    result = score(spec, {code: mark.option for code, mark in marks.items()})
    needed = sheet.entry.round.comment_on_extremes
    owed = remarks_owed(spec, marks, result) if needed else ()
    return SavedSheet(sheet.revision, sheet.saved_at, sheet.comment, marks, result, owed, spec)
