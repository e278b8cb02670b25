"""What may follow a recognition, made by the acts."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.domain import central, complaints, decisions, paper, tallies, withdrawals
from evaluations.models import (
    CentralProposal,
    Complaint,
    CouncilMember,
    Decision,
    Entry,
    Outcome,
    PostCheck,
    ProposalPaper,
    Sheet,
    Withdrawal,
)
from products.models import Product, Rating
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FULL, issued, scored_entry


def withdrawal(rating: Rating, **changes: Any) -> Withdrawal:
    """A withdrawal begun yesterday."""
    given = {
        "ground": "violation",
        "concluded_by": "Chi cục Quản lý chất lượng",
        "conclusion_no": "12/KL-QLCL",
        "concluded_on": timezone.localdate() - timedelta(days=1),
        "summary": "Mẫu kiểm nghiệm vượt giới hạn.",
    }
    return withdrawals.open_withdrawal(rating_id=rating.pk, actor=UserFactory(), **given | changes)


def post_check(rating: Rating, **changes: Any) -> PostCheck:
    """An inspection that asks for mending."""
    given = {
        "kind": "periodic",
        "checked_on": timezone.localdate() - timedelta(days=3),
        "team": "Văn phòng Điều phối, Sở Công Thương",
        "keeps_criteria": False,
        "uses_brand_rightly": True,
        "findings": "Nhãn thiếu ngày sản xuất.",
        "conclusion": "mend",
        "mend_by": timezone.localdate() + timedelta(days=20),
        "report_no": "5/BB",
    }
    return withdrawals.record_check(rating_id=rating.pk, actor=UserFactory(), **given | changes)


def complaint(product: Product, **changes: Any) -> Complaint:
    """A complaint received today."""
    given = {
        "complainant": "Trần Thị Khiếu",
        "contact": "0900 000 000",
        "content": "Điểm chấm chưa đúng.",
        "received_on": timezone.localdate(),
    }
    return complaints.receive_complaint(product=product, actor=UserFactory(), **given | changes)


def potential_five() -> Outcome:
    """The outcome of a product with 100 points whose city decision is signed today."""
    entry = scored_entry(FULL, FULL, FULL)
    tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    issued(entry)
    return Outcome.objects.get(entry=entry)


def signed(decision: Decision) -> Decision:
    """The decision with the scan of what was signed."""
    return decisions.keep_signed(
        decision_id=decision.pk, content=files.pdf(), name="quyet-dinh.pdf", actor=UserFactory()
    )


def ministry_paper(outcome: Outcome, kind: str = "advisory") -> ProposalPaper:
    """A signed document in the bundle for the ministry."""
    return central.add_paper(
        outcome_id=outcome.pk, kind=kind, content=files.pdf(), name="ban-ky.pdf", actor=UserFactory()
    )


def proposal() -> CentralProposal:
    """Such a product proposed to the ministry today."""
    outcome = potential_five()
    ministry_paper(outcome)
    return central.send_proposal(
        outcome_id=outcome.pk,
        letter_no="7/TTr-UBND",
        sent_on=timezone.localdate(),
        actor=UserFactory(),
    )


def paper_sheet(entry: Entry, member: CouncilMember | None = None) -> Sheet:
    """A paper sheet of a member, begun by the office."""
    member = member or CouncilMember.objects.filter(council=entry.round.council, office="member").first()
    return paper.start_paper_sheet(
        entry_id=entry.pk, member_id=member.pk, content=files.pdf(), name="phieu.pdf", actor=UserFactory()
    )
