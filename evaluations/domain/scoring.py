"""A member fills its sheet. Locks: the round is read, the sheet is locked."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete, StaleVersion
from core.text import clean_lines
from evaluations.domain.queries.seats import member_for
from evaluations.domain.queries.sheets import SavedSheet, marks_of, state_of
from evaluations.enums import EntryState, RoundState, SheetState
from evaluations.models import Entry, Mark, Round, Sheet


def _open_round(entry: Entry) -> None:
    """Hold the round open: closing waits for this transaction, or this one sees it closed."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.round_id)
    if round_.state != RoundState.OPEN:
        raise ActRefused("Đợt này không trong thời gian chấm điểm; điểm vừa chọn chưa được lưu.")


def _own_open_sheet(sheet_id: int, actor: User) -> Sheet:
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
    return sheet


def _refuse_stale(sheet: Sheet, revision: int) -> None:
    """``revision`` is the last one the device saw; another means that a second device saved."""
    if revision != sheet.revision:
        raise StaleVersion(
            "Phiếu này vừa được sửa trên một thiết bị khác. Hãy xem lại rồi chọn.", current=sheet
        )


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
) -> SavedSheet:
    """Save one tap, and the remark on its criterion where one is sent; returns what is saved now.

    ``revision`` is the last one this device saw: StaleVersion means that another device saved. The
    same tap sent again, because its answer was lost on the way, is answered and not saved twice.
    """
    sheet = _own_open_sheet(sheet_id, actor)
    last = sheet.marks.filter(revision=sheet.revision, criterion__code=criterion_code)
    if comment is not None:
        last = last.filter(comment=comment)
    if sheet.revision == revision + 1 and last.filter(option__number=option_number).exists():
        return state_of(sheet)
    _refuse_stale(sheet, revision)
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
    *,
    sheet_id: int,
    picks: Mapping[str, int],
    comment: str,
    revision: int,
    actor: User,
    remarks: Mapping[str, str] | None = None,
) -> SavedSheet:
    """Save a whole sheet at once, as a page without JavaScript sends it; what did not change is left.

    ``remarks`` are those on single criteria. Locks and revision as :func:`save_mark`; one bad pick,
    or a remark on a criterion without a mark, and nothing is saved.
    """
    sheet = _own_open_sheet(sheet_id, actor)
    _refuse_stale(sheet, revision)
    saved = marks_of(sheet)
    remarks = {code: clean_lines(text) for code, text in (remarks or {}).items()}
    unmarked = [code for code, text in remarks.items() if text and code not in {*saved, *picks}]
    if unmarked:
        raise ActRefused(f"Tiêu chí {', '.join(unmarked)}: hãy chọn điểm rồi mới ghi nhận xét.")
    wanted = {code: mark.option for code, mark in saved.items()} | dict(picks)
    before = {code: (mark.option, mark.comment) for code, mark in saved.items()}
    changed = False
    for code, number in wanted.items():
        text = remarks.get(code)
        option, said = before.get(code, (None, ""))
        if option != number or (text is not None and text != said):
            _put_mark(sheet, code, number, text)
            changed = True
    if not changed and clean_lines(comment) == sheet.comment:
        return state_of(sheet)
    sheet.comment = comment
    return _touch(sheet)


def _touch(sheet: Sheet) -> SavedSheet:
    sheet.revision += 1
    sheet.saved_at = timezone.now()
    sheet.save(update_fields=["revision", "saved_at", "comment"])
    return state_of(sheet)


@transaction.atomic
def save_comment(*, sheet_id: int, comment: str, revision: int, actor: User) -> SavedSheet:
    """Save the evaluator's opinion at the foot of the sheet; revision and repeats as :func:`save_mark`."""
    sheet = _own_open_sheet(sheet_id, actor)
    repeated = sheet.revision == revision + 1 and sheet.comment == clean_lines(comment)
    if repeated and not sheet.marks.filter(revision=sheet.revision).exists():
        return state_of(sheet)
    _refuse_stale(sheet, revision)
    sheet.comment = comment
    return _touch(sheet)


@transaction.atomic
def submit_sheet(*, sheet_id: int, actor: User) -> Sheet:
    """Hand the sheet in; from now on it is frozen.

    Incomplete lists the criteria without a mark, then the lowest and highest marks without the remark
    that the council's rules ask for.
    """
    sheet = _own_open_sheet(sheet_id, actor)
    state = state_of(sheet)
    if state.score.missing:
        raise Incomplete("Còn tiêu chí chưa chấm.", [f"Tiêu chí {code}" for code in state.score.missing])
    if state.remarks_owed:
        raise Incomplete(
            "Quy chế của Hội đồng yêu cầu nhận xét khi cho điểm thấp nhất hoặc cao nhất.",
            [f"Tiêu chí {code}: chưa có nhận xét" for code in state.remarks_owed],
        )
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
