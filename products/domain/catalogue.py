"""The acts on the register of products: enter one, change one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import ActRefused, LooksAlike, StaleVersion
from core.similar import core_name, is_similar
from producers.models import Producer
from products.models import Product

FIELDS = frozenset(
    {
        *("name", "description", "packaging", "standards", "capacity", "markets"),
        *("sales_link", "more_links", "story", "standardised_year", "note", "source"),
    }
)
STANDARDISED_FROM = 2018
"""The programme's first year."""


@dataclass(frozen=True)
class AlikeProduct:
    """A product of the same producer with a similar name."""

    product: Product
    reasons: tuple[str, ...] = ("tên giống nhau",)

    @property
    def pk(self) -> int:
        return self.product.pk

    @property
    def name(self) -> str:
        return self.product.name

    @property
    def place(self) -> str:
        return str(self.product.producer)


def products_alike(product: Product) -> list[AlikeProduct]:
    """Other products of the producer whose names may mean the same, in the order of names."""
    wanted = core_name(product.name)
    others = Product.objects.filter(producer_id=product.producer_id).exclude(pk=product.pk)
    rows = others.select_related("producer").by_name()
    return [AlikeProduct(row) for row in rows if is_similar(wanted, core_name(row.name))]


@transaction.atomic
def register_product(
    *, producer: Producer, actor: User, confirmed: Collection[int] = (), **details: Any
) -> Product:
    """Enter a new product; it lies where its producer does.

    Raises ValidationError by field, and LooksAlike for products of the producer with a similar name
    that are not in ``confirmed``.
    """
    product = Product(producer=producer, unit=producer.unit, created_by=actor)
    _fill(product, details)
    return _save(product, actor=actor, confirmed=confirmed)


@transaction.atomic
def change_product(
    *, product_id: int, version: int, actor: User, confirmed: Collection[int] = (), **details: Any
) -> Product:
    """Change some of a product's fields; locks the product.

    Raises StaleVersion when somebody saved since ``version``, otherwise as ``register_product``.
    Look-alikes are asked about only when the name changes.
    """
    product = Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product_id)
    if product.version != version:
        raise StaleVersion(
            "Người khác vừa lưu sản phẩm này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=product,
        )
    before = product.name
    _fill(product, details)
    product.version += 1
    return _save(product, actor=actor, confirmed=confirmed, before=before)


def _fill(product: Product, details: dict[str, Any]) -> None:
    if unknown := set(details) - FIELDS:
        raise ValueError(f"not fields of a product: {sorted(unknown)}")
    for name, value in details.items():
        setattr(product, name, value)


def _save(product: Product, *, actor: User, confirmed: Collection[int], before: str = "") -> Product:
    product.fill_keys()
    product.full_clean()
    year = product.standardised_year
    if year is not None and not STANDARDISED_FROM <= year <= 2100:
        raise ValidationError({"standardised_year": f"Năm được chuẩn hóa phải từ {STANDARDISED_FROM}."})
    if product.name != before:
        alike = products_alike(product)
        if {found.pk for found in alike} - set(confirmed):
            raise LooksAlike(
                "Chủ thể này đã có sản phẩm tên gần giống. Sản phẩm được công nhận lại hay nâng hạng vẫn là "
                "một sản phẩm. Nếu đúng là sản phẩm khác, hãy bấm lưu lần nữa.",
                alike,
            )
    try:
        with pghistory.context(user=actor.pk), transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise ActRefused("Sản phẩm cùng tên vừa được người khác ghi cho chủ thể này.") from error
    return product
