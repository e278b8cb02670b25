"""What helps a member through an evening: an order of its own, the next product, precedents, guidance."""

import pytest
from django.urls import reverse

from evaluations.domain import decisions, rounds, scoring, tallies
from evaluations.domain.queries.order import NextProduct, in_own_order, next_owed
from evaluations.domain.queries.precedents import precedents_of
from evaluations.models import Entry, Sheet
from products.models import Dossier
from regimes.models import Criterion
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FAIR, FULL, GOOD, filled, open_entry, prepared_round, scored_entry

pytestmark = pytest.mark.django_db


def opened(products, **rules):
    made = prepared_round(4, **rules)
    for _ in range(products - 1):
        row = dossiers.accepted()
        Dossier.objects.filter(pk=row.pk).update(regime=made.regime)
        rounds.add_entry(round_id=made.pk, dossier_id=row.pk, actor=UserFactory())
    rounds.open_round(round_id=made.pk, actor=UserFactory())
    return made, list(made.entries.select_related("round").order_by("order"))


def test_everybody_has_an_order_of_its_own_that_stays(client):
    made, entries = opened(8)
    people = [seat.user for seat in made.council.members.exclude(office="secretary")]
    orders = [[row.order for row in in_own_order(entries, user)] for user in people]
    assert len({tuple(order) for order in orders}) == len(people)
    assert all(sorted(order) == list(range(1, 9)) for order in orders)
    for user, order in zip(people, orders, strict=True):
        client.force_login(user)
        shown = client.get(reverse("scoring_home")).context["entries"]
        assert [row.order for row in shown] == order


def test_a_long_evening_is_shown_page_by_page_in_the_members_order(client, monkeypatch):
    monkeypatch.setattr("evaluations.views.scoring.PAGE", 2)
    made, entries = opened(5)
    user = made.council.members.order_by("order")[1].user
    client.force_login(user)
    pages = [client.get(reverse("scoring_home"), {"page": number}).context for number in (1, 2, 3)]
    shown = [row.order for page in pages for row in page["entries"]]
    assert shown == [row.order for row in in_own_order(entries, user)]
    assert [(page["owed"], page["sent"]) for page in pages] == [(5, 0)] * 3


def test_the_rules_may_keep_the_order_of_the_round():
    made, entries = opened(3, shuffles_order=False)
    user = made.council.members.first().user
    assert in_own_order(entries, user) == entries


def test_the_next_product_is_the_next_one_owed(client):
    made, entries = opened(3)
    member = made.council.members.order_by("order")[1]
    first, second, third = in_own_order(entries, member.user)
    after = [next_owed(entry, member.user).pk for entry in (first, second, third)]
    assert after == [second.pk, third.pk, first.pk]
    filled(second, member, FULL)
    assert next_owed(first, member.user) == NextProduct(third.pk, third.dossier.product.name)
    client.force_login(member.user)
    sheet = scoring.start_sheet(entry_id=first.pk, actor=member.user)
    marks = {f"mark-{code}": number for code, number in GOOD.items()}
    answer = client.post(
        reverse("sheet", args=[sheet.pk]), {**marks, "revision": 0, "comment": "", "action": "next"}
    )
    after = Sheet.objects.get(entry=third, member=member)
    assert answer.headers["Location"] == reverse("sheet", args=[after.pk])
    answer = client.post(
        reverse("sheet", args=[after.pk]), {**marks, "revision": 0, "comment": "", "action": "submit"}
    )
    assert answer.headers["Location"] == reverse("sheet", args=[sheet.pk])


def concluded(*picks):
    """A decided round; the first sheet says why it gave 30 points on 1.1."""
    entry = open_entry(len(picks))
    members = entry.round.council.members.exclude(office="secretary").order_by("order")
    for member, chosen in zip(members, picks, strict=True):
        sheet = filled(entry, member, chosen, submit=False)
        if member == members[0]:
            scoring.save_mark(
                sheet_id=sheet.pk,
                criterion_code="1.1",
                option_number=3,
                revision=sheet.revision,
                comment="Mua 80 % tại xã.",
                actor=member.user,
            )
        filled(entry, member, {})
    rounds.close_round(round_id=entry.round_id, actor=UserFactory())
    tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    decisions.decide(entry_id=entry.pk, stars=tally.stars, actor=UserFactory())
    decisions.issue_decision(
        round_id=entry.round_id,
        number=f"{entry.pk}/QĐ",
        signed_on=tally.taken_at.date(),
        signer="Nguyễn Văn Ký",
        signer_position="Phó Chủ tịch",
        actor=UserFactory(),
    )
    return entry


def test_precedents_count_concluded_rounds_of_the_same_set_and_name_nobody():
    entry = concluded(GOOD, FAIR, FAIR)
    found = precedents_of(entry.dossier.criteria_set, before=0)
    assert dict(found["1.1"].counts) == {2: 2, 3: 1}
    assert found["1.1"].reasons == [(30, "Mua 80 % tại xã.")]
    assert precedents_of(entry.dossier.criteria_set, before=entry.round_id) == {}
    other = scored_entry(GOOD)  # closed, not concluded, and of another set
    assert precedents_of(other.dossier.criteria_set, before=0) == {}


@pytest.mark.parametrize("allowed", [False, True])
def test_a_member_sees_precedents_only_where_the_rules_allow(client, allowed):
    earlier = concluded(GOOD, GOOD)
    entry = open_entry(shows_precedents=allowed)
    Dossier.objects.filter(pk=entry.dossier_id).update(
        criteria_set=earlier.dossier.criteria_set, regime=earlier.dossier.regime
    )
    member = entry.round.council.members.first()
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    client.force_login(member.user)
    rows = client.get(reverse("sheet", args=[sheet.pk])).context["rows"]
    shown = [row["precedent"] for block in rows for group in block["sections"] for row in group["criteria"]]
    assert [bool(row) for row in shown] == [allowed] * 4


def test_the_guidance_on_evidence_stands_beside_the_criterion(client):
    entry = open_entry()
    Criterion.objects.filter(criteria_set=entry.dossier.criteria_set, code="7").update(
        guidance="Phiếu kiểm nghiệm."
    )
    member = entry.round.council.members.first()
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    client.force_login(member.user)
    text = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
    assert text.count("Phiếu kiểm nghiệm.") == 1
    assert Entry.objects.count() == 1
