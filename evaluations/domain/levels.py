"""Regimes with levels one above the other: what a level cannot recognise itself goes up. Lock: the round."""

from django.db import transaction

from accounts.models import User
from core.errors import ActRefused, Incomplete
from evaluations.domain.locking import locked_round
from evaluations.domain.workflow import ENTRY_WORKFLOW, ROUND_WORKFLOW
from evaluations.enums import EntryState, RoundState
from evaluations.models import Entry, Round, Tally
from products.domain import dossiers
from regimes.models import RegimeLevel

RECOGNISED_FROM = 3


def level_of(round_: Round) -> RegimeLevel | None:
    """The round's level under its regime."""
    return RegimeLevel.objects.filter(regime=round_.regime_id, level=round_.level).first()


def recognises(round_: Round) -> bool:
    """Whether the round's level recognises products itself: a district under QĐ 1048/QĐ-TTg only proposes."""
    level = level_of(round_)
    return level is None or level.recognises_to is not None


def may_send_up(round_: Round) -> bool:
    """Whether there is a level above that dossiers go on to as they are.

    To the ministry a product goes with a decision of the city and documents of its own (Điều 7 khoản 4).
    """
    level = level_of(round_)
    if level is None or round_.state != RoundState.CLOSED:
        return False
    above = (
        RegimeLevel.objects.filter(regime=round_.regime_id, order__gt=level.order).order_by("order").first()
    )
    return above is not None and above.level != "central"


@transaction.atomic
def send_up(*, round_id: int, actor: User) -> list[Entry]:
    """Send the products this level cannot recognise to the next one; returns them.

    QĐ 1048/QĐ-TTg: the district evaluates first and recognises nothing, the province decides. Products
    below three stars stay. With nothing left to decide here the round is over, without a decision.
    Incomplete names the entries that have no tally.
    """
    round_ = locked_round(round_id)
    level = level_of(round_)
    if level is None or not may_send_up(round_):
        raise ActRefused("Chỉ đề nghị cấp trên đánh giá khi đợt đã khóa phiếu và quy định có cấp tiếp theo.")
    entries = list(round_.entries.select_related("dossier__product").order_by("order"))
    if untallied := [str(entry) for entry in entries if entry.state == EntryState.WAITING]:
        raise Incomplete("Còn sản phẩm chưa tổng hợp điểm.", untallied)
    stars = dict(Tally.objects.filter(entry__in=entries).current().values_list("entry_id", "stars"))
    most = level.recognises_to or 0
    sent = []
    for entry in entries:
        if entry.state != EntryState.TALLIED:
            continue
        if stars[entry.pk] >= RECOGNISED_FROM and stars[entry.pk] > most:
            ENTRY_WORKFLOW.move(entry, "send_up", actor=actor)
            dossiers.send_up(dossier=entry.dossier, actor=actor)
            sent.append(entry)
        elif not most:
            ENTRY_WORKFLOW.move(entry, "keep_down", actor=actor)
            dossiers.conclude(dossier=entry.dossier, actor=actor)
    if not round_.entries.filter(state=EntryState.TALLIED).exists():
        ROUND_WORKFLOW.move(round_, "finish_round", actor=actor)
    return sent
