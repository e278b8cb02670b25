"""One box over everything: products, producers, dossiers, documents, people, units.

Words are found with or without marks; where little is found, also with a letter wrong. Everybody finds only what
they may see, and only so much of it as the lists show.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core.text import fold
from localities.models import Level, Unit
from ocop_cantho.navigation import address, menu_for
from producers.models import Producer
from products.models import Dossier, Product
from programme.models import LibraryDocument, Plan
from training.models import Trainee

SHOWN = 8
CANDIDATES = 300
ENOUGH = 3
"""With this many words found as written, nobody meant something else."""
SHORTEST = 2
LONGEST = 80


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what it is, where its page is (None where it has none)."""

    title: str
    note: str
    url: str | None


@dataclass
class Group:
    """What was found of one kind, the best first; ``more`` is the list with all of them."""

    label: str
    hits: list[Hit] = field(default_factory=list)
    more: str | None = None
    is_guess: bool = False


def search(user: User, text: str) -> list[Group]:
    """What ``user`` may see that ``text`` may mean, by kind; kinds without a hit are left out."""
    words = fold(text[:LONGEST])
    if len(words.replace(" ", "")) < SHORTEST:
        return []
    kinds = (_products, _producers, _dossiers, _people, _trainees, _documents, _units)
    found = [group for kind in kinds for group in kind(user, words)]
    return [group for group in found if group.hits]


def ranked(rows: QuerySet[Any], words: str, *, named: str = "name") -> tuple[list[Any], bool]:
    """The rows of a named model that fit best, and whether they were only guessed at.

    Candidates come from the trigram index and are few; they are put in order here: the name itself, names
    that begin so, words that begin so, the shorter name first.
    """
    exact = rows
    for word in words.split():
        exact = exact.filter(search_key__contains=word)
    columns = ("pk", named, "sort_key")
    found = set(exact.filter(search_key__startswith=words).order_by().values_list(*columns)[:SHOWN])
    found |= set(exact.order_by().values_list(*columns)[:CANDIDATES])
    keys = [key for key, _, _ in sorted(found, key=lambda row: _merit(row, words))[:SHOWN]]
    if len(found) < ENOUGH and len(words) >= 4:
        alike = rows.filter(search_key__trigram_word_similar=words).exclude(pk__in=keys)
        nearest = alike.annotate(nearness=TrigramWordSimilarity(words, "search_key"))
        ordered = nearest.order_by("-nearness", "sort_key", "pk").values_list("pk", flat=True)
        keys += ordered[: SHOWN - len(keys)]
    shown = rows.in_bulk(keys)
    return [shown[key] for key in keys if key in shown], not found


def _merit(row: tuple[int, str, str], words: str) -> tuple[Any, ...]:
    key, name, order = row
    name = fold(name)
    begins = sum(f" {word}" in f" {name}" for word in words.split())
    return name != words, not name.startswith(words), words not in name, -begins, len(name), order, key


def _list(user: User, name: str, text: str) -> str | None:
    """The list page of the menu with the words looked for, for those whose menu has it."""
    shown = any(item.name == name for item in menu_for(user))
    return f"{reverse(name)}?q={text.replace(' ', '+')}" if shown else None


def _products(user: User, words: str) -> Iterable[Group]:
    rows, guess = ranked(Product.objects.visible_to(user).select_related("producer", "unit"), words)
    hits = [
        Hit(row.name, f"{row.producer.name}, {row.unit.name}", address("product", row.pk)) for row in rows
    ]
    yield Group("Sản phẩm", hits, _list(user, "product_list", words), guess)


def _producers(user: User, words: str) -> Iterable[Group]:
    rows, guess = ranked(Producer.objects.visible_to(user).select_related("unit"), words)
    hits = [
        Hit(row.name, f"{row.get_kind_display()}, {row.unit.name}", address("producer", row.pk))
        for row in rows
    ]
    yield Group("Chủ thể", hits, _list(user, "producer_list", words), guess)


def _dossiers(user: User, words: str) -> Iterable[Group]:
    """Dossiers of the products found, and those whose form has the number."""
    products = Product.objects.filter(search_key__contains=words.split(maxsplit=1)[0])
    for word in words.split()[1:]:
        products = products.filter(search_key__contains=word)
    keys = list(products.order_by().values_list("pk", flat=True)[:CANDIDATES])
    visible = Dossier.objects.visible_to(user).select_related("product__producer", "unit")
    rows = list(visible.filter(product__in=keys).order_by("-pk")[:SHOWN])
    if any(letter.isdecimal() for letter in words):
        numbered = visible.filter(form_number__icontains=words.replace(" ", "")).order_by("-pk")[:SHOWN]
        rows = list(dict.fromkeys([*numbered, *rows]))[:SHOWN]
    hits = [
        Hit(
            row.product.name,
            f"Hồ sơ {row.year}, {row.get_state_display().lower()}, {row.unit.name}",
            address("dossier", row.pk),
        )
        for row in rows
    ]
    yield Group("Hồ sơ", hits, _list(user, "dossier_list", words))


def _people(user: User, words: str) -> Iterable[Group]:
    if not (user.is_office or user.role in {"leader", "local_officer"}):
        return
    rows, guess = ranked(User.objects.visible_to(user).active().select_related("unit"), words)
    hits = [
        Hit(
            row.name,
            ", ".join(filter(None, (row.get_role_display(), row.agency, row.unit.name if row.unit else ""))),
            address("admin:accounts_user_change", row.pk) if user.is_staff else None,
        )
        for row in rows
    ]
    yield Group("Tài khoản", hits, None, guess)


def _trainees(user: User, words: str) -> Iterable[Group]:
    rows, guess = ranked(Trainee.objects.visible_to(user).select_related("unit"), words)
    hits = [
        Hit(row.name, ", ".join(filter(None, ("Học viên", row.organisation))), _class_of(row)) for row in rows
    ]
    yield Group("Học viên", hits, None, guess)


def _class_of(row: Trainee) -> str | None:
    """The page of the last class the person was in."""
    last = row.enrolments.order_by("-pk").values_list("training_class_id", flat=True).first()
    return address("class_detail", last) if last else None


def _documents(user: User, words: str) -> Iterable[Group]:
    if not Plan.objects.visible_to(user).exists():
        return
    rows, guess = ranked(LibraryDocument.objects.all(), words)
    numbered = LibraryDocument.objects.filter(number__icontains=words.split(maxsplit=1)[0]).order_by(
        "-issued_on", "-pk"
    )
    rows = list(dict.fromkeys([*rows, *numbered[:SHOWN]]))[:SHOWN]
    hits = [Hit(f"{row.number}: {row.name}", f"{row.issuer}, {row.issued_on:%d/%m/%Y}", None) for row in rows]
    yield Group("Văn bản", hits, None, guess)


def _units(user: User, words: str) -> Iterable[Group]:
    rows, guess = ranked(Unit.objects.select_related("parent"), words, named="short_name")
    hits = []
    for row in rows:
        until = f", đến {row.valid_to:%d/%m/%Y}" if row.valid_to else ""
        above = f"{row.parent.name}" if row.parent and row.level != Level.CITY else ""
        note = f"{above}{until}".strip(", ")
        hits.append(
            Hit(row.name, note or row.get_level_display(), f"{reverse('register')}?q={fold(row.name)}")
        )
    yield Group("Đơn vị hành chính", hits, None, guess)
