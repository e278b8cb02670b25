"""A member fills its sheet. Locks: the round is shared with other savers, the sheet is locked."""

from collections.abc import Mapping

import rules
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete, StaleVersion
from core.text import clean_lines
from evaluations.domain import score_log
from evaluations.domain.locking import share_round_of_entry
from evaluations.domain.queries.seats import member_for
from evaluations.domain.queries.sheets import SavedMark, SavedSheet, keys_of, state_with
from evaluations.domain.reminders import settle_reminders_of
from evaluations.domain.saving import LockedSheet, locked_sheet, write
from evaluations.enums import EntryState, Office, RoundState, SheetState
from evaluations.models import Entry, Sheet
from regimes.domain.queries.specs import spec_of

Changes = Mapping[str, tuple[int, str | None]]
"""Option number and remark by criterion code; a remark of None leaves the one that is there."""


class NotYours(ActRefused):
    """The sheet is another member's."""


def _refuse_unless_scoring(entry: Entry) -> None:
    if entry.round.state != RoundState.OPEN:
        raise ActRefused("Đợt này không trong thời gian chấm điểm; điểm vừa chọn chưa được lưu.")
    if entry.state != EntryState.WAITING:
        raise ActRefused("Sản phẩm này không còn chấm điểm.")


def locked_for_scoring(sheet_id: int) -> LockedSheet:
    """The sheet of an entry that is being scored, locked."""
    found = locked_sheet(sheet_id)
    _refuse_unless_scoring(found.sheet.entry)
    return found


def _own_open_sheet(sheet_id: int, actor: User) -> LockedSheet:
    found = locked_for_scoring(sheet_id)
    sheet, member = found.sheet, found.sheet.member
    if member.user_id != actor.pk:
        raise NotYours("Đây không phải phiếu của bạn.")
    if not member.is_active or (member.office == Office.SECRETARY and not sheet.entry.round.secretary_scores):
        raise ActRefused("Bạn không phải thành viên chấm điểm của Hội đồng này.")
    if found.is_recused:
        raise ActRefused("Bạn đã đứng ngoài sản phẩm này vì xung đột lợi ích.")
    if sheet.state != SheetState.OPEN:
        raise ActRefused("Phiếu đã gửi nên không sửa được. Muốn chấm lại, hãy mở phiếu mới từ phiếu đã gửi.")
    return found


def _refuse_stale(sheet: Sheet, revision: int) -> None:
    """``revision`` is the last one the device saw; another means that a second device saved."""
    if revision != sheet.revision:
        raise StaleVersion(
            "Phiếu này vừa được sửa trên một thiết bị khác. Hãy xem lại rồi chọn.", current=sheet
        )


@transaction.atomic
def start_sheet(*, entry_id: int, actor: User) -> Sheet:
    """The member's sheet for an entry: the one it has, or a new one."""
    share_round_of_entry(entry_id)
    entry = Entry.objects.select_related("round").get(pk=entry_id)
    member = member_for(entry, actor)
    _refuse_unless_scoring(entry)
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
    found = _own_open_sheet(sheet_id, actor)
    sheet, saved = found.sheet, found.marks
    comment = None if comment is None else clean_lines(comment)
    last = saved.get(criterion_code)
    repeated = last == SavedMark(
        option_number, last.comment if last and comment is None else comment or "", sheet.revision
    )
    if sheet.revision == revision + 1 and repeated:
        return state_with(sheet, saved)
    _refuse_stale(sheet, revision)
    return record(sheet, saved, {criterion_code: (option_number, comment)}, actor=actor)


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
    found = _own_open_sheet(sheet_id, actor)
    sheet, saved = found.sheet, found.marks
    _refuse_stale(sheet, revision)
    changes = changes_between(saved, picks, remarks or {})
    if not changes and clean_lines(comment) == sheet.comment:
        return state_with(sheet, saved)
    return record(sheet, saved, changes, comment=comment, actor=actor)


def changes_between(
    saved: Mapping[str, SavedMark], picks: Mapping[str, int], remarks: Mapping[str, str]
) -> Changes:
    """What of these picks and remarks is not saved yet. Raises ActRefused for a remark without a mark."""
    remarks = {code: clean_lines(text) for code, text in remarks.items()}
    unmarked = [code for code, text in remarks.items() if text and code not in {*saved, *picks}]
    if unmarked:
        raise ActRefused(f"Tiêu chí {', '.join(unmarked)}: hãy chọn điểm rồi mới ghi nhận xét.")
    changes = {}
    for code, number in ({code: mark.option for code, mark in saved.items()} | dict(picks)).items():
        text = remarks.get(code)
        before = saved.get(code, SavedMark(-1, "", 0))
        if before.option != number or (text is not None and text != before.comment):
            changes[code] = (number, text)
    return changes


def record(
    sheet: Sheet,
    saved: Mapping[str, SavedMark],
    changes: Changes,
    *,
    actor: User,
    comment: str | None = None,
    kind: str = "saved",
) -> SavedSheet:
    """Write changed marks and the opinion on a locked open sheet, and one line of its log: one query.

    ``saved`` are its marks, read under the lock.
    """
    criteria_set = sheet.entry.dossier.criteria_set
    keys, by_code = keys_of(criteria_set), spec_of(criteria_set).by_code
    revision = sheet.revision + 1
    rows, line, marks = [], {}, dict(saved)
    for code, (number, remark) in changes.items():
        if code not in by_code:
            raise ActRefused(f"Phiếu không có tiêu chí {code}.")
        if (code, number) not in keys.options:
            raise ActRefused(f"Tiêu chí {code} không có lựa chọn số {number}.")
        text = saved[code].comment if remark is None and code in saved else clean_lines(remark or "")
        points = by_code[code].options[number - 1].points
        marks[code] = SavedMark(number, text, revision)
        line[code] = [number, points, text]
        rows.append((keys.criteria[code], keys.options[code, number], points, text))
    what: dict[str, object] = {"marks": line} if line else {}
    if comment is not None and clean_lines(comment) != sheet.comment:
        sheet.comment = clean_lines(comment)
        what["comment"] = sheet.comment
    sheet.revision = revision
    write(sheet, score_log.next_line(sheet, kind, actor=actor, **what), rows)
    return state_with(sheet, {code: marks[code] for code in by_code if code in marks})


@transaction.atomic
def save_comment(*, sheet_id: int, comment: str, revision: int, actor: User) -> SavedSheet:
    """Save the evaluator's opinion at the foot of the sheet; revision and repeats as :func:`save_mark`."""
    found = _own_open_sheet(sheet_id, actor)
    sheet, saved = found.sheet, found.marks
    repeated = sheet.revision == revision + 1 and sheet.comment == clean_lines(comment)
    if repeated and all(mark.revision != sheet.revision for mark in saved.values()):
        return state_with(sheet, saved)
    _refuse_stale(sheet, revision)
    return record(sheet, saved, {}, comment=comment, actor=actor)


@transaction.atomic
def submit_sheet(*, sheet_id: int, actor: User) -> Sheet:
    """Hand the sheet in; from now on it is frozen.

    Incomplete lists the criteria without a mark, then the lowest and highest marks without the remark
    that the council's rules ask for.
    """
    return hand_in(_own_open_sheet(sheet_id, actor), actor=actor)


def hand_in(found: LockedSheet, *, actor: User) -> Sheet:
    """Freeze an open sheet that is complete; Incomplete says what is missing."""
    sheet = found.sheet
    state = state_with(sheet, found.marks)
    if state.score.missing:
        raise Incomplete("Còn tiêu chí chưa chấm.", [f"Tiêu chí {code}" for code in state.score.missing])
    if state.remarks_owed:
        raise Incomplete(
            "Quy chế của Hội đồng yêu cầu nhận xét khi cho điểm thấp nhất hoặc cao nhất.",
            [f"Tiêu chí {code}: chưa có nhận xét" for code in state.remarks_owed],
        )
    sheet.state = SheetState.SUBMITTED
    sheet.submitted_at = timezone.now()
    score_log.write(sheet, "submitted", actor=actor, state=SheetState.SUBMITTED, total=state.score.total)
    sheet.save(update_fields=["state", "submitted_at", *score_log.LOG_FIELDS])
    settle_reminders_of(sheet.member, sheet.entry.round)
    return sheet


@transaction.atomic
def reopen_sheet(*, sheet_id: int, reason: str, actor: User) -> Sheet:
    """Let a member score again: a new version with the old marks; the old one stays on record.

    The member itself may where the council's rules allow it, or where the entry was brought back for
    rescoring; the office and whoever presides always may.
    """
    if not reason.strip():
        raise ActRefused("Cần ghi lý do chấm lại.")
    found = locked_for_scoring(sheet_id)
    old = found.sheet
    round_ = old.entry.round
    own = old.member.user_id == actor.pk and (round_.members_reopen or round_.closed_at is not None)
    if not own and not rules.has_perm("evaluations.reopen_round", actor, round_):
        raise ActRefused(
            "Quy chế của Hội đồng không cho thành viên tự mở lại phiếu đã gửi. Hãy đề nghị Chủ tịch Hội đồng."
        )
    if old.state != SheetState.SUBMITTED:
        raise ActRefused("Chỉ mở lại được phiếu đã gửi.")
    return new_version(found, reason=reason, actor=actor)


def new_version(found: LockedSheet, *, reason: str, actor: User) -> Sheet:
    """Supersede a submitted sheet by an open one with the same marks."""
    old = found.sheet
    old.state = SheetState.SUPERSEDED
    score_log.write(old, "superseded", actor=actor, state=SheetState.SUPERSEDED, reason=clean_lines(reason))
    old.save(update_fields=["state", *score_log.LOG_FIELDS])
    new = Sheet.objects.create(
        entry=old.entry,
        member=old.member,
        number=old.number + 1,
        replaces=old,
        reopen_reason=reason,
        revision=old.revision,
    )
    changes = {code: (mark.option, mark.comment) for code, mark in found.marks.items()}
    record(new, {}, changes, comment=old.comment, actor=actor, kind="reopened")
    return new
