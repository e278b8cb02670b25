"""What is saved of a sheet: options and remarks, the score they come to, the remarks still owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evaluations.models import Sheet
from regimes.arithmetic import SheetScore, SheetSpec, score
from regimes.domain.queries.specs import spec_of


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


def marks_of(sheet: Sheet) -> dict[str, SavedMark]:
    """The saved marks by criterion code, in the sheet's order."""
    columns = ("criterion__code", "option__number", "comment", "revision")
    rows = sheet.marks.order_by("criterion__position").values_list(*columns)
    return {code: SavedMark(option, comment, revision) for code, option, comment, revision in rows}


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
    spec = spec_of(sheet.entry.dossier.criteria_set)
    marks = marks_of(sheet)
    result = score(spec, {code: mark.option for code, mark in marks.items()})
    needed = sheet.entry.round.comment_on_extremes
    owed = remarks_owed(spec, marks, result) if needed else ()
    return SavedSheet(sheet.revision, sheet.saved_at, sheet.comment, marks, result, owed)
