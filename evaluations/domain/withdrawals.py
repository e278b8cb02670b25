"""Post-checks and the withdrawal of certificates (QĐ 26/2026/QĐ-TTg, Điều 8 and 9). Locks: the rating first."""

from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import settle
from accounts.models import User
from core.errors import ActRefused
from evaluations.deadlines import WITHDRAWAL_DAYS, days_after
from evaluations.domain.scans import keep_scan
from evaluations.domain.telling import tell_holders
from evaluations.domain.workflow import WITHDRAWAL_WORKFLOW
from evaluations.enums import CheckConclusion, WithdrawalGround, WithdrawalState
from evaluations.models import PostCheck, Withdrawal
from products.domain.register import locked_rating, withdraw_rating
from products.enums import RatingState
from products.models import Rating

CITY_AUTHORITY = "Chủ tịch UBND thành phố Cần Thơ"
MINISTER = "Bộ trưởng Bộ Nông nghiệp và Môi trường"


def authority_for(rating: Rating) -> str:
    """Who withdraws: the minister for five stars, the chairman of the city for three and four (Điều 8.2)."""
    return MINISTER if rating.stars == 5 else CITY_AUTHORITY


@transaction.atomic
def record_check(
    *, rating_id: int, actor: User, content: bytes = b"", name: str = "", **found: Any
) -> PostCheck:
    """Record an inspection and what it concluded, with the scan of its minutes where there is one.

    Raises ActRefused for a day before the recognition or in the future.
    """
    rating = locked_rating(rating_id)
    if found["checked_on"] > timezone.localdate():
        raise ActRefused("Ngày kiểm tra ở tương lai. Hãy ghi sau khi đã kiểm tra.")
    if found["checked_on"] < rating.decided_on:
        raise ActRefused("Ngày kiểm tra trước ngày công nhận. Hãy xem lại ngày.")
    check = PostCheck(rating=rating, recorded_by=actor, **found)
    if content:
        check.scan = keep_scan(content=content, name=name, actor=actor)
    check.full_clean()
    check.save()
    if check.conclusion != CheckConclusion.KEPT:
        tell_holders(
            rating,
            kind="task",
            text=f"Kết luận hậu kiểm ngày {check.checked_on:%d/%m/%Y} đối với {rating.product}: "
            f"{check.get_conclusion_display().lower()}.",
            key=f"hau-kiem-{check.pk}",
        )
    return check


@transaction.atomic
def record_mending(*, check_id: int, on: date, how: str, actor: User) -> PostCheck:
    """Record that what a check found was mended."""
    check = PostCheck.objects.select_for_update(of=("self",), no_key=True).get(pk=check_id)
    if check.conclusion != CheckConclusion.MEND or check.mended_on:
        raise ActRefused("Đợt hậu kiểm này không chờ khắc phục.")
    if not check.checked_on <= on <= timezone.localdate():
        raise ActRefused("Ngày khắc phục phải từ ngày kiểm tra đến hôm nay.")
    if not how.strip():
        raise ActRefused("Hãy ghi kết quả khắc phục.")
    check.mended_on, check.mended_how = on, how
    with pghistory.context(user=actor.pk):
        check.save(update_fields=["mended_on", "mended_how"])
    settle(url=reverse("recognition", args=[check.rating_id]), about=f"hau-kiem-{check.pk}")
    return check


@transaction.atomic
def open_withdrawal(
    *,
    rating_id: int,
    ground: str,
    concluded_by: str,
    conclusion_no: str,
    concluded_on: date,
    summary: str,
    actor: User,
    post_check: PostCheck | None = None,
) -> Withdrawal:
    """Begin a withdrawal on one of the six grounds; its 15 days run from the conclusion (Điều 8.4)."""
    rating = locked_rating(rating_id)
    if rating.state == RatingState.WITHDRAWN:
        raise ActRefused("Giấy chứng nhận này đã bị thu hồi.")
    if concluded_on > timezone.localdate():
        raise ActRefused("Ngày kết luận ở tương lai. Hãy xem lại ngày trên văn bản.")
    if rating.withdrawals.filter(state=WithdrawalState.OPEN).exists():
        raise ActRefused("Giấy chứng nhận này đang được xem xét thu hồi.")
    days = rating.regime.withdrawal_days or WITHDRAWAL_DAYS
    made = Withdrawal.objects.create(
        rating=rating,
        ground=WithdrawalGround(ground),
        concluded_by=concluded_by,
        conclusion_no=conclusion_no,
        concluded_on=concluded_on,
        due_on=days_after(concluded_on, days),
        summary=summary,
        post_check=post_check,
        authority=authority_for(rating),
        recorded_by=actor,
    )
    tell_holders(
        rating,
        kind="result",
        text=f"Giấy chứng nhận của {rating.product} đang được xem xét thu hồi, căn cứ: "
        f"{made.get_ground_display()}. Hạn quyết định {made.due_on:%d/%m/%Y}.",
        key=f"xet-thu-hoi-{made.pk}",
    )
    return made


def _locked(withdrawal_id: int) -> Withdrawal:
    found = Withdrawal.objects.select_related("rating").get(pk=withdrawal_id)
    locked_rating(found.rating_id)
    return (
        Withdrawal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("rating__product")
        .get(pk=withdrawal_id)
    )


@transaction.atomic
def decide_withdrawal(*, withdrawal_id: int, decision_no: str, decided_on: date, actor: User) -> Withdrawal:
    """Enter the decision: the register and the public verification say so from this moment on."""
    found = _locked(withdrawal_id)
    if not found.concluded_on <= decided_on <= timezone.localdate():
        raise ActRefused("Ngày quyết định phải từ ngày kết luận đến hôm nay.")
    found.decision_no, found.decided_on = decision_no, decided_on
    WITHDRAWAL_WORKFLOW.move(found, "decide_withdrawal", actor=actor, save=["decision_no", "decided_on"])
    withdraw_rating(
        rating_id=found.rating_id,
        on=decided_on,
        reason=f"{found.get_ground_display()}. Quyết định số {decision_no}.",
        actor=actor,
    )
    tell_holders(
        found.rating,
        kind="result",
        text=f"Giấy chứng nhận của {found.rating.product} đã bị thu hồi theo Quyết định số {decision_no} "
        f"ngày {decided_on:%d/%m/%Y}.",
        key=f"thu-hoi-{found.pk}",
    )
    return found


@transaction.atomic
def drop_withdrawal(*, withdrawal_id: int, reason: str, actor: User) -> Withdrawal:
    """End the matter without withdrawing, with the reason."""
    found = _locked(withdrawal_id)
    WITHDRAWAL_WORKFLOW.move(found, "drop_withdrawal", actor=actor, reason=reason)
    tell_holders(
        found.rating,
        kind="result",
        text=f"Giấy chứng nhận của {found.rating.product} không bị thu hồi. Lý do: {reason}",
        key=f"khong-thu-hoi-{found.pk}",
    )
    return found
