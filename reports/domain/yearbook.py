"""The yearbook of typical products: choosing, texts, and the printed book."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import segno
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.documents.programs import Programs
from core.documents.tagged import Tree, mend, saved
from core.domain.files import store_bytes
from core.errors import ActRefused
from products.domain.queries.register import star_key, valid_ratings
from products.models import Product, ProductPhoto, Rating
from reports.domain.frame import Frame
from reports.domain.lists.register import Knowledge
from reports.domain.periods import period
from reports.enums import Cutoff
from reports.models import Yearbook, YearbookEntry

if TYPE_CHECKING:
    from accounts.models import User

PDF = "application/pdf"
MOST = 300
PART = 12
LINES = {"A4": 38, "A5": 26}
STORY = {"A4": 1100, "A5": 620}
Step = Callable[[int, int], None]
WORDS = {
    "vi": {
        "programme": "Chương trình Mỗi xã một sản phẩm",
        "city": "Thành phố Cần Thơ",
        "office": "Văn phòng Điều phối nông thôn mới thành phố Cần Thơ",
        "foreword": "Lời giới thiệu",
        "contents": "Mục lục",
        "producer": "Chủ thể",
        "address": "Địa chỉ",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "website": "Trang web",
        "decision": "Quyết định công nhận",
        "of": "ngày",
        "until": "có giá trị đến",
        "scan": "Quét mã để xem sản phẩm",
        "stars": "sao",
        "potential": "Tiềm năng 5 sao",
        "products": "sản phẩm",
        "demo": "Bản minh họa: một phần nội dung là dữ liệu giả định.",
    },
    "en": {
        "programme": "One Commune One Product Programme",
        "city": "Can Tho City, Viet Nam",
        "office": "Can Tho New Rural Development Coordination Office",
        "foreword": "Foreword",
        "contents": "Contents",
        "producer": "Producer",
        "address": "Address",
        "phone": "Phone",
        "email": "E-mail",
        "website": "Website",
        "decision": "Recognised by decision",
        "of": "of",
        "until": "valid until",
        "scan": "Scan to see the product",
        "stars": "stars",
        "potential": "Potential five stars",
        "products": "products",
        "demo": "Demonstration copy: parts of the content are invented.",
    },
}
SECTORS_EN = {
    "sản phẩm thực phẩm": "Food",
    "sản phẩm đồ uống": "Beverages",
    "thực phẩm": "Food",
    "đồ uống": "Beverages",
}


@dataclass(frozen=True)
class Page:
    """One product's page; ``number`` is printed on it and named in the contents."""

    entry: YearbookEntry
    rating: Rating
    sector: str
    name: str
    story: str
    stars: int
    picture: str
    qr: str
    number: int = 0

    @property
    def initial(self) -> str:
        return self.name[:1].upper()

    @property
    def star_range(self) -> range:
        return range(self.stars)


@dataclass(frozen=True)
class Chapter:
    """The pages of one sector."""

    title: str
    pages: Sequence[Page]
    number: int


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
        content = _printed(book, Path(folder), step)
    stored = store_bytes(
        content=content, name=f"ky-yeu-{book.year}-{book.pk}.pdf", content_type=PDF, actor=actor
    )
    book.pdf, book.built_at = stored, timezone.now()
    book.save(update_fields=["pdf", "built_at"])
    return book


def _printed(book: Yearbook, place: Path, step: Step) -> bytes:
    pages = _pages(book, place)
    if not pages:
        raise ActRefused("Kỷ yếu chưa có sản phẩm nào đang được công nhận. Hãy chọn sản phẩm trước.")
    chapters, contents = _numbered(book, pages)
    shared = {"book": book, "words": WORDS[book.language], "is_demo": any(p.rating.is_demo for p in pages)}
    parts: list[dict[str, Any]] = [{**shared, "front": True, "contents": contents, "chapters": chapters}]
    for chapter in chapters:
        for start in range(0, len(chapter.pages), PART):
            some = chapter.pages[start : start + PART]
            parts.append({**shared, "opening": None if start else chapter, "pages": some})
    parts.append({**shared, "back": True})
    files = []
    for index, part in enumerate(parts):
        file = place / f"{index:04d}.html"
        file.write_text(render_to_string("documents/yearbook.html", part), encoding="utf-8")
        files.append(file)
    with Programs(place) as programs:
        programs.start(files, step)
        programs.wait()
    return _bound(files, chapters)


def _bound(files: Sequence[Path], chapters: Sequence[Chapter]) -> bytes:
    """The parts as one tagged file."""
    with ExitStack() as opened:
        whole, *others = (opened.enter_context(pikepdf.open(file.with_suffix(".pdf"))) for file in files)
        tree = Tree(whole)
        for part in others:
            first = len(whole.pages)
            whole.pages.extend(part.pages)
            tree.join(part, first)
        with whole.open_outline() as outline:
            outline.root.clear()
            outline.root.extend(pikepdf.OutlineItem(one.title, one.number - 1) for one in chapters)
        mend(whole)
        return saved(whole)


def _pages(book: Yearbook, place: Path) -> list[Page]:
    """The pages by sector, unit and name, not numbered yet; six queries however many there are."""
    today = timezone.localdate()
    entries = {one.product_id: one for one in book.entries.all()}
    ratings = valid_ratings(day=today).filter(product__in=entries)
    frame = Frame(book.year, period("", year=book.year, cutoff=Cutoff.CALENDAR))
    known = Knowledge(frame)
    first = ProductPhoto.objects.filter(product__in=entries).order_by("product", "position", "pk")
    pictures = (
        {one.product_id: one for one in first.distinct("product").select_related("file")} if entries else {}
    )
    pages = []
    for rating in ratings:
        product, entry = rating.product, entries[rating.product_id]
        sector, _ = known.sectors.get(product.pk, ("Sản phẩm", ""))
        pages.append(
            Page(
                entry,
                rating,
                _sector(sector, book.language),
                entry.name or product.name,
                shortened(entry.story or product.story or product.description, STORY[book.paper]),
                rating.stars if star_key(rating) != "potential_five" else 4,
                _picture(pictures.get(product.pk), place),
                qr_of(product.pk),
            )
        )
    return sorted(
        pages, key=lambda one: (one.sector, one.rating.product.unit.sort_key, one.rating.product.sort_key)
    )


def _sector(name: str, language: str) -> str:
    return SECTORS_EN.get(name.casefold(), name) if language == "en" else name


def shortened(text: str, most: int) -> str:
    """At most so many letters, cut at the end of a sentence, or of a word with …"""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[:most]
    if (end := cut.rfind(". ")) > most // 2:
        return cut[: end + 1]
    return f"{cut[: cut.rfind(' ')]} …"


def _picture(photo: ProductPhoto | None, place: Path) -> str:
    """The picture as a file beside the pages; nothing where there is none."""
    if photo is None:
        return ""
    file = place / f"photo-{photo.pk}.jpg"
    with photo.file.content.open("rb") as stored:
        file.write_bytes(stored.read())
    return file.as_uri()


def qr_of(product: int) -> str:
    """A code that leads to the product's public page."""
    address = f"{settings.PUBLIC_BASE_URL}{reverse('product_public', args=[product])}"
    return segno.make(address, error="m").svg_data_uri(border=1, dark="#14532d")


def _numbered(book: Yearbook, pages: Sequence[Page]) -> tuple[list[Chapter], list[list[Any]]]:
    """Cover 1, foreword 2, contents from 3, then a page for each chapter and each product."""
    groups = [(title, list(some)) for title, some in groupby(pages, key=lambda one: one.sector)]
    room = LINES[book.paper]
    lines = len(pages) + 2 * len(groups)
    sheets = -(-lines // room)
    number = 3 + sheets
    chapters = []
    for title, some in groups:
        opening = number
        number += 1
        numbered = [replace(one, number=number + index) for index, one in enumerate(some)]
        number += len(some)
        chapters.append(Chapter(title, numbered, opening))
    return chapters, list(_contents(chapters, room, sheets))


def _contents(chapters: Sequence[Chapter], room: int, sheets: int) -> Iterator[list[tuple[str, str, int]]]:
    """The lines of the contents by page: chapters take two lines."""
    lines: list[tuple[str, str, int]] = []
    for chapter in chapters:
        lines += [("", "", 0), ("chapter", chapter.title, chapter.number)]
        lines += [("item", page.name, page.number) for page in chapter.pages]
    for index in range(sheets):
        yield lines[index * room : (index + 1) * room]


def digest_of(book: Yearbook) -> str:
    """What makes two requests to print the same work."""
    rows = book.entries.order_by("pk").values_list("product", "name", "story", "shows_contact")
    return hashlib.sha256(repr([book.pk, *rows]).encode()).hexdigest()[:16]
