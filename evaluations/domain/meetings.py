"""A council in session: who is there, who is reminded, when it scores again. Lock: the round."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete
from evaluations.domain.locking import locked_round
from evaluations.domain.reminders import remind_members
from evaluations.domain.workflow import ENTRY_WORKFLOW, ROUND_WORKFLOW
from evaluations.enums import EntryState, RoundMode, RoundState
from evaluations.models import CouncilMember, Presence, Round

IN_SESSION = frozenset({RoundState.PREPARING, RoundState.OPEN})


@transaction.atomic
def record_presence(*, round_id: int, member_id: int, is_present: bool, actor: User) -> Presence:
    """Note that a member of the council came, or left; when it first came is kept."""
    round_ = locked_round(round_id)
    if round_.state not in IN_SESSION:
        raise ActRefused("Đợt đã khóa phiếu nên không đổi điểm danh được nữa.")
    member = CouncilMember.objects.filter(pk=member_id, council=round_.council_id, is_active=True).first()
    if member is None:
        raise ActRefused("Người này không thuộc Hội đồng của đợt.")
    row = Presence.objects.filter(round=round_, member=member).first() or Presence(
        round=round_, member=member
    )
    now = timezone.now()
    row.is_present, row.recorded_by = is_present, actor
    row.arrived_at = row.arrived_at or (now if is_present else None)
    row.left_at = now if not is_present and row.arrived_at else None
    row.save()
    return row


@transaction.atomic
def remind(*, round_id: int, actor: User) -> int:
    """Tell every member that still owes sheets how many, and nobody else; returns how many were told.

    Pressed again within the same minute it tells nobody twice.
    """
    round_ = locked_round(round_id)
    if round_.state != RoundState.OPEN:
        raise ActRefused("Chỉ nhắc chấm điểm khi đợt đang mở.")
    return remind_members(round_)


@transaction.atomic
def reopen_round(*, round_id: int, entry_ids: Iterable[int], reason: str, actor: User) -> Round:
    """Bring tallied entries of a closed round back to be scored again; everything written so far is kept.

    The other entries keep their tally and cannot be scored; members open new versions of their sheets, the
    old ones stay; closing again seals again. Incomplete names the entries that have no tally yet.
    """
    round_ = locked_round(round_id)
    wanted = set(entry_ids)
    if not wanted:
        raise ActRefused("Hãy chọn ít nhất một sản phẩm để chấm lại.")
    if not reason.strip():
        raise ActRefused("Cần ghi lý do chấm lại.")
    entries = list(round_.entries.select_related("dossier__product").order_by("order"))
    untallied = [str(entry) for entry in entries if entry.state == EntryState.WAITING]
    if round_.state == RoundState.CLOSED and untallied:
        raise Incomplete("Hãy tổng hợp điểm của cả đợt trước khi mở lại.", untallied)
    if wanted - {entry.pk for entry in entries}:
        raise ActRefused("Có sản phẩm không thuộc đợt này.")
    ROUND_WORKFLOW.move(round_, "reopen_round", actor=actor, reason=reason)
    for entry in entries:
        if entry.pk in wanted:
            ENTRY_WORKFLOW.move(entry, "rescore", actor=actor, reason=reason)
    return round_


@transaction.atomic
def call_meeting(*, round_id: int, reason: str, actor: User) -> Round:
    """Turn a round by written opinion into a meeting, where opinions differ or matters are complex.

    QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6 điểm d: written opinions are the rule for re-evaluations.
    """
    round_ = locked_round(round_id)
    if round_.mode != RoundMode.WRITTEN or round_.state not in IN_SESSION:
        raise ActRefused("Chỉ chuyển sang họp khi đợt lấy ý kiến bằng văn bản và chưa khóa phiếu.")
    if not reason.strip():
        raise ActRefused("Cần ghi lý do chuyển sang họp.")
    round_.mode, round_.mode_reason = RoundMode.MEETING, reason
    round_.save(update_fields=["mode", "mode_reason"])
    return round_
