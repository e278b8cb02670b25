"""One box over everything: products, producers, dossiers, people, documents, units.

Words are found with or without marks; where little is found, also with a letter wrong. Everybody finds only what
they may see, and only so much of it as the lists show. All kinds are asked for in one statement, and in a second
one where the first found next to nothing: each kind gives its few best rows, and no row is fetched twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Length
from django.urls import reverse

from accounts.models import Role, User
from core.text import clean, fold
from localities.models import Level, Unit
from ocop_cantho.navigation import address, menu_for
from producers.models import Producer, ProducerKind
from products.models import Dossier, DossierState, Product
from programme.models import LibraryDocument, Plan
from training.models import Enrolment, Trainee

SHOWN = 8
KEPT = 24
"""How many rows of a kind the database puts forward; the best of them are shown."""
ENOUGH = 3
"""With this many rows found as written, nobody meant something else."""
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


class Row(NamedTuple):
    """A row found, with what its kind shows of it in ``a`` to ``d``."""

    kind: int
    key: int
    name: str
    order: str
    nearness: float
    a: str | None
    b: str | None
    c: str | None
    d: str | None


@dataclass(frozen=True)
class Kind:
    """A kind of thing: the rows a person may find, what is shown of one, and the list with all of them."""

    label: str
    model: Any
    seen: Callable[[User], QuerySet[Any] | None]
    shown: dict[str, Any]
    hit: Callable[[Row, User], Hit]
    name: str = "name"
    # the row whose name is looked in, where it is not the row itself
    of: str = ""
    more: str = ""
    numbered: str = ""
    """The field with an official number, found by its beginning."""


def search(user: User, text: str) -> list[Group]:
    """What ``user`` may see that ``text`` may mean, by kind; kinds without a hit are left out."""
    text = clean(text[:LONGEST])
    words = fold(text)
    if len(words.replace(" ", "")) < SHORTEST:
        return []
    seen = [(number, kind, kind.seen(user)) for number, kind in enumerate(KINDS)]
    open_kinds = [(number, kind, rows) for number, kind, rows in seen if rows is not None]
    exact = _ask(_exact(number, kind, rows, words, text) for number, kind, rows in open_kinds)
    near = []
    if len(exact) < ENOUGH and len(words) >= 4:
        near = _ask(_near(number, kind, rows, words) for number, kind, rows in open_kinds if not kind.of)
    return [*_groups(user, words, exact, near)]


def _groups(user: User, words: str, exact: list[Row], near: list[Row]) -> Iterable[Group]:
    written, guessed = defaultdict(list), defaultdict(list)
    for row in exact:
        written[row.kind].append(row)
    known = {(row.kind, row.key) for row in exact}
    for row in near:
        if (row.kind, row.key) not in known:
            guessed[row.kind].append(row)
    for number, kind in enumerate(KINDS):
        best = sorted(written[number], key=lambda row: _merit(row, words))
        best += sorted(guessed[number], key=lambda row: (-row.nearness, row.order, row.key))
        if best:
            hits = [kind.hit(row, user) for row in best[:SHOWN]]
            yield Group(kind.label, hits, _list(user, kind.more, words), is_guess=not written[number])


def _ask(arms: Iterable[QuerySet[Any]]) -> list[Row]:
    """All kinds in one statement."""
    first, *others = arms
    return [Row(*values) for values in first.union(*others, all=True)]


def _exact(number: int, kind: Kind, rows: QuerySet[Any], words: str, text: str) -> QuerySet[Any]:
    """The rows whose key holds every word: the phrase first at the beginning, then inside, the shorter first."""
    key = f"{kind.of}search_key"
    holds = Q()
    for word in words.split():
        holds &= Q(**{f"{key}__contains": word})
    place = Case(
        When(**{f"{key}__startswith": words}, then=0), When(**{f"{key}__contains": words}, then=1), default=2
    )
    best = rows.filter(holds).order_by(place, Length(key), f"{kind.of}sort_key", "-pk").values("pk")[:KEPT]
    chosen = Q(pk__in=best)
    if kind.numbered and any(letter.isdecimal() for letter in text):
        numbered = rows.filter(**{f"{kind.numbered}__startswith": text.upper()}).exclude(
            **{kind.numbered: ""}
        )
        chosen |= Q(pk__in=numbered.order_by("-pk").values("pk")[:SHOWN])
    return _columns(number, kind, kind.model._default_manager.filter(chosen), Value(1.0))


def _near(number: int, kind: Kind, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """The rows with words most like these, a letter wrong or missing."""
    nearness = TrigramWordSimilarity(words, "search_key")
    alike = rows.filter(search_key__trigram_word_similar=words).annotate(nearness=nearness)
    best = alike.order_by("-nearness", "sort_key", "pk").values("pk")[:SHOWN]
    return _columns(number, kind, kind.model._default_manager.filter(pk__in=best), nearness)


def _columns(number: int, kind: Kind, rows: QuerySet[Any], nearness: Any) -> QuerySet[Any]:
    """The same columns whatever the kind, so that all may be asked for at once."""
    shown = {f"hit_{letter}": kind.shown.get(letter, Value("")) for letter in "abcd"}
    return (
        rows.order_by()
        .annotate(
            hit_kind=Value(number),
            hit_key=Cast("pk", BigIntegerField()),
            hit_name=Cast(F(kind.name), TextField()),
            hit_order=Cast(f"{kind.of}sort_key", TextField()),
            hit_nearness=Cast(nearness, FloatField()),
            **{name: Cast(value, TextField()) for name, value in shown.items()},
        )
        .values_list(
            *(
                "hit_kind",
                "hit_key",
                "hit_name",
                "hit_order",
                "hit_nearness",
                "hit_a",
                "hit_b",
                "hit_c",
                "hit_d",
            )
        )
    )


def _merit(row: Row, words: str) -> tuple[Any, ...]:
    """The name itself, names that begin so, that hold the phrase, words that begin so, the shorter name first."""
    name = fold(row.name)
    begins = sum(f" {word}" in f" {name}" for word in words.split())
    placed = (name != words, not name.startswith(words), words not in name, -begins, len(name))
    return *placed, row.order, -row.key


def _list(user: User, name: str, words: str) -> str | None:
    """The list page of the menu with the words looked for, for those whose menu has it."""
    shown = name and any(item.name == name for item in menu_for(user))
    return f"{reverse(name)}?{urlencode({'q': words})}" if shown else None


def _said(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _people(user: User) -> QuerySet[Any] | None:
    sees = user.is_office or user.role in {Role.LEADER, Role.LOCAL_OFFICER}
    return User.objects.visible_to(user).active() if sees else None


def _documents(user: User) -> QuerySet[Any]:
    """The library is for those who see plans."""
    return LibraryDocument.objects.filter(Exists(Plan.objects.visible_to(user)))


def _person(row: Row, user: User) -> Hit:
    url = address("admin:accounts_user_change", row.key) if user.is_staff else None
    return Hit(row.name, _said(dict(Role.choices).get(row.a or ""), row.b, row.c), url)


def _dossier(row: Row, user: User) -> Hit:
    state = dict(DossierState.choices).get(row.b or "", "").lower()
    return Hit(row.name, _said(f"Hồ sơ {row.a}", state, row.c), address("dossier", row.key))


def _unit(row: Row, user: User) -> Hit:
    note = _said(row.b if row.a != Level.CITY else "", f"đến {row.c}" if row.c else "")
    title = row.d or row.name
    known_as = note or str(dict(Level.choices).get(row.a or "", ""))
    return Hit(title, known_as, f"{reverse('register')}?{urlencode({'q': fold(title)})}")


def _day(name: str) -> Func:
    return Func(F(name), Value("DD/MM/YYYY"), function="to_char", output_field=TextField())


_LAST_CLASS = Enrolment.objects.filter(trainee=OuterRef("pk")).order_by("-pk").values("training_class")[:1]
KINDS = (
    Kind(
        "Sản phẩm",
        Product,
        Product.objects.visible_to,
        {"a": F("producer__name"), "b": F("unit__name")},
        lambda row, user: Hit(row.name, _said(row.a, row.b), address("product", row.key)),
        more="product_list",
    ),
    Kind(
        "Chủ thể",
        Producer,
        Producer.objects.visible_to,
        {"a": F("kind"), "b": F("unit__name")},
        lambda row, user: Hit(
            row.name, _said(dict(ProducerKind.choices).get(row.a or ""), row.b), address("producer", row.key)
        ),
        more="producer_list",
    ),
    Kind(
        "Hồ sơ",
        Dossier,
        Dossier.objects.visible_to,
        {"a": F("year"), "b": F("state"), "c": F("unit__name")},
        _dossier,
        name="product__name",
        of="product__",
        more="dossier_list",
        numbered="form_number",
    ),
    Kind(
        "Tài khoản",
        User,
        _people,
        {"a": F("role"), "b": F("agency"), "c": F("unit__name")},
        _person,
    ),
    Kind(
        "Học viên",
        Trainee,
        Trainee.objects.visible_to,
        {"a": F("organisation"), "b": Subquery(_LAST_CLASS)},
        lambda row, user: Hit(
            row.name, _said("Học viên", row.a), address("class_detail", row.b) if row.b else None
        ),
    ),
    Kind(
        "Văn bản",
        LibraryDocument,
        _documents,
        {"a": F("number"), "b": F("issuer"), "c": _day("issued_on")},
        lambda row, user: Hit(f"{row.a}: {row.name}", _said(row.b, row.c), address("document", row.key)),
    ),
    Kind(
        "Đơn vị hành chính",
        Unit,
        lambda user: Unit.objects.all(),
        {"a": F("level"), "b": F("parent__name"), "c": _day("valid_to"), "d": F("name")},
        _unit,
        name="short_name",
    ),
)
