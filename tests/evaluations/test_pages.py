"""A round through its pages, from its making to the certificate."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from evaluations.domain import rounds, tallies
from evaluations.enums import EntryState, RoundState
from evaluations.models import Certificate, CouncilMember, Decision, Entry, Outcome, Recusal, Round
from products.models import Rating
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import (
    FAIR,
    GOOD,
    HIGH_WITHOUT_FOUR,
    certificate,
    council_of,
    filled,
    open_entry,
    prepared_round,
    scored_entry,
)

pytestmark = pytest.mark.django_db
DECISION = {
    "number": "100/QĐ-UBND",
    "signed_on": "29/06/2026",
    "signer": "Nguyễn Văn Ký",
    "signer_position": "Phó Chủ tịch",
}


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_round_from_its_making_to_the_certificate(client, office):
    dossier, council = dossiers.accepted(), council_of(3)
    form = {
        "council": council.pk,
        "regime": dossier.regime_id,
        "year": "2026",
        "sequence": "1",
        "name": "Đợt 1 năm 2026",
        "mode": "meeting",
    }
    assert client.post(reverse("round_create"), form).status_code == 302
    made = Round.objects.get()
    assert (made.quorum_percent, made.max_spread, made.level) == (75, 10, council.level)
    client.post(reverse("round_add", args=[made.pk]), {"dossiers": [dossier.pk]})
    entry = Entry.objects.get()
    client.post(reverse("round_open", args=[made.pk]))
    for member in CouncilMember.objects.filter(council=council).exclude(office="secretary"):
        filled(entry, member, GOOD)
    shown = client.get(reverse("round", args=[made.pk])).context
    assert [(line["entry"].submitted, line["entry"].eligible) for line in shown["entries"]] == [(3, 3)]
    client.post(reverse("round_close", args=[made.pk]))
    client.post(reverse("round_tally", args=[made.pk]))
    client.post(reverse("entry_decide", args=[entry.pk]), {"stars": "4"})
    answer = client.post(reverse("round_decision", args=[made.pk]), DECISION, follow=True)
    assert said(answer) == [
        "Đã khóa phiếu.",
        "Đã tổng hợp điểm.",
        "Đã ghi quyết định phân hạng.",
        "Đã ghi quyết định và cấp giấy chứng nhận.",
    ]
    made.refresh_from_db()
    assert (made.state, Rating.objects.get().stars) == (RoundState.DECIDED, 4)
    issued = Certificate.objects.get()
    answer = client.get(reverse("certificate_pdf", args=[issued.pk]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")


def test_a_round_twice_in_a_year_is_refused_and_nothing_is_made(client, office):
    made = prepared_round()
    form = {
        "council": made.council_id,
        "regime": made.regime_id,
        "year": "2026",
        "sequence": "1",
        "name": "Đợt khác",
        "mode": "meeting",
    }
    answer = client.post(reverse("round_create"), form)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Hội đồng đã có đợt 1 năm 2026. Hãy chọn số đợt khác."
    ]
    assert Round.objects.count() == 1


def test_what_keeps_the_round_from_closing_is_said_on_its_page(client, office):
    entry = open_entry()
    answer = client.post(reverse("round_close", args=[entry.round_id]), follow=True)
    missing = rounds.missing_before_closing(entry.round)
    assert said(answer) == ["Chưa khóa được phiếu.", *missing]
    assert answer.context["missing"] == missing
    assert Round.objects.get().state == RoundState.OPEN


def test_a_dossier_that_is_not_accepted_is_not_taken(client, office):
    made = prepared_round()
    answer = client.post(
        reverse("round_add", args=[made.pk]), {"dossiers": [dossiers.handed_in().pk]}, follow=True
    )
    assert len(said(answer)) == 1
    assert Entry.objects.count() == 1


def test_the_councils_conclusion_counts_after_a_new_tally(client, office):
    entry = scored_entry(HIGH_WITHOUT_FOUR, HIGH_WITHOUT_FOUR, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=office)
    given = {"criterion_code": "1.1", "stars": "4", "is_met": "1", "reason": "Đã xem hợp đồng gốc."}
    client.post(reverse("entry_conclude", args=[entry.pk]), given)
    client.post(reverse("entry_tally", args=[entry.pk]))
    shown = client.get(reverse("entry", args=[entry.pk])).context
    assert (shown["tally"].number, shown["tally"].stars) == (2, 4)


def test_a_different_decision_without_reason_is_refused(client, office):
    entry = scored_entry(GOOD, GOOD, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=office)
    answer = client.post(reverse("entry_decide", args=[entry.pk]), {"stars": "3"}, follow=True)
    assert said(answer) == ["Quyết định khác kết quả của Hội đồng phải ghi lý do và căn cứ."]
    answer = client.post(reverse("entry_decide", args=[entry.pk]), {"stars": "5"}, follow=True)
    assert len(said(answer)) == 1
    assert Outcome.objects.count() == 0


def test_no_decision_before_every_product_is_decided(client, office):
    entry = scored_entry(GOOD, GOOD, GOOD)
    answer = client.post(reverse("round_decision", args=[entry.round_id]), DECISION)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Còn sản phẩm chưa quyết định phân hạng.",
        str(entry),
    ]
    assert Decision.objects.count() == 0


def test_a_dossier_is_put_out_with_its_reason(client, office):
    entry = open_entry()
    answer = client.post(reverse("entry_eliminate", args=[entry.pk]), {"reason": " "}, follow=True)
    assert said(answer) == ["Lý do: Hãy điền mục này."]
    entry.refresh_from_db()
    assert entry.state == EntryState.WAITING
    client.post(reverse("entry_eliminate", args=[entry.pk]), {"reason": "Giả mạo hồ sơ"})
    entry.refresh_from_db()
    assert (entry.state, entry.elimination_reason) == (EntryState.ELIMINATED, "Giả mạo hồ sơ")


def test_a_member_stands_back_for_itself_and_for_nobody_else(client):
    entry = open_entry()
    own, other = entry.round.council.members.order_by("order")[:2]
    client.force_login(own.user)
    address = reverse("entry_recuse", args=[entry.pk])
    client.post(address, {"member": other.pk, "reason": "Người thân"})
    assert Recusal.objects.count() == 0
    client.post(address, {"member": own.pk, "reason": "Người thân"})
    assert Recusal.objects.get().member == own


def test_a_recused_member_counts_in_neither_side_of_the_progress(client, office):
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[1]
    filled(entry, member, GOOD)
    rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=office)
    [line] = client.get(reverse("round", args=[entry.round_id])).context["entries"]
    assert (line["entry"].submitted, line["entry"].eligible) == (0, 2)


def test_members_see_no_round_that_is_being_prepared(client):
    made = prepared_round()
    client.force_login(made.council.members.first().user)
    assert client.get(reverse("round", args=[made.pk])).status_code == 404
    assert client.get(reverse("round_list")).context["page"].paginator.count == 0


@pytest.mark.parametrize(
    ("query", "found"), [({"state": "open"}, 1), ({"state": "closed"}, 0), ({"year": "2025"}, 0)]
)
def test_rounds_are_filtered(client, office, query, found):
    open_entry()
    assert client.get(reverse("round_list"), query).context["page"].paginator.count == found


@pytest.mark.parametrize("name", ["round_list", "council_list", "round"])
def test_as_many_queries_for_many_rows_as_for_one(client, office, name, django_assert_num_queries):
    first = prepared_round()
    address = reverse(name, args=[first.pk] if name == "round" else [])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(2):
        if name == "round":
            row = dossiers.accepted()
            row.regime = first.regime
            row.save(update_fields=["regime"])
            rounds.add_entry(round_id=first.pk, dossier_id=row.pk, actor=office)
        else:
            prepared_round()
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_the_certificate_says_what_was_recognised(client, office):
    made = certificate()
    answer = client.get(reverse("certificate_pdf", args=[made.pk]))
    [page] = PdfReader(io.BytesIO(answer.content)).pages
    # a long address is broken over two lines, so that no space is looked at
    words = "".join(page.extract_text().split())
    product = made.rating.product
    expected = [
        product.name,
        product.producer.name,
        made.number,
        made.decision.number,
        "ĐẠT HẠNG 4 SAO",
        "/xac-minh/",
    ]
    assert [text for text in expected if text.replace(" ", "") not in words] == []
    assert product.producer.representative.replace(" ", "") not in words
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_the_round_shows_what_the_tally_came_to(client, office):
    entry = scored_entry(FAIR, FAIR, FAIR)
    client.post(reverse("round_tally", args=[entry.round_id]))
    [line] = client.get(reverse("round", args=[entry.round_id])).context["entries"]
    assert (line["tally"].payload["mean"], line["tally"].stars) == ("55,00", 3)


def test_the_chairman_decides_and_other_members_do_not(client):
    entry = scored_entry(GOOD, GOOD, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    chair, member, *_ = entry.round.council.members.order_by("order")
    for seat, status, decided in ((member, 403, False), (chair, 302, True)):
        client.force_login(seat.user)
        assert client.get(reverse("entry", args=[entry.pk])).context["may_decide"] is decided
        answer = client.post(reverse("entry_decide", args=[entry.pk]), {"stars": "4"})
        assert (answer.status_code, Outcome.objects.filter(entry=entry).exists()) == (status, decided)
    assert Outcome.objects.get().decided_by == chair.user
