"""The register of recognitions and the law's product code."""

import calendar
from datetime import date
from fractions import Fraction

import pghistory
from django.db import transaction

from accounts.models import User
from core.errors import ActRefused
from products.enums import RatingState
from products.models import Product, Rating
from regimes.models import LegalRegime


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def product_code(product: Product, year: int) -> str:
    """ "92-31120-7-2026": province, commune, the commune's own sequence, year (heading of the sheet).

    Without a sequence the place is left open, as on paper.
    """
    city = product.unit
    while city.parent:
        city = city.parent
    return f"{city.code}-{product.unit.code}-{product.commune_sequence or '…'}-{year}"


@transaction.atomic
def record_rating(
    *,
    product: Product,
    regime: LegalRegime,
    kind: str,
    stars: int,
    state: str,
    mean: Fraction | None,
    decision_no: str,
    decided_on: date,
    authority: str,
    actor: User,
    expires_on: date | None = None,
) -> Rating:
    """Enter a recognition: 36 months from the decision unless said otherwise (QĐ 26/2026, Điều 4.3).

    Raises ActRefused for stars the law does not recognise, and for a potential five-star product
    entered as anything but four.
    """
    if stars not in {3, 4, 5}:
        raise ActRefused("Chỉ công nhận sản phẩm từ 3 sao đến 5 sao.")
    if state == RatingState.POTENTIAL_FIVE and stars != 4:
        raise ActRefused("Sản phẩm tiềm năng 5 sao mang hạng 4 sao cho đến khi Bộ quyết định.")
    return Rating.objects.create(
        product=product,
        regime=regime,
        kind=kind,
        stars=stars,
        state=state,
        points_numerator=mean.numerator if mean is not None else None,
        points_denominator=mean.denominator if mean is not None else None,
        decision_no=decision_no,
        decided_on=decided_on,
        authority=authority,
        expires_on=expires_on or add_months(decided_on, regime.certificate_months),
    )


def locked_rating(rating_id: int) -> Rating:
    """The recognition, locked until the transaction ends."""
    return (
        Rating.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product", "regime")
        .get(pk=rating_id)
    )


@transaction.atomic
def withdraw_rating(*, rating_id: int, on: date, reason: str, actor: User) -> Rating:
    """Strike a recognition from ``on`` (QĐ 26/2026, Điều 8); the row stays with its reason."""
    rating = locked_rating(rating_id)
    if rating.state == RatingState.WITHDRAWN:
        raise ActRefused("Kết quả công nhận này đã bị thu hồi.")
    if on < rating.decided_on:
        raise ActRefused(
            f"Ngày thu hồi {on:%d/%m/%Y} trước ngày công nhận {rating.decided_on:%d/%m/%Y}. Hãy xem lại ngày."
        )
    rating.state = RatingState.WITHDRAWN
    rating.withdrawn_on, rating.withdrawal_reason = on, reason
    with pghistory.context(user=actor.pk):
        rating.save(update_fields=["state", "withdrawn_on", "withdrawal_reason"])
    return rating


@transaction.atomic
def move_expiry(*, rating_id: int, expires_on: date, actor: User) -> Rating:
    """Let a recognition end on another day: longer in the transition, or with the result (Điều 12.3)."""
    rating = locked_rating(rating_id)
    if expires_on <= rating.decided_on:
        raise ActRefused("Ngày hết hạn phải sau ngày quyết định.")
    rating.expires_on = expires_on
    with pghistory.context(user=actor.pk):
        rating.save(update_fields=["expires_on"])
    return rating
