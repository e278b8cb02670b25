"""The producer's own marks on the official sheet (form 02, part III), a whole sheet at once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from core.errors import ActRefused, StaleVersion
from core.text import clean_lines
from products.domain.locking import editable_dossier
from products.models import Dossier, SelfMark
from regimes.arithmetic import SheetScore, score
from regimes.domain.queries.specs import spec_of
from regimes.models import Criterion


@dataclass(frozen=True)
class TypedMark:
    """One criterion as it came from the page; ``seen`` is the fingerprint of what the page had shown.

    Without ``seen`` the mark is written whatever is stored.
    """

    criterion_code: str
    option_number: int | None
    explanation: str
    seen: str = ""

    @property
    def print(self) -> str:
        return fingerprint(self.option_number, self.explanation)


class ClashingMarks(StaleVersion):
    """Somebody marked the same criteria differently meanwhile; ``stored`` holds theirs by code."""

    def __init__(self, message: str, stored: dict[str, SelfMark | None]) -> None:
        super().__init__(message)
        self.stored = stored


def fingerprint(option_number: int | None, explanation: str) -> str:
    """A short print of a mark, for a page to say what it had shown."""
    text = f"{option_number or 0}\n{clean_lines(explanation)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def print_of(mark: SelfMark | None) -> str:
    """The fingerprint of a stored mark; none counts as an empty one."""
    if mark is None:
        return fingerprint(None, "")
    return fingerprint(mark.option.number if mark.option else None, mark.explanation)


@transaction.atomic
def save_self_marks(*, dossier_id: int, marks: Iterable[TypedMark], actor: User) -> int:
    """Save what was changed on the sheet and return how many marks that were; locks the dossier.

    A criterion the person left as the page had shown it is not written, so that another's mark
    stays. Raises ClashingMarks where both changed one, ActRefused for what is not on the sheet;
    then nothing is saved.
    """
    dossier = editable_dossier(dossier_id)
    criteria = {row.code: row for row in dossier.criteria_set.criteria.prefetch_related("options")}
    stored = {
        mark.criterion.code: mark
        for mark in dossier.self_marks.select_related("criterion", "option__criterion").order_by()
    }
    changed, clashing = [], {}
    for mark in marks:
        kept = stored.get(mark.criterion_code)
        if mark.print in (mark.seen, print_of(kept)):
            continue
        if mark.seen and mark.seen != print_of(kept):
            clashing[mark.criterion_code] = kept
        changed.append(mark)
    if clashing:
        raise ClashingMarks(
            "Người khác vừa chấm khác bạn ở các tiêu chí được đánh dấu. Chưa lưu gì; hãy chọn lại rồi bấm lưu.",
            clashing,
        )
    for mark in changed:
        _write(dossier, criteria, mark)
    return len(changed)


def _write(dossier: Dossier, criteria: dict[str, Criterion], mark: TypedMark) -> None:
    criterion = criteria.get(mark.criterion_code)
    if criterion is None:
        raise ActRefused(f"Phiếu của bộ “{dossier.criteria_set}” không có tiêu chí {mark.criterion_code}.")
    option = None
    if mark.option_number is not None:
        option = next((row for row in criterion.options.all() if row.number == mark.option_number), None)
        if option is None:
            raise ActRefused(f"Tiêu chí {criterion.code} không có lựa chọn số {mark.option_number}.")
    SelfMark.objects.update_or_create(
        dossier=dossier, criterion=criterion, defaults={"option": option, "explanation": mark.explanation}
    )


def picks_of(dossier: Dossier) -> dict[str, int]:
    """The dossier's own marks as option numbers by criterion code."""
    picks = dossier.self_marks.filter(option__isnull=False).order_by()
    return dict(picks.values_list("criterion__code", "option__number"))


def self_score(dossier: Dossier) -> SheetScore:
    """What the dossier's own marks come to by the regime's arithmetic."""
    return score(spec_of(dossier.criteria_set), picks_of(dossier))
