"""Complaints about results and certificates. Locks: the complaint.

QĐ 26/2026/QĐ-TTg has no article on complaints, so the Law on complaints of 2011 (Luật 02/2011/QH13) holds: taken
up or refused in 10 days (Điều 27), resolved in 30 to 60 (Điều 28), taken back in writing at any time (Điều 10).
Luật 136/2025/QH15 of 10/12/2025, in force since 01/07/2026, amends it. What was reported of it when it was passed and
in the government's introduction is about taking back (what was taken back is not looked at again, unless under threat)
and pausing, not about these limits. Its own text on them has not been compared: `evaluations.deadlines` is the place.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused
from evaluations.deadlines import ACCEPT_DAYS, days_after, resolve_by
from evaluations.domain.workflow import COMPLAINT_WORKFLOW
from evaluations.enums import ComplaintOutcome
from evaluations.models import Complaint, Entry
from products.models import Product


def _not_in_future(day: date, what: str) -> None:
    if day > timezone.localdate():
        raise ActRefused(f"{what} ở tương lai. Hãy xem lại ngày.")


@transaction.atomic
def receive_complaint(
    *,
    product: Product,
    complainant: str,
    contact: str,
    content: str,
    received_on: date,
    actor: User,
    entry: Entry | None = None,
) -> Complaint:
    """Register a complaint; whether it is taken up must be answered within 10 days (Luật Khiếu nại, Điều 27)."""
    _not_in_future(received_on, "Ngày nhận đơn")
    if entry is not None and entry.dossier.product_id != product.pk:
        raise ActRefused("Kết quả bị khiếu nại không phải của sản phẩm này.")
    return Complaint.objects.create(
        product=product,
        entry=entry,
        complainant=complainant,
        contact=contact,
        content=content,
        received_on=received_on,
        accept_by=days_after(received_on, ACCEPT_DAYS),
        recorded_by=actor,
    )


def _locked(complaint_id: int) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",), no_key=True).get(pk=complaint_id)


@transaction.atomic
def accept_complaint(
    *, complaint_id: int, on: date, is_complex: bool, actor: User, is_remote: bool = False
) -> Complaint:
    """Take it up: from now 30 days to resolve it, up to 60 (Luật Khiếu nại, Điều 28; `evaluations.deadlines`)."""
    found = _locked(complaint_id)
    _not_in_future(on, "Ngày thụ lý")
    if on < found.received_on:
        raise ActRefused("Ngày thụ lý trước ngày nhận đơn. Hãy xem lại ngày.")
    found.accepted_on, found.is_complex, found.is_remote = on, is_complex, is_remote
    found.resolve_by = resolve_by(on, is_complex=is_complex, is_remote=is_remote)
    changed = ["accepted_on", "is_complex", "is_remote", "resolve_by"]
    COMPLAINT_WORKFLOW.move(found, "accept_complaint", actor=actor, save=changed)
    return found


def _end(found: Complaint, step: str, on: date, reason: str, actor: User, **also: str) -> Complaint:
    _not_in_future(on, "Ngày")
    if on < (found.accepted_on or found.received_on):
        raise ActRefused("Ngày kết thúc trước ngày nhận hoặc thụ lý đơn. Hãy xem lại ngày.")
    found.ended_on = on
    for name, value in also.items():
        setattr(found, name, value)
    COMPLAINT_WORKFLOW.move(found, step, actor=actor, reason=reason, save=["ended_on", *also])
    return found


@transaction.atomic
def refuse_complaint(*, complaint_id: int, on: date, answer_no: str, reason: str, actor: User) -> Complaint:
    """Do not take it up, and say why in writing (Luật Khiếu nại, Điều 11 and 27)."""
    found = _locked(complaint_id)
    return _end(found, "refuse_complaint", on, reason, actor, answer_no=answer_no, answer=reason)


@transaction.atomic
def resolve_complaint(
    *, complaint_id: int, on: date, outcome: str, answer_no: str, answer: str, actor: User
) -> Complaint:
    """Answer it. Nothing about the result changes by itself: a wrong result is mended by its own acts."""
    found = _locked(complaint_id)
    outcome = ComplaintOutcome(outcome)
    return _end(
        found, "resolve_complaint", on, answer, actor, outcome=outcome, answer_no=answer_no, answer=answer
    )


@transaction.atomic
def take_back_complaint(*, complaint_id: int, on: date, reason: str, actor: User) -> Complaint:
    """The complainant has taken it back, in writing (Luật Khiếu nại, Điều 10)."""
    return _end(_locked(complaint_id), "take_back", on, reason, actor)
