"""How many questions saving asks the database: the same for every sheet, and few."""

import pytest
from django.urls import reverse

from evaluations.domain import scoring
from tests.factories.evaluations import FULL, GOOD, open_entry
from tests.harness.queries import queries_of

pytestmark = pytest.mark.django_db


def asked(act):
    answers = []
    statements = queries_of(lambda: answers.append(act()))
    assert answers[0].status_code in {200, 302}
    return len(statements)


@pytest.fixture
def sheet(client):
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[1]
    client.force_login(member.user)
    made = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    client.get(reverse("sheet", args=[made.pk]))  # the sheet's text is remembered from now on
    return made


def test_the_sheet_asks_ten_questions_and_the_list_of_products_six(client, sheet):
    pages = (reverse("sheet", args=[sheet.pk]), reverse("scoring_home"))
    assert [len(queries_of(lambda page=page: client.get(page))) for page in pages] == [10, 6]


def test_a_tap_asks_five_questions_whether_new_or_changed(client, sheet):
    def tap(option, revision):
        given = {"criterion": "1.1", "option": option, "revision": revision, "comment": "Rõ."}
        return asked(lambda: client.post(reverse("sheet_mark", args=[sheet.pk]), given))

    # who is it (two), the locks, the sheet, everything written
    assert tap(3, 0) == tap(4, 1) == 5


def test_a_whole_sheet_asks_as_much_for_one_mark_as_for_all(client, sheet):
    def whole(picks, revision, action="save"):
        given = {f"mark-{code}": number for code, number in picks.items()}
        given |= {"revision": revision, "comment": "", "action": action}
        return asked(lambda: client.post(reverse("sheet", args=[sheet.pk]), given))

    assert whole({"1.1": 2}, 0) == whole(FULL, 1) == 6
    assert whole(GOOD, 2, "submit") == 14  # two for its reminders
