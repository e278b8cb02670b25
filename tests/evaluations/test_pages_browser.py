"""No serious fault for a screen reader, and nothing to scroll sideways, on the pages round the marks and after them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from evaluations.domain import tallies
from evaluations.models import CouncilMember
from tests.factories.accounts import UserFactory
from tests.factories.after import (
    complaint,
    ministry_paper,
    post_check,
    potential_five,
    proposal,
    signed,
    withdrawal,
)
from tests.factories.evaluations import (
    GOOD,
    HIGH_WITHOUT_FOUR,
    certificate,
    filled,
    open_entry,
    reported,
    scored_entry,
)
from tests.factories.products import RatingFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # a fixture of the browser plug-in's own, deprecated by the newest pytest
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
OF_A_ROUND = ("round_board", "round_jury", "round_sensitivity", "bulk_decide")
SERIOUS = {"serious", "critical"}


@pytest.fixture
def office(page, live_server):
    """The office's browser."""
    client = Client()
    client.force_login(UserFactory())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def addresses():
    """Each page with something to show."""
    live = open_entry()
    filled(live, CouncilMember.objects.filter(council=live.round.council).order_by("order")[0], GOOD)
    reported(live, photo=True)
    read = scored_entry(GOOD, GOOD, HIGH_WITHOUT_FOUR)
    tallies.take_tally(entry_id=read.pk, actor=UserFactory())
    made = certificate()
    signed(made.decision)
    waiting = potential_five()
    ministry_paper(waiting)
    rating = RatingFactory()
    return [
        reverse("round_board", args=[live.round_id]),
        reverse("advisory_report", args=[live.pk]),
        *(reverse(name, args=[read.round_id]) for name in OF_A_ROUND),
        reverse("entry_what_if", args=[read.pk]),
        reverse("round_papers", args=[made.decision.round_id]),
        reverse("recognition", args=[made.rating_id]),
        reverse("extension_create", args=[made.rating_id]),
        reverse("proposal", args=[waiting.pk]),
        reverse("proposal", args=[proposal().outcome_id]),
        reverse("complaint", args=[complaint(rating.product).pk]),
        reverse("check", args=[post_check(rating).pk]),
        reverse("withdrawal", args=[withdrawal(rating).pk]),
    ]


def test_no_serious_fault_and_no_scrolling_sideways(office, live_server):
    found, wide = {}, []
    for address in addresses():
        for width in (390, 1280):
            office.set_viewport_size({"width": width, "height": 900})
            office.goto(live_server.url + address)
            if office.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
            faults = [
                (fault["id"], fault["nodes"][0]["html"][:120])
                for fault in Axe().run(office).response["violations"]
                if fault["impact"] in SERIOUS
            ]
            if faults:
                found[address, width] = faults
    assert (found, wide) == ({}, [])
