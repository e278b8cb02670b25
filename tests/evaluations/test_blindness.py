"""Until the round is closed no page tells a member anything of another's sheet, not even that there is one."""

import re

import pytest
from django.urls import reverse

from evaluations.domain import rounds, scoring
from evaluations.models import Sheet
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FULL, GOOD, filled, open_entry

pytestmark = pytest.mark.django_db
SECRET = "Nhận xét kín của thành viên khác"
# changes with every answer, whatever the page shows
TOKENS = re.compile(
    r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"|"X-CSRFToken": "[^"]*"|x-csrftoken[^>]*', re.IGNORECASE
)


def pages(entry, own):
    return [
        reverse("home"),
        reverse("scoring_home"),
        reverse("sheet", args=[own.pk]),
        reverse("round_list"),
        reverse("round", args=[entry.round_id]),
        reverse("entry", args=[entry.pk]),
    ]


def read(client, addresses):
    return {address: TOKENS.sub("", client.get(address).content.decode()) for address in addresses}


def others_score(entry, member):
    """Every other scoring member fills its sheet, one hands it in, and leaves a comment."""
    sheets = []
    for seat in entry.round.council.members.exclude(pk=member.pk).exclude(office="secretary"):
        sheet = filled(entry, seat, FULL, submit=False)
        scoring.save_comment(sheet_id=sheet.pk, comment=SECRET, revision=sheet.revision, actor=seat.user)
        sheets.append(sheet)
    scoring.submit_sheet(sheet_id=sheets[0].pk, actor=sheets[0].member.user)
    return sheets


@pytest.mark.parametrize("seat", [0, 1])
def test_no_page_of_a_member_changes_when_others_score(client, seat):
    """The chairman (seat 0) scores as blind as everybody else."""
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[seat]
    own = filled(entry, member, GOOD, submit=False)
    client.force_login(member.user)
    addresses = pages(entry, own)
    before = read(client, addresses)
    others_score(entry, member)
    after = read(client, addresses)
    assert [address for address in addresses if before[address] != after[address]] == []


@pytest.mark.parametrize("trait", [{"member": True}, {}, {"admin": True}, {"leader": True}])
def test_no_role_opens_a_sheet_before_closing(client, trait):
    entry = open_entry()
    sheets = others_score(entry, entry.round.council.members.order_by("order")[0])
    client.force_login(UserFactory(**trait))
    answers = {
        client.generic(method, reverse(name, args=[sheet.pk])).status_code
        for sheet in sheets
        for name, method in (
            ("sheet", "GET"),
            ("sheet", "POST"),
            ("sheet_mark", "POST"),
            ("sheet_reopen", "POST"),
        )
    }
    assert answers == {404}


def test_a_seated_member_does_not_open_anothers_sheet(client):
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[0]
    sheets = others_score(entry, member)
    client.force_login(member.user)
    assert {client.get(reverse("sheet", args=[sheet.pk])).status_code for sheet in sheets} == {404}


@pytest.mark.parametrize("who", ["office", "secretary"])
def test_those_who_watch_progress_see_counts_and_no_marks(client, who):
    entry = open_entry()
    members = entry.round.council.members
    watcher = UserFactory() if who == "office" else members.get(office="secretary").user
    client.force_login(watcher)
    addresses = [reverse("round", args=[entry.round_id]), reverse("entry", args=[entry.pk])]
    others_score(entry, members.order_by("order")[0])
    shown = client.get(addresses[0]).context
    assert [(row["entry"].submitted, row["entry"].eligible) for row in shown["entries"]] == [(1, 3)]
    assert shown["sees_progress"] is True
    assert client.get(addresses[1]).context["sheets"] == []
    assert [address for address, text in read(client, addresses).items() if SECRET in text] == []


def test_after_closing_the_members_read_all_sheets(client):
    entry = open_entry()
    for seat in entry.round.council.members.exclude(office="secretary"):
        filled(entry, seat, GOOD)
    rounds.close_round(round_id=entry.round_id, actor=UserFactory())
    client.force_login(entry.round.council.members.order_by("order")[1].user)
    assert len(client.get(reverse("entry", args=[entry.pk])).context["sheets"]) == 3
    assert {client.get(reverse("sheet", args=[row.pk])).status_code for row in Sheet.objects.all()} == {200}
