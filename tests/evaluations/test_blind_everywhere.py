"""Blind on every surface: whatever others mark, each address answers a viewer the same until the round is closed.

The addresses come from the URL resolver, the administration's too, so that a new page cannot be forgotten. Each is
asked for in two worlds that differ only in the others' marks and remarks; what is planted there is looked for besides.
"""

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, reset_queries, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

from accounts.models import User
from evaluations.domain import meetings, scoring
from evaluations.domain.queries import sheets
from evaluations.enums import Office
from evaluations.models import Entry
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FAIR, FULL, GOOD, adviser_of, filled, open_entry
from tests.harness.deep import DEEP
from tests.harness.queries import queries_of

pytestmark = pytest.mark.django_db
OK = 200
KEYS = (1, 2, 3, 4)  # the sheets of the round; the other rows of this world are the first of their tables
VARIANTS = 6  # links of a list to its own sorted, filtered and exported forms
PLANTED = ("KINMOT", "KINHAI")  # in remarks and opinions of the two worlds; searched for besides
WORDS = {
    "ending": ("pdf", "xlsx", "docx"),
    "paper": ("bien-ban", "tong-hop", "bao-cao", "quyet-dinh"),
    "bundle": ("phieu-trong", "phieu-da-cham"),
    "whom": ("xa", "chu-the"),
    "form": ("mau-01", "mau-02"),
}
# what differs between any two answers: tokens, and the time of day
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|X-CSRFToken": "[^"]*"|x-csrftoken[^>]*|\d\d?:\d\d(:\d\d)?',
    re.IGNORECASE,
)
LINKS = re.compile(r'href="(\?[^"]+)"')
PARAMETERS = re.compile(r"<(?:\w+:)?(\w+)>")
NOT_ASKED = ("/dang-xuat", "/quan-tri/logout")
ROUNDS = ("/hoi-dong/", "/cham-diem/", "/viec-cua-toi/", "/tim-kiem/", "/thong-bao/", "/lich/", "/xac-minh/")
READ_BY = {"member": ("/",), "admin": ("/quan-tri/evaluations/", "/quan-tri/pghistory")}
SHOWN_IN_ADMIN = {
    f"/quan-tri/evaluations/{name}/" for name in ("sheet", "mark", "scorelog", "entry", "round")
}


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address of the application with its parameters; the sign-in package's own expressions are not pages."""
    for one in resolver.url_patterns:
        if isinstance(one.pattern, RegexPattern):
            continue
        route = f"{prefix}{one.pattern}"
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)


def addresses(who: str) -> list[str]:
    """The routes with keys that mean something in the world of this test; leaving the session is not reading.

    One member asks everywhere but in the administration, the administrator there; the others where rounds are shown.
    """
    found = []
    for route in routes(get_resolver()):
        if route.startswith(NOT_ASKED) or not route.startswith(READ_BY.get(who, ROUNDS)):
            continue
        names = [name for name in PARAMETERS.findall(route) if name in WORDS]
        for key, *words in itertools.product(
            KEYS if "phieu" in route or "evaluations/sheet" in route else KEYS[:1],
            *(WORDS[name] for name in names),
        ):
            chosen = dict(zip(names, words, strict=True))
            found.append(PARAMETERS.sub(lambda match, key=key, of=chosen: str(of.get(match[1], key)), route))
    return [one for one in dict.fromkeys(found) if not (who == "member" and one.startswith("/quan-tri/"))]


def read(answer: HttpResponseBase) -> str:
    """What a reader of the answer learns, also from inside PDFs and office files."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        text = files.text_of(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = "\n".join(
                archive.read(name).decode(errors="replace") for name in sorted(archive.namelist())
            )
    else:
        text = content.decode(errors="replace")
    return CHANGING.sub("", text)


def ask(client: Client, address: str, *, part: bool = False) -> tuple:
    """Everything about an answer that might tell: status, validators, how much was asked for it, what it says."""
    got = []
    reset_queries()
    work = queries_of(lambda: got.append(client.get(address, headers={"hx-request": "true"} if part else {})))
    answer = got[0]
    marks = [answer.headers.get(name) for name in ("ETag", "Last-Modified", "Location")]
    return (answer.status_code, *marks, len(work), read(answer))


def surfaces(client: Client, who: str) -> dict[tuple[str, bool], tuple]:
    """What answers this viewer: pages, their own links to sorted and filtered forms and to files, their search for
    what is planted, and their parts for htmx; each with its answer."""
    found = {}
    for address in addresses(who):
        answer = ask(client, address)
        if answer[0] != OK:
            continue
        found[address, False] = answer
        text = answer[-1]
        variants = [address + html.unescape(link) for link in LINKS.findall(text)[:VARIANTS]]
        if 'name="q"' in text:
            variants += [f"{address}?q={word}" for word in PLANTED]
        found |= {(one, False): ask(client, one) for one in variants}
        if address.startswith(ROUNDS):
            found[address, True] = ask(client, address, part=True)
    client.get(reverse("home"))  # shows what the administration still has to say of rows that are not there
    return found


@pytest.fixture
def entry():
    """The first rows of their tables, so that keys are small. The chairman and one member have begun to mark."""
    sequences = [
        sequence
        for label in ("evaluations", "localities", "producers", "products", "regimes")
        for model in apps.get_app_config(label).get_models()
        for sequence in connection.introspection.get_sequences(connection.cursor(), model._meta.db_table)
    ]
    statements = connection.ops.sequence_reset_by_name_sql(no_style(), sequences)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    sheets._keys.cache_clear()  # the keys it remembers are given anew
    found = open_entry(4)
    for member in found.round.council.members.order_by("order")[:2]:
        filled(found, member, GOOD, submit=False)
    assert (found.pk, found.round_id) == (1, 1)
    return found


@contextmanager
def world(entry: Entry, picks: dict[str, int], planted: str) -> Iterator[None]:
    """The other two members mark ``picks``; one hands in; then none of it has happened, also not to the counters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences")
        counters = cursor.fetchall()
    with transaction.atomic():
        for member in entry.round.council.members.exclude(office=Office.SECRETARY).order_by("order")[2:]:
            sheet = filled(entry, member, picks, submit=False)
            given = {"sheet_id": sheet.pk, "actor": member.user}
            code, number = next(iter(picks.items()))
            sheet = scoring.save_mark(
                **given, criterion_code=code, option_number=number, comment=planted, revision=sheet.revision
            )
            scoring.save_comment(**given, comment=planted, revision=sheet.revision)
        scoring.submit_sheet(**given)
        meetings.remind(
            round_id=entry.round_id, actor=entry.round.council.members.get(office=Office.SECRETARY).user
        )
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for name, last in counters:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


def viewer(entry: Entry, who: str) -> User:
    seats = entry.round.council.members
    if who in {"chair", "member"}:
        return seats.order_by("order")[("chair", "member").index(who)].user
    if who == "secretary":
        return seats.get(office=Office.SECRETARY).user
    if who == "adviser":
        return adviser_of(entry).user
    return UserFactory(**{who: True}, is_staff=who == "admin")


@pytest.mark.parametrize(
    "who", ["secretary", "member", *(["chair", "admin", "adviser", "leader"] if DEEP else [])]
)
def test_no_surface_tells_how_others_marked(client, entry, who):
    client.force_login(viewer(entry, who))
    first, second = PLANTED
    with world(entry, FULL, first):
        before = surfaces(client, who)
    with world(entry, FAIR, second):
        after = {one: ask(client, one[0], part=one[1]) for one in before}
    suspects = [one for one in before if before[one] != after[one]]
    with world(entry, FULL, first):  # what only filled a cache is the same the second time
        leaks = [one for one in suspects if ask(client, one[0], part=one[1]) != after[one]]
    told = [address for (address, _), (*_, text) in before.items() if first in text and "?q=" not in address]
    assert (leaks, told) == ([], [])
    reached = {address for address, _ in before}
    assert reached >= (
        {reverse("round", args=[1]), reverse("entry", args=[1])} if who != "admin" else SHOWN_IN_ADMIN
    )


FILES = (".pdf", ".xlsx", ".docx", ".zip", ".ics")


def plain_pages(clients: dict[str, Client], only: set[tuple[str, str]] | None = None) -> dict:
    """What each viewer is answered on the pages of rounds, asked once each; or on those of ``only``."""
    found = {}
    for who, client in clients.items():
        for address in [*addresses("chair"), *(sorted(SHOWN_IN_ADMIN) if who == "admin" else ())]:
            if not address.endswith(FILES) and (only is None or (who, address) in only):
                answer = ask(client, address)
                if answer[0] == OK:
                    found[who, address] = answer
    return found


@pytest.mark.skipif(DEEP, reason="every surface is asked, for each of them")
def test_no_page_of_a_round_tells_those_who_run_or_watch_it(entry):
    clients = {who: Client() for who in ("chair", "admin", "adviser", "leader")}
    for who, client in clients.items():
        client.force_login(viewer(entry, who))
    with world(entry, FULL, PLANTED[0]):
        before = plain_pages(clients)
    with world(entry, FAIR, PLANTED[1]):
        after = plain_pages(clients, set(before))
    suspects = {one for one in before if before[one] != after.get(one)}
    with world(entry, FULL, PLANTED[0]):  # what only filled a cache is the same the second time
        again = plain_pages(clients, suspects)
    leaks = [one for one in suspects if again.get(one) != after.get(one)]
    told = [one for one, (*_, text) in before.items() if PLANTED[0] in text]
    assert (leaks, told) == ([], [])
    board = reverse("round_board", args=[1])
    assert {(who, board) for who in ("chair", "admin", "leader")} <= before.keys()
