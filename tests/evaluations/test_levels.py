"""The same pages and acts under a law of three levels and one of two, by data only."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import ActRefused, Incomplete
from evaluations.domain import decisions, levels, rounds, tallies
from evaluations.enums import EntryState, RoundState
from evaluations.models import Certificate, CouncilMember, Entry, Outcome, Round, Tally
from products.models import Dossier, DossierState, Rating
from regimes.models import LegalRegime, RegimeLevel
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import GOOD, CouncilFactory, CouncilMemberFactory, filled, scored_entry
from tests.factories.files import text_of
from tests.factories.localities import UnitFactory

pytestmark = pytest.mark.django_db
LOW = {"1.1": 2, "5.1": 2, "5.2": 1, "7": 2}  # 40 points
LAWS = {  # level: the stars it recognises itself
    "1048": (("district", None, None), ("city", 3, 4), ("central", 5, 5)),
    "148": (("district", 3, 3), ("city", 4, 4), ("central", 5, 5)),
    "26": (("city", 3, 4), ("central", 5, 5)),
}


def law(regime, name):
    LegalRegime.objects.filter(pk=regime.pk).update(title=name)
    for order, (level, first, last) in enumerate(LAWS[name], start=1):
        RegimeLevel.objects.create(
            regime=regime,
            level=level,
            order=order,
            recognises_from=first,
            recognises_to=last,
            authority="UBND",
        )


def council(level):
    made = CouncilFactory(level=level, unit=UnitFactory(**{level: True}))
    CouncilMemberFactory(council=made, office="chair", order=0)
    CouncilMemberFactory(council=made, order=1)
    return made


def held(client, council, regime, accepted, picks):
    """A round of one product through its pages, up to the tally."""
    form = {
        "council": council.pk,
        "regime": regime.pk,
        "year": "2022",
        "sequence": "1",
        "name": f"Đợt 1 năm 2022, {council.get_level_display().lower()}",
        "mode": "meeting",
    }
    assert client.post(reverse("round_create"), form).status_code == 302
    made = Round.objects.get(council=council)
    client.post(reverse("round_add", args=[made.pk]), {"dossiers": [accepted.pk]})
    client.post(reverse("round_open", args=[made.pk]))
    entry = Entry.objects.get(round=made)
    for member in CouncilMember.objects.filter(council=council):
        filled(entry, member, picks)
    client.post(reverse("round_close", args=[made.pk]))
    client.post(reverse("round_tally", args=[made.pk]))
    return entry


def test_in_2022_the_district_evaluates_first_and_the_city_recognises(client):
    client.force_login(UserFactory())
    accepted = dossiers.accepted()
    law(accepted.regime, "1048")
    first = held(client, council("district"), accepted.regime, accepted, GOOD)
    page = client.get(reverse("round", args=[first.round_id]))
    assert page.context["may_send_up"] is True
    client.post(reverse("round_send_up", args=[first.round_id]))
    first.refresh_from_db()
    accepted.refresh_from_db()
    assert (first.state, first.round.state, accepted.state) == (
        EntryState.SENT_UP,
        RoundState.DECIDED,
        DossierState.ACCEPTED,
    )
    assert Rating.objects.count() == 0
    second = held(client, council("city"), accepted.regime, accepted, GOOD)
    assert client.get(reverse("round", args=[second.round_id])).context["may_send_up"] is False
    client.post(reverse("entry_decide", args=[second.pk]), {"stars": "4"})
    decisions.issue_decision(
        round_id=second.round_id,
        number="3787/QĐ-UBND",
        signed_on=date(2022, 11, 11),
        signer="Nguyễn Văn Ký",
        signer_position="Phó Chủ tịch",
        actor=UserFactory(),
    )
    assert (Rating.objects.get().stars, Tally.objects.count()) == (4, 2)


def test_below_three_stars_nothing_goes_up(client):
    client.force_login(UserFactory())
    accepted = dossiers.accepted()
    law(accepted.regime, "1048")
    entry = held(client, council("district"), accepted.regime, accepted, LOW)
    client.post(reverse("round_send_up", args=[entry.round_id]))
    entry.refresh_from_db()
    accepted.refresh_from_db()
    assert (entry.state, accepted.state) == (EntryState.NOT_SENT_UP, DossierState.CONCLUDED)
    assert entry.round.state == RoundState.DECIDED


@pytest.mark.parametrize(("picks", "state"), [(GOOD, EntryState.SENT_UP), (LOW, EntryState.NOT_SENT_UP)])
def test_what_went_up_or_stayed_is_neither_decided_nor_certified_here(client, picks, state):
    """The papers of a district's round are written under its name; a decision and a certificate are the city's."""
    client.force_login(UserFactory())
    accepted = dossiers.accepted()
    law(accepted.regime, "1048")
    entry = held(client, council("district"), accepted.regime, accepted, picks)
    levels.send_up(round_id=entry.round_id, actor=UserFactory())
    entry.refresh_from_db()
    assert entry.state == state
    with pytest.raises(ActRefused):
        decisions.decide(entry_id=entry.pk, stars=entry.tallies.first().stars, actor=UserFactory())
    refused = client.post(reverse("entry_decide", args=[entry.pk]), {"stars": "3"}, follow=True)
    assert (refused.status_code, Outcome.objects.count(), Certificate.objects.count()) == (200, 0, 0)
    assert [message.level_tag for message in refused.context["messages"]][-1] == "error"
    page = client.get(reverse("round_papers", args=[entry.round_id]))
    assert ("quyet-dinh" in page.context["papers"], [row["name"] for row in page.context["bundles"]]) == (
        False,
        ["phieu-trong", "phieu-da-cham", "thong-bao"],
    )
    drafted = client.get(reverse("round_paper", args=[entry.round_id, "quyet-dinh", "pdf"]))
    assert drafted.status_code == 403
    assert "quyết định công nhận và giấy chứng nhận là của cấp trên" in drafted.content.decode()
    assert client.get(reverse("certificate_pdf", args=[entry.pk])).status_code == 404
    for paper in ("bien-ban", "tong-hop", "bao-cao"):
        answer = client.get(reverse("round_paper", args=[entry.round_id, paper, "pdf"]))
        assert entry.round.council.unit.name.upper() in text_of(answer.content).upper()


def test_a_district_that_recognises_three_stars_keeps_them_and_sends_up_four(client):
    for picks, state in ((GOOD, EntryState.SENT_UP), ({"1.1": 2, "5.1": 2, "7": 3}, EntryState.TALLIED)):
        entry = (
            scored_entry(picks | {"5.2": 1}, picks | {"5.2": 1})
            if "5.2" not in picks
            else scored_entry(picks)
        )
        law(entry.dossier.regime, "148")
        Round.objects.filter(pk=entry.round_id).update(level="district")
        tallies.tally_round(round_id=entry.round_id, actor=UserFactory())
        levels.send_up(round_id=entry.round_id, actor=UserFactory())
        entry.refresh_from_db()
        assert entry.state == state


def test_under_two_levels_the_city_sends_nothing_up_and_no_district_evaluates():
    entry = scored_entry(GOOD)
    law(entry.dossier.regime, "26")
    with pytest.raises(ActRefused, match="quy định có cấp tiếp theo"):
        levels.send_up(round_id=entry.round_id, actor=UserFactory())
    with pytest.raises(ActRefused, match="không có đánh giá cấp huyện"):
        rounds.create_round(
            council=council("district"),
            regime=entry.dossier.regime,
            year=2026,
            sequence=1,
            name="Đợt 1",
            actor=UserFactory(),
        )


def test_nothing_goes_up_before_it_is_tallied():
    entry = scored_entry(GOOD)
    law(entry.dossier.regime, "1048")
    Round.objects.filter(pk=entry.round_id).update(level="district")
    with pytest.raises(Incomplete) as refused:
        levels.send_up(round_id=entry.round_id, actor=UserFactory())
    assert refused.value.missing == [str(entry)]
    assert Dossier.objects.get(pk=entry.dossier_id).state == DossierState.IN_ROUND
