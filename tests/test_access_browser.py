"""Pages for everybody's eyes and hands: nothing WCAG 2.2 A and AA forbids, by day and in a dark hall, on a phone, a
tablet and a screen, zoomed to 200 %. The suite looks at key pages, `OCOP_DEEP=1` at every page of the role matrix."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from tests.consistency.role_matrix import ROLE_MATRIX
from tests.factories.accounts import NotificationFactory, UserFactory
from tests.factories.evaluations import GOOD, scored_entry
from tests.factories.products import RatingFactory, draft_for
from tests.factories.training import EnrolmentFactory
from tests.harness.deep import DEEP

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
ASKED = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
ZOOMED = 640
"""What is left of 1280 pixels at 200 %."""
SCREENS = ((360, "light"), (ZOOMED, "light"), (768, "dark"), (1280, "light"), (1280, "dark"))
EVERY = [(width, scheme) for width in (360, ZOOMED, 768, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def admin(page, live_server):
    """The browser of an administrator of the office, in which nothing fades or slides."""
    user = UserFactory(admin=True)
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.emulate_media(reduced_motion="reduce")
    page.user = user
    return page


def faults(page, screens):
    """(rule, width, scheme, the first place) of all that is wrong with the open page."""
    found = []
    for width, scheme in screens:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(("wider than the screen", width, scheme, ""))
        broken = Axe().run(page, options=ASKED).response["violations"]
        found += [(row["id"], width, scheme, row["nodes"][0]["html"][:120]) for row in broken]
    return found


def key_pages(user):
    NotificationFactory(user=user)
    entry = scored_entry(GOOD)
    trainee = EnrolmentFactory().trainee
    dossier = draft_for(RatingFactory().product)
    return [
        *(
            reverse(name)
            for name in ("register", "home", "dossier_list", "condition", "my_data", "mfa_index")
        ),
        reverse("dossier", args=[dossier.pk]),
        reverse("round", args=[entry.round_id]),
        reverse("personal_data", args=["hoc-vien", trainee.pk]),
        reverse("personal_erase", args=["hoc-vien", trainee.pk]),
        reverse("guide"),
    ]


def test_key_pages_are_for_everybody(admin, live_server):
    wrong = {}
    for place, address in enumerate(key_pages(admin.user)):
        admin.goto(live_server.url + address)
        # each page on two of the screens, all screens over the pages; every one on all of them when deep
        screens = EVERY if DEEP else [SCREENS[place % 5], SCREENS[(place + 2) % 5]]
        if bad := faults(admin, screens):
            wrong[address] = bad
    assert wrong == {}


SHOWN = sorted(
    name for name, row in ROLE_MATRIX.items() if row.method == "GET" and "office_admin" in row.allowed
)


@pytest.mark.parametrize("name", SHOWN if DEEP else ["personal_log"])
def test_every_page_is_for_everybody(admin, live_server, name):
    address = reverse(name, kwargs=ROLE_MATRIX[name].target(admin.user))
    answer = admin.request.get(live_server.url + address)
    if "html" not in answer.headers.get("content-type", "") or answer.status != 200:
        return  # a file, or a way to another page
    admin.goto(live_server.url + address)
    assert faults(admin, EVERY if DEEP else SCREENS[:2]) == []
