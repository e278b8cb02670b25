"""Many products and recognitions at once, for imports: the rules of one by one, a handful of statements."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import ActRefused
from products.domain.register import add_months
from products.enums import RatingState
from products.models import Product, Rating

BATCH = 1000


@transaction.atomic
def register_products(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[Product]:
    """Enter products whose names were checked; each lies where its producer does.

    Raises ActRefused where a producer has a product of the same name already, and then nothing has changed.
    """
    made = [Product(unit_id=row["producer"].unit_id, created_by=actor, **row) for row in rows]
    for product in made:
        product.fill_keys()
    try:
        with pghistory.context(user=actor.pk if actor else None), transaction.atomic():
            return Product.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as error:
        raise ActRefused(
            "Một sản phẩm cùng tên của cùng chủ thể vừa được người khác ghi, hoặc trùng nhau trong tệp."
        ) from error


@transaction.atomic
def record_ratings(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[Rating]:
    """Enter recognitions as ``record_rating`` does: 36 months from the decision unless said otherwise.

    Raises ActRefused for stars the law does not recognise, and then nothing has changed.
    """
    made = []
    for row in rows:
        if row["stars"] not in {3, 4, 5}:
            raise ActRefused("Chỉ công nhận sản phẩm từ 3 sao đến 5 sao.")
        if row["state"] == RatingState.POTENTIAL_FIVE and row["stars"] != 4:
            raise ActRefused("Sản phẩm tiềm năng 5 sao mang hạng 4 sao cho đến khi Bộ quyết định.")
        expires_on = row.get("expires_on") or add_months(row["decided_on"], row["regime"].certificate_months)
        made.append(Rating(**{**row, "expires_on": expires_on}))
    try:
        with pghistory.context(user=actor.pk if actor else None), transaction.atomic():
            return Rating.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as error:
        raise ActRefused("Ngày hết hạn phải sau ngày quyết định. Hãy xem lại tệp.") from error
