"""A member fills its sheet. Locks: the round is read, the sheet is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete, StaleVersion
from evaluations.domain.queries.seats import member_for
from evaluations.enums import EntryState, RoundState, SheetState
from evaluations.models import Entry, Mark, Round, Sheet
from regimes.arithmetic import SheetScore, score
from regimes.domain.queries.specs import spec_of


@dataclass(frozen=True)
class SavedMark:
    """What the page may show as saved: it is in the database."""

    revision: int
    saved_at: datetime | None
    score: SheetScore


def _open_round(entry: Entry) -> None:
    """Hold the round open: closing waits for this transaction, or this one sees it closed."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.round_id)
    if round_.state != RoundState.OPEN:
        raise ActRefused("Đợt này không trong thời gian chấm điểm; điểm vừa chọn chưa được lưu.")


def _own_open_sheet(sheet_id: int, actor: User, revision: int | None = None) -> Sheet:
    """The actor's sheet, locked. With ``revision`` the last one its device saw, StaleVersion if there is a newer."""
    sheet = Sheet.objects.select_related("entry__round", "entry__dossier__criteria_set__regime").get(
        pk=sheet_id
    )
    _open_round(sheet.entry)
    sheet = (
        Sheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("entry__round", "entry__dossier__criteria_set__regime", "member")
        .get(pk=sheet_id)
    )
    if member_for(sheet.entry, actor).pk != sheet.member_id:
        raise ActRefused("Đây không phải phiếu của bạn.")
    if sheet.state != SheetState.OPEN:
        raise ActRefused("Phiếu đã gửi nên không sửa được. Muốn chấm lại, hãy mở phiếu mới từ phiếu đã gửi.")
    if revision is not None and revision != sheet.revision:
        raise StaleVersion(
            "Phiếu này vừa được sửa trên một thiết bị khác. Hãy xem lại rồi chọn.", current=sheet
        )
    return sheet


def picks_of(sheet: Sheet) -> dict[str, int]:
    """Option numbers by criterion code, as saved."""
    return dict(sheet.marks.values_list("criterion__code", "option__number").order_by("criterion__position"))


def score_of(sheet: Sheet) -> SheetScore:
    """What the saved marks come to."""
    return score(spec_of(sheet.entry.dossier.criteria_set), picks_of(sheet))


def saved_state(sheet: Sheet) -> SavedMark:
    """What is saved of a sheet now, for a page that could not save.

    The revision is read before the marks: a save in between makes the page too old, never too new.
    """
    sheet.refresh_from_db(fields=["revision", "saved_at"])
    return SavedMark(sheet.revision, sheet.saved_at, score_of(sheet))


@transaction.atomic
def start_sheet(*, entry_id: int, actor: User) -> Sheet:
    """The member's sheet for an entry: the one it has, or a new one."""
    entry = Entry.objects.select_related("round").get(pk=entry_id)
    member = member_for(entry, actor)
    _open_round(entry)
    if entry.state != EntryState.WAITING:
        raise ActRefused("Sản phẩm này không còn chấm điểm.")
    active = entry.sheets.filter(member=member).exclude(state=SheetState.SUPERSEDED).first()
    return active or Sheet.objects.create(entry=entry, member=member)


@transaction.atomic
def save_mark(
    *,
    sheet_id: int,
    criterion_code: str,
    option_number: int,
    revision: int,
    actor: User,
    comment: str | None = None,
) -> SavedMark:
    """Save one tap. ``revision`` is the last one this device saw; another means somebody else saved."""
    sheet = _own_open_sheet(sheet_id, actor, revision)
    _put_mark(sheet, criterion_code, option_number, comment)
    return _touch(sheet)


def _put_mark(sheet: Sheet, code: str, number: int, comment: str | None = None) -> None:
    criterion = sheet.entry.dossier.criteria_set.criteria.filter(code=code).first()
    if criterion is None:
        raise ActRefused(f"Phiếu không có tiêu chí {code}.")
    option = criterion.options.filter(number=number).first()
    if option is None:
        raise ActRefused(f"Tiêu chí {code} không có lựa chọn số {number}.")
    values = {"option": option, "points": option.points, "revision": sheet.revision + 1}
    if comment is not None:
        values["comment"] = comment
    Mark.objects.update_or_create(sheet=sheet, criterion=criterion, defaults=values)


@transaction.atomic
def save_sheet(
    *, sheet_id: int, picks: Mapping[str, int], comment: str, revision: int, actor: User
) -> SavedMark:
    """Save a whole sheet at once, as a page without JavaScript sends it; what did not change is left.

    Locks and revision as :func:`save_mark`; one bad pick and nothing is saved.
    """
    sheet = _own_open_sheet(sheet_id, actor, revision)
    saved = picks_of(sheet)
    changed = {code: number for code, number in picks.items() if saved.get(code) != number}
    if not changed and comment == sheet.comment:
        return SavedMark(sheet.revision, sheet.saved_at, score_of(sheet))
    for code, number in changed.items():
        _put_mark(sheet, code, number)
    sheet.comment = comment
    return _touch(sheet)


def _touch(sheet: Sheet) -> SavedMark:
    sheet.revision += 1
    sheet.saved_at = timezone.now()
    sheet.save(update_fields=["revision", "saved_at", "comment"])
    return SavedMark(sheet.revision, sheet.saved_at, score_of(sheet))


@transaction.atomic
def save_comment(*, sheet_id: int, comment: str, revision: int, actor: User) -> SavedMark:
    """Save the evaluator's opinion at the foot of the sheet."""
    sheet = _own_open_sheet(sheet_id, actor, revision)
    sheet.comment = comment
    return _touch(sheet)


@transaction.atomic
def submit_sheet(*, sheet_id: int, actor: User) -> Sheet:
    """Hand the sheet in; from now on it is frozen. Incomplete lists the criteria without a mark."""
    sheet = _own_open_sheet(sheet_id, actor)
    missing = score_of(sheet).missing
    if missing:
        raise Incomplete("Còn tiêu chí chưa chấm.", [f"Tiêu chí {code}" for code in missing])
    sheet.state = SheetState.SUBMITTED
    sheet.submitted_at = timezone.now()
    sheet.save(update_fields=["state", "submitted_at"])
    return sheet


@transaction.atomic
def reopen_sheet(*, sheet_id: int, reason: str, actor: User) -> Sheet:
    """Let a member score again: a new version with the old marks; the old one stays on record."""
    if not reason.strip():
        raise ActRefused("Cần ghi lý do chấm lại.")
    old = Sheet.objects.select_related("entry").get(pk=sheet_id)
    _open_round(old.entry)
    old = Sheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet_id)
    if old.state != SheetState.SUBMITTED:
        raise ActRefused("Chỉ mở lại được phiếu đã gửi.")
    old.state = SheetState.SUPERSEDED
    old.save(update_fields=["state"])
    new = Sheet.objects.create(
        entry=old.entry,
        member=old.member,
        number=old.number + 1,
        replaces=old,
        reopen_reason=reason,
        comment=old.comment,
        revision=old.revision + 1,
    )
    Mark.objects.bulk_create(
        Mark(
            sheet=new,
            criterion_id=mark.criterion_id,
            option_id=mark.option_id,
            points=mark.points,
            comment=mark.comment,
            revision=new.revision,
        )
        for mark in old.marks.all()
    )
    return new
