"""What followed the recognitions of the demonstration: checks, a withdrawal, a complaint, a proposal, a paper sheet.

Everything here is invented.
"""

import io
from datetime import date, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from evaluations.domain import central, complaints, decisions, expiry, paper, withdrawals
from evaluations.domain.queries.seats import eligible_members
from evaluations.enums import RoundState
from evaluations.models import Entry, Outcome
from ocop_cantho.demo.playing import picks_for
from products.enums import RatingState
from products.models import Rating
from regimes.domain.queries.specs import spec_of

SAID = "(minh họa)"


def load_after(*, users: dict[str, User]) -> None:
    """On ratings and rounds that are there already."""
    office = users["vanphong@ocop.example"]
    today = timezone.localdate()
    ratings = list(
        Rating.objects.filter(
            product__name__contains=SAID,  # nothing of the kind is said of a real product
            state=RatingState.RECOGNISED,
            expires_on__gt=today,
            decided_on__lt=today - timedelta(days=60),
        )
        .select_related("product")
        .order_by("product__sort_key", "pk")
    )
    for rating in ratings[:1]:
        _checks(rating, office, today)
        _complaint(rating, office, today)
    for rating in ratings[1:2]:
        _withdrawal(rating, office, today)
    for outcome in Outcome.objects.filter(is_potential_five=True, proposal=None).order_by("pk")[:1]:
        _propose(outcome, office, today)
    _paper_sheet(office)
    expiry.send_notices(today=today)


def _propose(outcome: Outcome, office: User, today: date) -> None:
    """The city's signed decision and the advisers' signed report go to the ministry with the bundle."""
    decision = outcome.entry.round.decisions.order_by("pk")[0]
    signed = {"content": _scan(), "actor": office}
    decisions.keep_signed(decision_id=decision.pk, name="quyet-dinh-minh-hoa.png", **signed)
    central.add_paper(outcome_id=outcome.pk, kind="advisory", name="to-tu-van-minh-hoa.png", **signed)
    sent_on = min(decision.signed_on + timedelta(days=12), today)
    central.send_proposal(
        outcome_id=outcome.pk, letter_no=f"45/TTr-UBND {SAID}", sent_on=sent_on, actor=office
    )


def _checks(rating: Rating, office: User, today: date) -> None:
    given = {"team": f"Văn phòng Điều phối, Sở Công Thương {SAID}", "actor": office}
    withdrawals.record_check(
        rating_id=rating.pk,
        kind="periodic",
        checked_on=today - timedelta(days=40),
        keeps_criteria=True,
        uses_brand_rightly=True,
        findings=f"Sản xuất ổn định, nhãn đúng quy định {SAID}.",
        conclusion="kept",
        report_no=f"11/BB {SAID}",
        **given,
    )
    withdrawals.record_check(
        rating_id=rating.pk,
        kind="sudden",
        checked_on=today - timedelta(days=25),
        keeps_criteria=False,
        uses_brand_rightly=True,
        findings=f"Phiếu kiểm nghiệm định kỳ đã quá hạn {SAID}.",
        conclusion="mend",
        mend_by=today + timedelta(days=5),
        report_no=f"12/BB {SAID}",
        **given,
    )


def _withdrawal(rating: Rating, office: User, today: date) -> None:
    withdrawals.open_withdrawal(
        rating_id=rating.pk,
        ground="violation",
        concluded_by=f"Chi cục Quản lý chất lượng {SAID}",
        conclusion_no=f"7/KL {SAID}",
        concluded_on=today - timedelta(days=6),
        summary=f"Mẫu kiểm nghiệm vượt giới hạn cho phép {SAID}.",
        actor=office,
    )


def _complaint(rating: Rating, office: User, today: date) -> None:
    made = complaints.receive_complaint(
        product=rating.product,
        complainant=f"Nguyễn Văn Đơn {SAID}",
        contact="",
        received_on=today - timedelta(days=12),
        content=f"Cho rằng điểm tiêu chí bao bì chưa đúng hồ sơ {SAID}.",
        actor=office,
    )
    complaints.accept_complaint(
        complaint_id=made.pk, on=today - timedelta(days=8), is_complex=False, actor=office
    )


def _paper_sheet(office: User) -> None:
    """One member of the open round gave its sheet on paper; half of it is typed."""
    for entry in Entry.objects.filter(round__state=RoundState.OPEN, round__is_demo=True).order_by("-order"):
        member = eligible_members(entry).exclude(sheets__entry=entry).first()
        if member is None:
            continue
        sheet = paper.start_paper_sheet(
            entry_id=entry.pk,
            member_id=member.pk,
            content=_scan(),
            name="phieu-giay-minh-hoa.png",
            actor=office,
        )
        picks = list(picks_for(spec_of(entry.dossier.criteria_set), 70, stars=3).items())
        paper.type_sheet(
            sheet_id=sheet.pk, picks=dict(picks[: len(picks) // 2]), comment="", revision=0, actor=office
        )
        return


def _scan() -> bytes:
    """A picture in the place of a scanned sheet."""
    picture = Image.new("RGB", (700, 990), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 660, 950), outline="black")
    for line in range(26):
        pen.rectangle((60, 80 + line * 32, 78, 98 + line * 32), outline="black")
        pen.line((95, 90 + line * 32, 560, 90 + line * 32), fill="grey")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
