"""The watch over the ends of certificates: notices in time, and the extension of the transition (Điều 12.3).

Each certificate is one transaction: killed at any point and run again, nobody is told twice and nobody is missed.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify, settle
from accounts.models import User
from core.errors import ActRefused
from evaluations.deadlines import THRESHOLDS, Due, Ending, due_notices, last_extension, window
from evaluations.domain.telling import office, tell_holders
from evaluations.models import ExpiryNotice, Extension
from products.domain.register import locked_rating, move_expiry
from products.enums import DossierState, RatingState
from products.models import Dossier, Rating
from regimes.models import DossierKind

UNDER_WAY = (
    *(DossierState.HANDED_IN, DossierState.COMMUNE_REVIEW, DossierState.PROPOSED),
    *(DossierState.OFFICE_CHECK, DossierState.RETURNED, DossierState.ACCEPTED, DossierState.IN_ROUND),
)
"""A dossier handed in: its producer has done what a notice would ask of it."""
WORDS = {
    180: "Từ hôm nay đến {closes} có thể nộp hồ sơ đánh giá lại.",
    150: "Hồ sơ đánh giá lại phải nộp trước hoặc trong ngày {closes}.",
    120: "Ngày {closes} là ngày cuối nhận hồ sơ đánh giá lại.",
    60: "Thời gian nộp hồ sơ đánh giá lại đã hết ngày {closes}; nếu chưa nộp, hãy hỏi xã, phường ngay.",
    30: "Sau ngày hết hạn, không được dùng nhãn hiệu OCOP cho sản phẩm này.",
    7: "Sau ngày hết hạn, không được dùng nhãn hiệu OCOP cho sản phẩm này.",
}


def ending_ratings(*, first: date, last: date) -> QuerySet[Rating]:
    """The recognitions that end between both days and that nothing has followed: the last of their product,
    neither withdrawn nor potential five-star."""
    later = Rating.objects.filter(product=OuterRef("product"), decided_on__gt=OuterRef("decided_on"))
    return (
        Rating.objects.filter(state=RatingState.RECOGNISED, expires_on__range=(first, last))
        .filter(~Exists(later))
        .select_related("product__producer", "product__unit", "regime")
        .order_by("expires_on", "pk")
    )


def to_be_told(*, today: date) -> QuerySet[Rating]:
    """The recognitions whose end is near enough for a notice.

    A producer whose next dossier is handed in has done what a notice would ask of it: it hears of the last
    week only, in which the dossier is seen not to be decided in time.
    """
    under_way = Exists(Dossier.objects.filter(product=OuterRef("product"), state__in=UNDER_WAY))
    last_week = today + timedelta(days=THRESHOLDS[-1])
    rows = ending_ratings(first=today, last=today + timedelta(days=THRESHOLDS[0]))
    return rows.filter(~under_way | Q(expires_on__lte=last_week))


def send_notices(*, today: date) -> int:
    """Give every notice that is due on ``today``; returns how many certificates were told of.

    This is the one watch over the ends of certificates. A notice belongs to the day it announces: a
    certificate that is extended is watched anew towards its new end.
    """
    rows = list(to_be_told(today=today))
    told = _told(rows)
    endings = [
        Ending(row.pk, row.expires_on, told.get((row.pk, row.expires_on), frozenset())) for row in rows
    ]
    ratings = {row.pk: row for row in rows}
    sent = [_send(ratings[due.key], due, today) for due in due_notices(endings, today)]
    if any(sent):
        settle(url=reverse("expiry_list"))  # the list of today holds what yesterday's did
        notify(
            users=office(),
            kind="deadline",
            text=f"{sum(sent)} giấy chứng nhận vừa đến mốc nhắc hết hạn; chủ thể và xã, phường đã được báo.",
            url=reverse("expiry_list"),
            key=f"het-han-{today:%Y%m%d}",
        )
    return sum(sent)


def _told(rows: list[Rating]) -> dict[tuple[int, date], frozenset[int]]:
    found: dict[tuple[int, date], set[int]] = {}
    notices = ExpiryNotice.objects.filter(rating__in=rows).order_by("pk")
    for rating, expires_on, threshold in notices.values_list("rating_id", "expires_on", "threshold"):
        found.setdefault((rating, expires_on), set()).add(threshold)
    return {key: frozenset(values) for key, values in found.items()}


@transaction.atomic
def _send(rating: Rating, due: Due, today: date) -> bool:
    """One certificate's notice with the thresholds it stands for; False where another run was first."""
    locked_rating(rating.pk)
    same = {"rating": rating, "expires_on": rating.expires_on}
    if ExpiryNotice.objects.filter(**same, threshold=due.threshold).exists():
        return False
    closes = window(rating.expires_on)[1]
    count = tell_holders(
        rating,
        kind="deadline",
        text=f"Giấy chứng nhận OCOP của {rating.product} hết hạn ngày {rating.expires_on:%d/%m/%Y}, còn "
        f"{(rating.expires_on - today).days} ngày. {WORDS[due.threshold].format(closes=f'{closes:%d/%m/%Y}')}",
        key=f"rating-{rating.pk}-ends-{rating.expires_on}-{due.threshold}",
    )
    ExpiryNotice.objects.create(**same, threshold=due.threshold, sent_on=today, told=count)
    for threshold in due.superseded:
        ExpiryNotice.objects.get_or_create(**same, threshold=threshold, defaults={"sent_on": today})
    return True


@transaction.atomic
def extend(*, rating_id: int, until: date, reason: str, document_no: str, actor: User) -> Extension:
    """Keep a certificate valid until the result, at most 180 days past its end (QĐ 26/2026/QĐ-TTg, Điều 12.3).

    For certificates given before that decision whose re-evaluation dossier is in but came too late for the
    window. Raises ActRefused for any other.
    """
    rating = locked_rating(rating_id)
    dossier = _late_dossier(rating)
    last = last_extension(rating.expires_on)
    if not rating.expires_on < until <= last:
        raise ActRefused(f"Ngày kéo dài phải sau ngày hết hạn và không quá {last:%d/%m/%Y} (180 ngày).")
    made = Extension.objects.create(
        rating=rating,
        dossier=dossier,
        first_expires_on=rating.expires_on,
        until=until,
        reason=reason,
        document_no=document_no,
        granted_by=actor,
    )
    move_expiry(rating_id=rating.pk, expires_on=until, actor=actor)
    settle(url=reverse("recognition", args=[rating.pk]), about="rating-")
    tell_holders(
        rating,
        kind="result",
        text=f"Giấy chứng nhận của {rating.product} tiếp tục có hiệu lực đến khi có kết quả đánh giá lại, "
        f"chậm nhất {until:%d/%m/%Y}.",
        key=f"keo-dai-{made.pk}",
    )
    return made


TRANSITION_FROM = date(2026, 5, 22)


def _late_dossier(rating: Rating) -> Dossier:
    if rating.state != RatingState.RECOGNISED:
        raise ActRefused("Chỉ kéo dài giấy chứng nhận đang được công nhận.")
    if Extension.objects.filter(rating=rating).exists():
        raise ActRefused("Giấy chứng nhận này đã được kéo dài một lần.")
    if rating.decided_on >= TRANSITION_FROM or rating.expires_on < TRANSITION_FROM:
        raise ActRefused(
            "Chỉ kéo dài giấy chứng nhận cấp trước ngày 22/5/2026 và còn hiệu lực ở ngày đó (Điều 12)."
        )
    rows = Dossier.objects.filter(
        product=rating.product, kind=DossierKind.REEVALUATION, state__in=UNDER_WAY
    ).exclude(handed_in_on=None)
    dossier = rows.order_by("-pk").first()
    if dossier is None:
        raise ActRefused("Chủ thể chưa nộp hồ sơ đánh giá lại cho sản phẩm này. Hãy nhận hồ sơ trước.")
    opens, closes = window(rating.expires_on)
    if dossier.handed_in_on and opens <= dossier.handed_in_on <= closes:
        raise ActRefused("Hồ sơ nộp đúng thời hạn nên không thuộc trường hợp kéo dài chuyển tiếp.")
    return dossier


def end_extensions(*, dossier: Dossier, on: date, actor: User) -> None:
    """The result is there: the extension ends with it (inside the act that brings the result)."""
    for made in Extension.objects.filter(dossier=dossier, ended_on=None).select_related("rating"):
        made.ended_on = on
        made.save(update_fields=["ended_on"])
        if made.first_expires_on < on < made.until:
            move_expiry(rating_id=made.rating_id, expires_on=on, actor=actor)


def send_todays_notices() -> int:
    """What the daily task does."""
    return send_notices(today=timezone.localdate())
