"""The decision of the chairman of the People's Committee, the register and the certificates."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.models import User
from core.errors import ActRefused, Incomplete
from evaluations.domain.certifying import certify
from evaluations.domain.expiry import end_extensions
from evaluations.domain.locking import locked_round
from evaluations.domain.scans import keep_scan
from evaluations.domain.telling import tell_result
from evaluations.domain.workflow import ENTRY_WORKFLOW, ROUND_WORKFLOW
from evaluations.enums import EntryState, RoundState
from evaluations.models import Decision, Entry, Outcome, Round, Tally
from products.domain import dossiers
from products.domain.register import record_rating
from products.enums import RatingState
from regimes.models import EvaluationLevel

AUTHORITY = "Chủ tịch UBND thành phố Cần Thơ"


@transaction.atomic
def decide(
    *, entry_id: int, stars: int, actor: User, difference_reason: str = "", legal_basis: str = ""
) -> Outcome:
    """Decide the stars of an entry: those of the tally, or others with a reason and its legal basis.

    Never above what the tally allows. A city result of five stars is "potential five-star": the result is
    approved and proposed to the ministry, without a certificate (QĐ 26/2026/QĐ-TTg, Điều 7.3.e, 7.4).
    """
    entry = Entry.objects.get(pk=entry_id)
    locked_round(entry.round_id)
    entry = Entry.objects.select_related("round").get(pk=entry_id)
    tally = entry.tallies.order_by("-number").first()
    if tally is None:
        raise ActRefused("Chưa tổng hợp điểm nên chưa quyết định được.")
    if not 1 <= stars <= tally.stars:
        raise ActRefused(f"Hạng sao phải từ 1 đến {tally.stars} sao, là kết quả của Hội đồng.")
    if stars != tally.stars and not (difference_reason.strip() and legal_basis.strip()):
        raise ActRefused("Quyết định khác kết quả của Hội đồng phải ghi lý do và căn cứ.")
    potential = stars == 5 and entry.round.level != EvaluationLevel.CENTRAL
    ENTRY_WORKFLOW.move(entry, "decide", actor=actor, reason=difference_reason)
    return Outcome.objects.create(
        entry=entry,
        tally=tally,
        stars=4 if potential else stars,
        is_potential_five=potential,
        difference_reason=difference_reason,
        legal_basis=legal_basis,
        decided_by=actor,
    )


@transaction.atomic
def decide_as_council(*, round_id: int, tally_ids: Sequence[int], actor: User) -> list[Outcome]:
    """Decide these tallies as the council found, all or none; each was shown to who confirms.

    A tally that is no longer the last of its product is refused: what was shown is what is decided.
    """
    locked_round(round_id)
    shown = {tally.pk: tally for tally in Tally.objects.filter(pk__in=tally_ids, entry__round=round_id)}
    last = dict(Tally.objects.filter(entry__round=round_id).current().values_list("entry_id", "pk"))
    for pk in tally_ids:
        if pk not in shown or last[shown[pk].entry_id] != pk:
            raise ActRefused("Có sản phẩm vừa được tổng hợp lại. Hãy tải lại trang và xem kết quả mới.")
    return [
        decide(entry_id=tally.entry_id, stars=tally.stars, actor=actor)
        for tally in sorted(shown.values(), key=lambda tally: tally.entry_id)
    ]


@transaction.atomic
def issue_decision(
    *, round_id: int, number: str, signed_on: date, signer: str, signer_position: str, actor: User
) -> Decision:
    """Enter the signed recognition decision: ratings and certificates for every product of 3 stars or more.

    Incomplete lists the entries without an outcome. Products of one or two stars get neither
    decision nor certificate (Điều 4.1.a); their dossiers are concluded all the same.
    """
    round_ = locked_round(round_id)
    if round_.state != RoundState.CLOSED:
        raise ActRefused("Chỉ ghi quyết định công nhận cho đợt đã khóa phiếu và chưa có quyết định.")
    open_states = {EntryState.WAITING, EntryState.TALLIED}
    undecided = round_.entries.filter(state__in=open_states).select_related("dossier__product")
    if undecided:
        raise Incomplete("Còn sản phẩm chưa quyết định phân hạng.", [str(entry) for entry in undecided])
    if Decision.objects.filter(number=number).exists():
        raise ActRefused(f"Quyết định số {number} đã có trong sổ.")
    decision = Decision.objects.create(
        round=round_,
        number=number,
        signed_on=signed_on,
        signer=signer,
        signer_position=signer_position,
        recorded_by=actor,
    )
    for outcome in _outcomes(round_):
        if outcome.stars >= 3:
            _recognise(decision, outcome, actor)
        dossiers.conclude(dossier=outcome.entry.dossier, actor=actor)
        tell_result(outcome, decision)
    for entry in round_.entries.select_related("dossier").order_by(
        "order"
    ):  # those put out have a result too
        end_extensions(dossier=entry.dossier, on=signed_on, actor=actor)
    ROUND_WORKFLOW.move(round_, "finish_round", actor=actor)
    return decision


@transaction.atomic
def keep_signed(*, decision_id: int, content: bytes, name: str, actor: User) -> Decision:
    """Keep the scan of the signed decision; another one replaces it, the history names both. Raises FileRefused."""
    decision = Decision.objects.get(pk=decision_id)
    locked_round(decision.round_id)
    decision.scan = keep_scan(content=content, name=name, actor=actor)
    decision.save(update_fields=["scan"])
    return decision


def _outcomes(round_: Round) -> list[Outcome]:
    return list(
        Outcome.objects.filter(entry__round=round_)
        .select_related(
            "tally",
            "entry__dossier__product__producer",
            "entry__dossier__product__unit",
            "entry__dossier__regime",
        )
        .order_by("entry__order")
    )


def _recognise(decision: Decision, outcome: Outcome, actor: User) -> None:
    """Enter the result in the register; three and four stars get their certificate."""
    dossier = outcome.entry.dossier
    potential = outcome.is_potential_five
    rating = record_rating(
        product=dossier.product,
        regime=dossier.regime,
        kind=dossier.kind,
        stars=outcome.stars,
        state=RatingState.POTENTIAL_FIVE if potential else RatingState.RECOGNISED,
        mean=outcome.tally.mean,
        decision_no=decision.number,
        decided_on=decision.signed_on,
        authority=AUTHORITY,
        actor=actor,
    )
    if not potential:
        certify(decision=decision, outcome=outcome, rating=rating)
