"""The acts on rounds and their entries. Locks: round, dossier, sheet, in this order."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete
from evaluations.domain import score_log
from evaluations.domain.locking import locked_round
from evaluations.domain.queries.board import missing_before_closing
from evaluations.domain.queries.proposals import proposed_rounds
from evaluations.domain.reminders import settle_reminders
from evaluations.domain.workflow import ENTRY_WORKFLOW, ROUND_WORKFLOW
from evaluations.enums import EntryState, Office, RoundState
from evaluations.models import (
    Council,
    CouncilMember,
    CouncilRules,
    Entry,
    Recusal,
    RequirementConclusion,
    Round,
)
from products.domain import dossiers
from products.models import Dossier
from regimes.models import CriterionOption, LegalRegime


@transaction.atomic
def create_round(
    *, council: Council, regime: LegalRegime, year: int, sequence: int, name: str, actor: User, **details: Any
) -> Round:
    """A new round with the council's rules copied into it; later changes of the rules leave it alone."""
    rules = {field.name: getattr(council, field.name) for field in CouncilRules._meta.get_fields()}
    if not regime.levels.filter(level=council.level).exists() and regime.levels.exists():
        raise ActRefused(f"{regime} không có đánh giá {council.get_level_display().lower()}.")
    if Round.objects.filter(council=council, year=year, sequence=sequence).exists():
        raise ActRefused(f"Hội đồng đã có đợt {sequence} năm {year}. Hãy chọn số đợt khác.")
    round_ = Round(
        council=council,
        regime=regime,
        level=council.level,
        year=year,
        sequence=sequence,
        name=name,
        **{**rules, **details},
    )
    round_.full_clean()
    round_.save()
    return round_


@transaction.atomic
def create_proposed_rounds(*, council: Council, year: int, actor: User) -> list[Round]:
    """Make the rounds of ``year`` that the law asks for and that the council does not have yet."""
    missing = [row for row in proposed_rounds(council, year) if row.made is None]
    if not missing:
        raise ActRefused(f"Năm {year} không còn đợt nào theo quy định phải lập.")
    return [
        create_round(
            council=council,
            regime=row.regime,
            year=year,
            sequence=row.sequence,
            name=row.name,
            actor=actor,
            dossiers_before=row.dossiers_before,
            evaluate_before=row.evaluate_before,
        )
        for row in missing
    ]


@transaction.atomic
def move_entry(*, entry_id: int, place: int, actor: User) -> Entry:
    """Put an entry at ``place`` (from 1) in the order of its round; the others close up."""
    entry = Entry.objects.get(pk=entry_id)
    round_ = locked_round(entry.round_id)
    if round_.state != RoundState.PREPARING:
        raise ActRefused("Đợt đã mở chấm điểm nên không đổi thứ tự được.")
    rows = list(round_.entries.order_by("order"))
    moved = next(row for row in rows if row.pk == entry_id)
    rows.remove(moved)
    rows.insert(max(place, 1) - 1, moved)
    for order, row in enumerate(rows, start=1):
        row.order = order
    Entry.objects.bulk_update(rows, ["order"])  # unique within the round once the transaction ends
    return moved


@transaction.atomic
def add_entry(*, round_id: int, dossier_id: int, actor: User) -> Entry:
    """Take an accepted dossier into a round that has not been opened."""
    round_ = locked_round(round_id)
    if round_.state != RoundState.PREPARING:
        raise ActRefused("Đợt đã mở chấm điểm nên không thêm hồ sơ được. Hãy đưa hồ sơ vào đợt sau.")
    dossier = Dossier.objects.get(pk=dossier_id)
    if dossier.regime_id != round_.regime_id:
        raise ActRefused(f"Hồ sơ theo {dossier.regime}, còn đợt này đánh giá theo {round_.regime}.")
    dossiers.enter_round(dossier=dossier, actor=actor)
    last = round_.entries.aggregate(last=Max("order"))["last"] or 0
    return Entry.objects.create(round=round_, dossier=dossier, order=last + 1)


@transaction.atomic
def open_round(*, round_id: int, actor: User) -> Round:
    """Let the members score. Incomplete lists what the council lacks."""
    round_ = locked_round(round_id)
    members = CouncilMember.objects.filter(council=round_.council, is_active=True)
    missing = []
    if not round_.entries.exists():
        missing.append("Đợt chưa có hồ sơ nào")
    if not members.filter(office=Office.CHAIR).exists():
        missing.append("Hội đồng chưa có Chủ tịch")
    if missing and round_.state == RoundState.PREPARING:
        raise Incomplete("Chưa mở được đợt chấm điểm.", missing)
    round_.opened_at = timezone.now()
    ROUND_WORKFLOW.move(round_, "open_round", actor=actor, save=["opened_at"])
    return round_


@transaction.atomic
def recuse(*, entry_id: int, member_id: int, reason: str, actor: User) -> Recusal:
    """Record that a member stands back from an entry; its sheet does not count, nor it for the quorum."""
    entry = Entry.objects.select_related("round").get(pk=entry_id)
    round_ = locked_round(entry.round_id)
    if round_.state not in {RoundState.PREPARING, RoundState.OPEN}:
        raise ActRefused("Đợt đã khóa phiếu nên không ghi xung đột lợi ích được nữa.")
    if not reason.strip():
        raise ActRefused("Cần ghi lý do đứng ngoài.")
    if not CouncilMember.objects.filter(pk=member_id, council=round_.council).exists():
        raise ActRefused("Người này không thuộc Hội đồng của đợt.")
    recusal, _ = Recusal.objects.update_or_create(
        entry=entry,
        member_id=member_id,
        defaults={"reason": reason, "recorded_by": actor, "waived_by": None, "waiver_reason": ""},
    )
    return recusal


@transaction.atomic
def waive_recusal(*, recusal_id: int, reason: str, actor: User) -> Recusal:
    """Let a member who declared an interest score all the same: whoever presides says why, never of itself."""
    recusal = Recusal.objects.select_related("entry__round", "member").get(pk=recusal_id)
    round_ = locked_round(recusal.entry.round_id)
    if round_.state not in {RoundState.PREPARING, RoundState.OPEN}:
        raise ActRefused("Đợt đã khóa phiếu nên không đổi được nữa.")
    if recusal.member.user_id == actor.pk:
        raise ActRefused("Không ai tự cho phép mình chấm sản phẩm mà mình có liên quan.")
    if not round_.council.members.presiding().filter(user=actor).exists():
        raise ActRefused(
            "Chỉ người chủ trì Hội đồng được cho phép thành viên đã khai xung đột lợi ích chấm điểm."
        )
    if not reason.strip():
        raise ActRefused("Cần ghi lý do cho phép chấm.")
    recusal.waived_by, recusal.waiver_reason = actor, reason
    recusal.save(update_fields=["waived_by", "waiver_reason"])
    return recusal


@transaction.atomic
def eliminate(*, entry_id: int, reason: str, actor: User) -> Entry:
    """Put a dossier out without scores, on a ground printed on its sheet."""
    entry = Entry.objects.get(pk=entry_id)
    locked_round(entry.round_id)
    entry = Entry.objects.select_related("dossier").get(pk=entry_id)
    entry.elimination_reason = reason
    ENTRY_WORKFLOW.move(entry, "eliminate", actor=actor, reason=reason, save=["elimination_reason"])
    dossiers.conclude(dossier=entry.dossier, actor=actor)
    return entry


@transaction.atomic
def close_round(*, round_id: int, actor: User) -> Round:
    """End the scoring and seal the logs of all sheets; from now on no mark changes.

    Incomplete lists what is missing.
    """
    round_ = locked_round(round_id)
    if round_.state == RoundState.OPEN and (missing := missing_before_closing(round_)):
        raise Incomplete("Chưa khóa được phiếu.", missing)
    round_.closed_at = timezone.now()
    ROUND_WORKFLOW.move(round_, "close_round", actor=actor, save=["closed_at"])
    score_log.seal(round_, actor=actor)
    settle_reminders(round_)
    return round_


@transaction.atomic
def conclude_requirement(
    *, entry_id: int, criterion_code: str, stars: int, is_met: bool, reason: str, actor: User
) -> RequirementConclusion:
    """Record the council's conclusion where members disagree on a minimum requirement."""
    entry = Entry.objects.select_related("dossier").get(pk=entry_id)
    locked_round(entry.round_id)
    if not reason.strip():
        raise ActRefused("Kết luận của Hội đồng phải có lý do.")
    if Entry.objects.get(pk=entry_id).state == EntryState.DECIDED:
        raise ActRefused("Sản phẩm đã có quyết định nên không đổi kết luận được.")
    option = CriterionOption.objects.filter(
        criterion__criteria_set=entry.dossier.criteria_set,
        criterion__code=criterion_code,
        required_for_stars=stars,
    ).first()
    if option is None:
        raise ActRefused(f"Tiêu chí {criterion_code} không có yêu cầu tối thiểu của hạng {stars} sao.")
    conclusion, _ = RequirementConclusion.objects.update_or_create(
        entry=entry,
        criterion=option.criterion,
        stars=stars,
        defaults={"is_met": is_met, "reason": reason, "concluded_by": actor},
    )
    return conclusion
