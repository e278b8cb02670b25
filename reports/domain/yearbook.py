"""The yearbook of typical products: choosing its products and words; see `yearbook_printing` for the book."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from core.domain.files import store_bytes
from core.errors import ActRefused
from products.domain.queries.register import valid_ratings
from products.models import Product
from reports.domain.yearbook_printing import printed
from reports.models import Yearbook, YearbookEntry

if TYPE_CHECKING:
    from accounts.models import User

PDF = "application/pdf"
MOST = 300
Step = Callable[[int, int], None]


@transaction.atomic
def save_yearbook(*, yearbook: Yearbook | None, actor: "User", **what: Any) -> Yearbook:
    """A new yearbook, or other words on one; its printed book is then out of date and given up."""
    if yearbook is None:
        return Yearbook.objects.create(created_by=actor, **what)
    found = Yearbook.objects.select_for_update(of=("self",), no_key=True).get(pk=yearbook.pk)
    for name, value in what.items():
        setattr(found, name, value)
    found.pdf = None
    found.save(update_fields=[*what, "pdf"])
    return found


@transaction.atomic
def choose_products(*, yearbook_id: int, products: Iterable[int], actor: "User") -> Yearbook:
    """Exactly these products; those that stay keep their texts. Raises ActRefused for one not recognised today."""
    found = Yearbook.objects.select_for_update(of=("self",), no_key=True).get(pk=yearbook_id)
    wanted = set(products)
    if len(wanted) > MOST:
        raise ActRefused(f"Kỷ yếu nhiều nhất {MOST} sản phẩm. Hãy bỏ bớt, hoặc lập thành hai tập.")
    known = set(valid_ratings(day=timezone.localdate()).order_by().values_list("product", flat=True))
    if wanted - known:
        raise ActRefused("Có sản phẩm không còn được công nhận. Hãy tải lại trang rồi chọn lại.")
    found.entries.exclude(product__in=wanted).delete()
    have = set(found.entries.values_list("product", flat=True))
    households = set(
        Product.objects.filter(pk__in=wanted, producer__kind="household").values_list("pk", flat=True)
    )
    YearbookEntry.objects.bulk_create(
        # a household's phone is a person's: printed only when the office says so
        YearbookEntry(yearbook=found, product_id=pk, shows_contact=pk not in households)
        for pk in sorted(wanted - have)
    )
    found.pdf = None
    found.save(update_fields=["pdf"])
    return found


@transaction.atomic
def edit_entry(*, entry_id: int, name: str, story: str, shows_contact: bool, actor: "User") -> YearbookEntry:
    """Other words for one product, in this book alone."""
    entry = YearbookEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry_id)
    entry.name, entry.story, entry.shows_contact = name, story, shows_contact
    entry.save(update_fields=["name", "story", "shows_contact"])
    Yearbook.objects.filter(pk=entry.yearbook_id).update(pdf=None)
    return entry


def print_yearbook(
    *, yearbook_id: int, actor: "User | None", step: Step = lambda done, total: None
) -> Yearbook:
    """The book as PDF, kept with it. Raises ActRefused for a book without products."""
    book = Yearbook.objects.get(pk=yearbook_id)
    with tempfile.TemporaryDirectory(prefix="ocop-yearbook-") as folder:
        content = printed(book, Path(folder), step)
    stored = store_bytes(
        content=content, name=f"ky-yeu-{book.year}-{book.pk}.pdf", content_type=PDF, actor=actor
    )
    book.pdf, book.built_at = stored, timezone.now()
    book.save(update_fields=["pdf", "built_at"])
    return book


def digest_of(book: Yearbook) -> str:
    """What makes two requests to print the same work."""
    rows = book.entries.order_by("pk").values_list("product", "name", "story", "shows_contact")
    return hashlib.sha256(repr([book.pk, *rows]).encode()).hexdigest()[:16]
