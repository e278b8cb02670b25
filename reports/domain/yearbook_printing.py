"""The printed yearbook: cover, contents, a page for each product by sector and unit, two indexes."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.documents.programs import Programs
from core.documents.tagged import Tree, mend, saved
from core.errors import ActRefused
from core.text import sort_key
from products.domain.queries.register import star_key, valid_ratings
from products.models import ProductPhoto, Rating
from reports.domain.frame import Frame
from reports.domain.lists.register import Knowledge
from reports.domain.periods import period
from reports.domain.yearbook_words import WORDS, day_in, sector_in, unit_in
from reports.enums import Cutoff
from reports.models import Yearbook, YearbookEntry

PART = 12
LINES = {"A4": 38, "A5": 26}
STORY = {"A4": 1100, "A5": 620}
FRONT = 2  # cover and foreword
TONES = "\u0300\u0301\u0303\u0309\u0323"
Step = Callable[[int, int], None]
# its kind ("chapter" or none), what it says, and the page it leads to (0: none)
Line = tuple[str, str, int]


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
    unit: str
    decided_on: str
    expires_on: str
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


@dataclass(frozen=True)
class Sheet:
    """A page of lines in front of or behind the products."""

    title: str
    lines: Sequence[Line]
    number: int


def printed(book: Yearbook, place: Path, step: Step) -> bytes:
    """The book as PDF; ``place`` is a folder for its parts. Raises ActRefused where there is nothing to print."""
    pages = _pages(book, place)
    if not pages:
        raise ActRefused("Kỷ yếu chưa có sản phẩm nào đang được công nhận. Hãy chọn sản phẩm trước.")
    return print_pages(book, pages, place, step)


def print_pages(book: Yearbook, pages: Sequence[Page], place: Path, step: Step) -> bytes:
    """These pages, sorted already, as a book."""
    chapters, contents, indexes = _numbered(book, pages)
    shared = {"book": book, "words": WORDS[book.language], "is_demo": any(p.rating.is_demo for p in pages)}
    parts: list[dict[str, Any]] = [{**shared, "front": True, "sheets": contents}]
    for chapter in chapters:
        for start in range(0, len(chapter.pages), PART):
            some = chapter.pages[start : start + PART]
            parts.append({**shared, "opening": None if start else chapter, "pages": some})
    parts.append({**shared, "sheets": indexes, "back": True})
    files = []
    for index, part in enumerate(parts):
        file = place / f"{index:04d}.html"
        file.write_text(render_to_string("documents/yearbook.html", part), encoding="utf-8")
        files.append(file)
    with Programs(place) as programs:
        programs.start(files, step)
        programs.wait()
    marks = [(one.title, one.number) for one in chapters]
    marks += [(one.title, one.number) for one in indexes if one.number == _first(indexes, one.title)]
    return _bound(files, marks)


def _first(sheets: Sequence[Sheet], title: str) -> int:
    return min(one.number for one in sheets if one.title == title)


def _bound(files: Sequence[Path], marks: Sequence[tuple[str, int]]) -> bytes:
    """The parts as one tagged file with its outline."""
    with ExitStack() as opened:
        whole, *others = (opened.enter_context(pikepdf.open(file.with_suffix(".pdf"))) for file in files)
        tree = Tree(whole)
        for part in others:
            first = len(whole.pages)
            whole.pages.extend(part.pages)
            tree.join(part, first)
        with whole.open_outline() as outline:
            outline.root.clear()
            outline.root.extend(pikepdf.OutlineItem(title, number - 1) for title, number in marks)
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
        sector, _ = known.sectors.get(product.pk, (WORDS[book.language]["unsorted"], ""))
        pages.append(
            Page(
                entry,
                rating,
                sector_in(book.language, sector),
                entry.name or product.name,
                shortened(entry.story or product.story or product.description, STORY[book.paper]),
                rating.stars if star_key(rating) != "potential_five" else 4,
                _picture(pictures.get(product.pk), place),
                qr_of(product.pk),
                unit_in(book.language, product.unit.name),
                day_in(book.language, rating.decided_on),
                day_in(book.language, rating.expires_on),
            )
        )
    return sorted(
        pages, key=lambda one: (one.sector, one.rating.product.unit.sort_key, one.rating.product.sort_key)
    )


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


def _numbered(book: Yearbook, pages: Sequence[Page]) -> tuple[list[Chapter], list[Sheet], list[Sheet]]:
    """Chapters, contents and indexes with the numbers of their pages.

    Cover 1, foreword 2, contents from 3, then a page for each chapter and each product, then the indexes.
    """
    groups = [(title, list(some)) for title, some in groupby(pages, key=lambda one: one.sector)]
    room, words = LINES[book.paper], WORDS[book.language]
    # a line for each product, two for each chapter and each index
    sheets = -(-(len(pages) + 2 * len(groups) + 4) // room)
    number = FRONT + sheets + 1
    chapters = []
    for title, some in groups:
        numbered = [replace(one, number=number + index) for index, one in enumerate(some, start=1)]
        chapters.append(Chapter(title, numbered, number))
        number += 1 + len(some)
    everything = [page for chapter in chapters for page in chapter.pages]
    names = _in_sheets(words["index"], list(_by_name(everything)), number, room)
    places = _in_sheets(words["places"], list(_by_place(everything)), number + len(names), room)
    lines: list[Line] = []
    for chapter in chapters:
        lines += [("", "", 0), ("chapter", chapter.title, chapter.number)]
        lines += [("item", page.name, page.number) for page in chapter.pages]
    for one in (names[0], places[0]):
        lines += [("", "", 0), ("chapter", one.title, one.number)]
    return chapters, _in_sheets(words["contents"], lines, FRONT + 1, room), [*names, *places]


def _in_sheets(title: str, lines: Sequence[Line], first: int, room: int) -> list[Sheet]:
    starts = range(0, len(lines), room)
    return [Sheet(title, lines[start : start + room], first + place) for place, start in enumerate(starts)]


def _by_name(pages: Sequence[Page]) -> Iterator[Line]:
    """Every product in the order of the alphabet, under its first letter."""
    letter = ""
    for page in sorted(pages, key=lambda one: sort_key(one.name)):
        if (first := index_letter(page.name)) != letter:
            letter = first
            yield ("chapter", letter, 0)
        yield ("item", page.name, page.number)


def index_letter(name: str) -> str:
    """The letter a name stands under: Ă, Â, Đ, Ê, Ô, Ơ, Ư are letters, tones are not; # for the others."""
    plain = unicodedata.normalize("NFD", name[:1].upper())
    first = unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in TONES))
    return first if first.isalpha() else "#"


def _by_place(pages: Sequence[Page]) -> Iterator[Line]:
    """Every product under its commune or ward."""
    ordered = sorted(pages, key=lambda one: (one.rating.product.unit.sort_key, sort_key(one.name)))
    for unit, some in groupby(ordered, key=lambda one: one.unit):
        yield ("chapter", unit, 0)
        for page in some:
            yield ("item", page.name, page.number)
