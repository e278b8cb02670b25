"""From 90 points to five stars: the proposal to the ministry and what came of it (QĐ 26/2026/QĐ-TTg, Điều 7.3.e, 7.4).

Locks: the round first, then the proposal.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete
from evaluations.domain.certifying import certify
from evaluations.domain.locking import locked_round
from evaluations.domain.queries.ministry import ministry_items, missing_of
from evaluations.domain.scans import keep_scan
from evaluations.domain.telling import tell_holders
from evaluations.domain.withdrawals import CITY_AUTHORITY, MINISTER
from evaluations.domain.workflow import PROPOSAL_WORKFLOW
from evaluations.enums import MinistryPaper
from evaluations.models import CentralProposal, Decision, Outcome, ProposalPaper
from products.domain.register import move_expiry, record_rating
from products.enums import RatingState
from products.models import Rating
from regimes.arithmetic import stars_for
from regimes.domain.queries.specs import rules_of

FIVE_FROM = 90


@transaction.atomic
def send_proposal(*, outcome_id: int, letter_no: str, sent_on: date, actor: User) -> CentralProposal:
    """Record the letter that proposes a product to the ministry. The city's decision comes first.

    Incomplete lists the documents of Điều 6.3 that the bundle lacks.
    """
    outcome = Outcome.objects.select_related("entry__round", "entry__dossier__product").get(pk=outcome_id)
    locked_round(outcome.entry.round_id)
    if not outcome.is_potential_five:
        raise ActRefused("Chỉ đề nghị trung ương đánh giá sản phẩm tiềm năng 5 sao (từ 90 điểm trở lên).")
    if CentralProposal.objects.filter(outcome=outcome).exists():
        raise ActRefused("Sản phẩm này đã được đề nghị.")
    rating = _potential_rating(outcome)
    if not rating.decided_on <= sent_on <= timezone.localdate():
        raise ActRefused(
            f"Ngày gửi phải từ ngày thành phố phê duyệt kết quả ({rating.decided_on:%d/%m/%Y}) đến hôm nay."
        )
    if missing := missing_of(ministry_items(outcome)):
        raise Incomplete("Bộ hồ sơ gửi Bộ còn thiếu văn bản (Điều 6 khoản 3).", missing)
    return CentralProposal.objects.create(
        outcome=outcome, rating=rating, letter_no=letter_no, sent_on=sent_on, sent_by=actor
    )


@transaction.atomic
def add_paper(*, outcome_id: int, kind: str, content: bytes, name: str, actor: User) -> ProposalPaper:
    """Put a signed document into the bundle for the ministry, until it was sent. Raises FileRefused."""
    outcome = _before_sending(outcome_id)
    return ProposalPaper.objects.create(
        outcome=outcome,
        kind=MinistryPaper(kind),
        file=keep_scan(content=content, name=name, actor=actor),
        added_by=actor,
    )


@transaction.atomic
def remove_paper(*, paper: ProposalPaper, actor: User) -> None:
    """Take a document out of the bundle again, until it was sent; its history and its file stay."""
    _before_sending(paper.outcome_id)
    paper.delete()


def _before_sending(outcome_id: int) -> Outcome:
    outcome = Outcome.objects.select_related("entry").get(pk=outcome_id)
    locked_round(outcome.entry.round_id)
    if CentralProposal.objects.filter(outcome=outcome).exists():
        raise ActRefused("Hồ sơ đã gửi Bộ nên không thêm, bớt văn bản được nữa.")
    return outcome


def _potential_rating(outcome: Outcome) -> Rating:
    decision = outcome.entry.round.decisions.order_by("pk").first()
    if decision is None:
        raise ActRefused("Hãy ghi quyết định phê duyệt kết quả của thành phố trước.")
    return Rating.objects.get(
        product=outcome.entry.dossier.product, state=RatingState.POTENTIAL_FIVE, decision_no=decision.number
    )


def _locked(proposal_id: int) -> CentralProposal:
    found = CentralProposal.objects.select_related("outcome__entry").get(pk=proposal_id)
    locked_round(found.outcome.entry.round_id)
    return (
        CentralProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "rating__product__producer", "rating__regime", "outcome__entry__round", "outcome__entry__dossier"
        )
        .get(pk=proposal_id)
    )


def _result(found: CentralProposal, points: Decimal, result_no: str, result_on: date) -> list[str]:
    """Note the ministry's result; returns the changed fields."""
    if not found.sent_on <= result_on <= timezone.localdate():
        raise ActRefused("Ngày kết quả phải từ ngày gửi hồ sơ đến hôm nay.")
    if not 0 <= points <= 100:
        raise ActRefused("Điểm phải từ 0 đến 100.")
    found.central_points, found.result_no, found.result_on = points, result_no, result_on
    return ["central_points", "result_no", "result_on"]


@transaction.atomic
def record_five(
    *, proposal_id: int, points: Decimal, result_no: str, result_on: date, actor: User
) -> CentralProposal:
    """Enter the ministry's decision: five stars, with the ministry's own certificate of 36 months."""
    found = _locked(proposal_id)
    if points < FIVE_FROM:
        raise ActRefused("Dưới 90 điểm không phải 5 sao. Hãy dùng “Công nhận theo kết quả trung ương”.")
    changed = _result(found, points, result_no, result_on)
    found.final_rating = record_rating(
        product=found.rating.product,
        regime=found.rating.regime,
        kind=found.rating.kind,
        stars=5,
        state=RatingState.RECOGNISED,
        mean=Fraction(points),
        decision_no=result_no,
        decided_on=result_on,
        authority=MINISTER,
        actor=actor,
    )
    PROPOSAL_WORKFLOW.move(found, "record_five", actor=actor, save=[*changed, "final_rating"])
    _tell(found, "được Bộ Nông nghiệp và Môi trường công nhận 5 sao")
    return found


@transaction.atomic
def fall_back(
    *,
    proposal_id: int,
    stars: int,
    points: Decimal,
    result_no: str,
    result_on: date,
    decision_no: str,
    signed_on: date,
    signer: str,
    signer_position: str,
    actor: User,
) -> CentralProposal:
    """Below 90 at the centre: the city recognises three or four stars on the centre's result (Điều 7.4.g)."""
    found = _locked(proposal_id)
    if points >= FIVE_FROM:
        raise ActRefused("Từ 90 điểm là 5 sao. Hãy dùng “Ghi quyết định 5 sao của Bộ”.")
    most = stars_for(points, rules_of(found.rating.regime).bands)
    if stars not in {3, 4} or stars > most:
        raise ActRefused(f"Với {points} điểm, thành phố chỉ công nhận được đến {min(most, 4)} sao.")
    changed = _result(found, points, result_no, result_on)
    if not result_on <= signed_on <= timezone.localdate():
        raise ActRefused("Ngày quyết định của thành phố phải từ ngày có kết quả trung ương đến hôm nay.")
    decision = _decision(found, decision_no, signed_on, signer, signer_position, actor)
    found.final_rating = record_rating(
        product=found.rating.product,
        regime=found.rating.regime,
        kind=found.rating.kind,
        stars=stars,
        state=RatingState.RECOGNISED,
        mean=Fraction(points),
        decision_no=decision.number,
        decided_on=decision.signed_on,
        authority=CITY_AUTHORITY,
        actor=actor,
    )
    PROPOSAL_WORKFLOW.move(found, "fall_back", actor=actor, save=[*changed, "final_rating"])
    certify(decision=decision, outcome=found.outcome, rating=found.final_rating)
    _tell(found, f"được thành phố công nhận {stars} sao theo kết quả đánh giá của trung ương")
    return found


def _decision(
    found: CentralProposal, number: str, signed_on: date, signer: str, position: str, actor: User
) -> Decision:
    """The city's decision; several products of one round may stand in the same one."""
    known = Decision.objects.filter(number=number).first()
    if known is None:
        return Decision.objects.create(
            round=found.outcome.entry.round,
            number=number,
            signed_on=signed_on,
            signer=signer,
            signer_position=position,
            recorded_by=actor,
        )
    if (known.round_id, known.signed_on) != (found.outcome.entry.round_id, signed_on):
        raise ActRefused(f"Quyết định số {number} đã có trong sổ với ngày hoặc đợt khác. Hãy xem lại số.")
    return known


@transaction.atomic
def hand_back(
    *, proposal_id: int, points: Decimal, result_no: str, result_on: date, reason: str, actor: User
) -> CentralProposal:
    """Below 90, and the city evaluates anew: the product is no longer a potential five-star one."""
    found = _locked(proposal_id)
    if points >= FIVE_FROM:
        raise ActRefused("Từ 90 điểm là 5 sao. Hãy dùng “Ghi quyết định 5 sao của Bộ”.")
    changed = _result(found, points, result_no, result_on)
    PROPOSAL_WORKFLOW.move(found, "hand_back", actor=actor, reason=reason, save=changed)
    if result_on > found.rating.decided_on:
        move_expiry(rating_id=found.rating_id, expires_on=result_on, actor=actor)
    _tell(found, "chưa đạt 90 điểm ở trung ương; thành phố sẽ đánh giá lại")
    return found


def _tell(found: CentralProposal, what: str) -> None:
    tell_holders(
        found.final_rating or found.rating,
        kind="result",
        text=f"{found.rating.product} {what}.",
        key=f"trung-uong-{found.pk}",
    )
