"""Paper in: the secretary types a member's sheet, marked as such, with the scan beside it.

The marks go the same way as those of the screen: the same locks, the same log, the same checks. Locks: the round
is shared with other savers, the sheet is locked.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.errors import ActRefused, StaleVersion
from core.text import clean_lines
from evaluations.domain import scoring
from evaluations.domain.locking import share_round_of_entry
from evaluations.domain.queries.seats import eligible_members
from evaluations.domain.queries.sheets import SavedSheet, state_with
from evaluations.domain.saving import LockedSheet
from evaluations.domain.scans import keep_scan
from evaluations.enums import EntryState, Office, RoundState, SheetSource, SheetState
from evaluations.models import Entry, Sheet


def may_type(user: User, entry: Entry) -> bool:
    """The office, and the secretary of the council."""
    seats = entry.round.council.members.filter(user=user, office=Office.SECRETARY, is_active=True)
    return bool(user.is_office) or seats.exists()


def _refuse_unless_typist(user: User, entry: Entry) -> None:
    if not may_type(user, entry):
        raise ActRefused("Chỉ thư ký Hội đồng và Văn phòng Điều phối được nhập phiếu giấy.")


@transaction.atomic
def start_paper_sheet(*, entry_id: int, member_id: int, content: bytes, name: str, actor: User) -> Sheet:
    """Begin typing the paper sheet of a member who has none on screen; its scan comes first."""
    share_round_of_entry(entry_id)
    entry = Entry.objects.select_related("round__council").get(pk=entry_id)
    _refuse_unless_typist(actor, entry)
    if entry.round.state != RoundState.OPEN or entry.state != EntryState.WAITING:
        raise ActRefused("Chỉ nhập phiếu giấy khi đợt đang chấm điểm và sản phẩm chưa tổng hợp.")
    member = eligible_members(entry).filter(pk=member_id).select_related("user").first()
    if member is None:
        raise ActRefused("Người này không chấm sản phẩm này (không thuộc Hội đồng hoặc đã đứng ngoài).")
    if entry.sheets.filter(member=member).exclude(state=SheetState.SUPERSEDED).exists():
        raise ActRefused(
            f"{member.user} đã có phiếu cho sản phẩm này. Muốn thay bằng phiếu giấy, hãy mở lại phiếu đã gửi trước."
        )
    return Sheet.objects.create(
        entry=entry,
        member=member,
        source=SheetSource.PAPER,
        typed_by=actor,
        scan=keep_scan(content=content, name=name, actor=actor),
    )


def _typed_sheet(sheet_id: int, actor: User) -> LockedSheet:
    found = scoring.locked_for_scoring(sheet_id)
    sheet = found.sheet
    _refuse_unless_typist(actor, sheet.entry)
    if sheet.source != SheetSource.PAPER:
        raise ActRefused("Phiếu này do thành viên chấm trên phần mềm, không nhập thay được.")
    if found.is_recused:
        raise ActRefused("Thành viên đã đứng ngoài sản phẩm này vì xung đột lợi ích.")
    if sheet.state != SheetState.OPEN:
        raise ActRefused("Phiếu đã gửi nên không sửa được. Muốn sửa, hãy nhập lại thành bản mới.")
    return found


@transaction.atomic
def type_sheet(
    *,
    sheet_id: int,
    picks: Mapping[str, int],
    comment: str,
    revision: int,
    actor: User,
    remarks: Mapping[str, str] | None = None,
) -> SavedSheet:
    """Save what has been typed so far. StaleVersion where somebody else typed in between."""
    found = _typed_sheet(sheet_id, actor)
    sheet, saved = found.sheet, found.marks
    if revision != sheet.revision:
        raise StaleVersion("Phiếu này vừa được nhập ở máy khác. Hãy xem lại rồi lưu.", current=sheet)
    changes = scoring.changes_between(saved, picks, remarks or {})
    if not changes and clean_lines(comment) == sheet.comment:
        return state_with(sheet, saved)
    return scoring.record(sheet, saved, changes, comment=comment, actor=actor)


@transaction.atomic
def submit_typed_sheet(*, sheet_id: int, actor: User) -> Sheet:
    """Hand the typed sheet in; it counts as the member's own. Incomplete says what is missing."""
    return scoring.hand_in(_typed_sheet(sheet_id, actor), actor=actor)


@transaction.atomic
def retype_sheet(*, sheet_id: int, reason: str, content: bytes, name: str, actor: User) -> Sheet:
    """Type a submitted paper sheet once more as a new version; the first stays on record with its scan."""
    if not reason.strip():
        raise ActRefused("Cần ghi lý do nhập lại.")
    found = scoring.locked_for_scoring(sheet_id)
    old = found.sheet
    _refuse_unless_typist(actor, old.entry)
    if old.source != SheetSource.PAPER or old.state != SheetState.SUBMITTED:
        raise ActRefused("Chỉ nhập lại được phiếu giấy đã gửi.")
    new = scoring.new_version(found, reason=reason, actor=actor)
    new.source, new.typed_by = SheetSource.PAPER, actor
    new.scan = keep_scan(content=content, name=name, actor=actor) if content else old.scan
    new.save(update_fields=["source", "typed_by", "scan"])
    return new


def typed_sheets(entry: Entry, user: User) -> list[Sheet]:
    """The paper sheets of an entry that ``user`` may go on with: those still open, and its own."""
    mine = Q(state=SheetState.OPEN) | Q(typed_by=user)
    rows = entry.sheets.filter(mine, source=SheetSource.PAPER).select_related("member__user")
    return list(rows.order_by("member__order", "member_id", "number"))
