"""Councils through their pages: the decision, the seats, the rules, the rounds a year needs; interests declared."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import ActRefused
from core.history import changes_of
from evaluations.domain import councils, rounds, scoring
from evaluations.domain.queries.conflicts import hints_for
from evaluations.enums import Office
from evaluations.models import Council, CouncilMember, Entry, Recusal, Round
from products.models import Dossier
from regimes.models import RoundDeadline
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import (
    GOOD,
    CouncilFactory,
    CouncilMemberFactory,
    council_of,
    filled,
    open_entry,
    prepared_round,
    scored_entry,
)
from tests.factories.localities import UnitFactory
from tests.factories.regimes import RegimeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def decision(**changes):
    return {
        "name": "Hội đồng OCOP thành phố năm 2026",
        "level": "city",
        "unit": UnitFactory(city=True, code="92000").pk,
        "decision_no": "1234/QĐ-UBND",
        "decided_on": "02/06/2026",
        "term_from": "02/06/2026",
        "term_to": "31/12/2026",
        "quorum_percent": "75",
        "max_spread": "10",
        "majority_percent": "50",
        "chair_must_attend": "on",
        "members_reopen": "on",
        **changes,
    }


def seat(user, **changes):
    return {
        "user": user.pk,
        "office": "member",
        "agency": "Sở Y tế",
        "order": "1",
        "is_active": "on",
        **changes,
    }


class TestCouncil:
    def test_it_is_established_and_seated_through_its_pages(self, client, office):
        client.post(reverse("council_create"), decision())
        made = Council.objects.get()
        assert (made.decision_no, made.term_to, made.members_reopen, made.shuffles_order) == (
            "1234/QĐ-UBND",
            date(2026, 12, 31),
            True,
            False,
        )
        chair, vice = UserFactory(member=True), UserFactory(member=True)
        address = reverse("seat_create", args=[made.pk])
        client.post(address, seat(chair, office="chair"))
        client.post(address, seat(vice, office="vice_chair", is_delegated="on", order="2"))
        seats = made.members.order_by("order").values_list("user", "office", "is_delegated")
        assert list(seats) == [(chair.pk, "chair", False), (vice.pk, "vice_chair", True)]
        page = client.get(reverse("council", args=[made.pk]))
        assert [row.user for row in page.context["members"]] == [chair, vice]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"term_to": "01/01/2026"}, "Ngày hết nhiệm kỳ phải sau ngày bắt đầu nhiệm kỳ."),
            ({"quorum_percent": "40"}, "Hãy ghi một số từ 50 trở lên."),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(self, client, office, changes, message):
        answer = client.post(reverse("council_create"), decision(**changes))
        form = answer.context["form"]
        errors = [error for found in form.errors.values() for error in found]
        assert (answer.status_code, Council.objects.count()) == (422, 0)
        assert message in errors
        assert form["name"].value() == "Hội đồng OCOP thành phố năm 2026"

    def test_one_decision_sets_up_one_council_of_a_place(self, office):
        first = CouncilFactory()
        details = {
            name: getattr(first, name) for name in ("name", "level", "unit", "decided_on", "term_from")
        }
        with pytest.raises(ActRefused, match="đã lập một Hội đồng"):
            councils.establish_council(actor=office, decision_no=first.decision_no, **details)

    def test_new_rules_leave_rounds_already_made_alone_and_are_kept_in_history(self, client, office):
        made = prepared_round()
        council = made.council
        given = decision(unit=council.unit_id, max_spread="8")
        client.post(reverse("council_edit", args=[council.pk]), given)
        council.refresh_from_db()
        made.refresh_from_db()
        assert (council.max_spread, made.max_spread) == (8, 10)
        fields = {
            field.label: (field.before, field.after)
            for change in changes_of(council)
            for field in change.fields
        }
        assert fields["chênh lệch tổng điểm tối đa giữa hai thành viên"] == ("10", "8")
        page = client.get(reverse("council_history", args=[council.pk]))
        assert len(page.context["seats"]) == council.members.count()

    @pytest.mark.parametrize(
        ("office_held", "message"),
        [("chair", "Hội đồng đã có Chủ tịch Hội đồng"), ("secretary", "Hội đồng đã có Thư ký")],
    )
    def test_one_chairman_and_one_secretary(self, office, office_held, message):
        council = council_of(3)
        with pytest.raises(ActRefused, match=message):
            councils.seat_member(
                council_id=council.pk, user=UserFactory(), office=office_held, agency="Sở Y tế", actor=office
            )

    def test_producers_do_not_judge_and_nobody_sits_twice(self, office):
        council = council_of(3)
        there = council.members.first().user
        for user, message in (
            (UserFactory(producer=True), "không tham gia Hội đồng"),
            (there, "đã có tên trong Hội đồng"),
            (UserFactory(is_active=False), "đã ngừng hoạt động"),
        ):
            with pytest.raises(ActRefused, match=message):
                councils.seat_member(council_id=council.pk, user=user, agency="Sở Y tế", actor=office)

    def test_only_a_vice_chairman_is_delegated(self, office):
        member = CouncilMemberFactory()
        with pytest.raises(ActRefused, match="Phó Chủ tịch"):
            councils.change_seat(seat_id=member.pk, is_delegated=True, actor=office)

    def test_a_member_leaves_and_the_sheets_it_handed_in_stay_valid(self, client, office):
        entry = scored_entry(GOOD, GOOD, GOOD)
        member = entry.round.council.members.order_by("order")[1]
        given = seat(member.user)
        del given["is_active"]
        client.post(reverse("seat_edit", args=[member.pk]), given)
        member.refresh_from_db()
        assert member.is_active is False
        client.post(reverse("round_tally", args=[entry.round_id]))
        assert entry.tallies.get().points_denominator == 3

    def test_a_chairman_does_not_leave_a_council_in_session(self, office):
        entry = open_entry()
        chair = entry.round.council.members.get(office=Office.CHAIR)
        with pytest.raises(ActRefused, match="cử Chủ tịch khác trước"):
            councils.change_seat(seat_id=chair.pk, is_active=False, actor=office)

    @pytest.mark.parametrize("query", [{"q": "10/qd"}, {"level": "city"}, {"on": "01/02/2026"}])
    def test_councils_are_found_and_filtered(self, client, office, query):
        found = CouncilFactory()
        CouncilFactory(decision_no="11", level="district", term_to=date(2026, 1, 31))
        page = client.get(reverse("council_list"), query).context["page"]
        assert list(page) == [found]

    def test_a_council_asks_as_much_for_many_members_as_for_one(
        self, client, office, django_assert_num_queries
    ):
        council = council_of(1)
        address = reverse("council", args=[council.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        asked = len(one)
        CouncilMemberFactory.create_batch(3, council=council)
        with django_assert_num_queries(asked):
            client.get(address)


class TestRoundsOfTheYear:
    def test_those_the_law_asks_for_are_made_with_its_days(self, client, office):
        council = CouncilFactory()
        regime = RegimeFactory(valid_from=date(2026, 5, 22))
        for sequence, first, last in ((1, (30, 4), (30, 6)), (2, (30, 10), (30, 12))):
            RoundDeadline.objects.create(
                regime=regime,
                level="city",
                sequence=sequence,
                proposed_before_day=first[0],
                proposed_before_month=first[1],
                evaluated_before_day=last[0],
                evaluated_before_month=last[1],
            )
        page = client.get(reverse("council", args=[council.pk]), {"year": "2026"})
        # the first round's day lies before the regime: only the second is asked for
        assert [(row.sequence, row.made) for row in page.context["proposals"]] == [(2, None)]
        address = reverse("council_rounds", args=[council.pk])
        client.post(address, {"year": "2027"})
        made = Round.objects.order_by("sequence").values_list(
            "sequence", "dossiers_before", "evaluate_before", "regime", "max_spread"
        )
        assert list(made) == [
            (1, date(2027, 4, 30), date(2027, 6, 30), regime.pk, 10),
            (2, date(2027, 10, 30), date(2027, 12, 30), regime.pk, 10),
        ]
        assert said(client.post(address, {"year": "2027"}, follow=True))[-1] == (
            "Năm 2027 không còn đợt nào theo quy định phải lập."
        )

    def test_entries_are_put_in_order_before_the_round_opens(self, client, office):
        made = prepared_round()
        for _ in range(2):
            row = dossiers.accepted()
            Dossier.objects.filter(pk=row.pk).update(regime=made.regime)
            rounds.add_entry(round_id=made.pk, dossier_id=row.pk, actor=office)
        first, second, third = made.entries.order_by("order")
        client.post(reverse("entry_move", args=[third.pk]), {"place": "1"})
        assert list(made.entries.order_by("order")) == [third, first, second]
        assert list(made.entries.order_by("order").values_list("order", flat=True)) == [1, 2, 3]
        rounds.open_round(round_id=made.pk, actor=office)
        with pytest.raises(ActRefused, match="không đổi thứ tự"):
            rounds.move_entry(entry_id=first.pk, place=1, actor=office)


class TestInterests:
    def hints(self, entry, member, **producer):
        row = Entry.objects.select_related("dossier__product__producer", "round").get(pk=entry.pk)
        for name, value in producer.items():
            setattr(row.dossier.product.producer, name, value)
        return [hint.reason for hint in hints_for([row], [member])]

    def test_the_data_give_hints_and_nothing_is_recorded(self):
        entry = open_entry()
        member = entry.round.council.members.select_related("user").order_by("order")[1]
        member.user.name, member.user.phone = "Trần Văn Bé", "0912 345 678"
        member.agency, member.address = "HTX Mận Thới Hưng", "12 ấp Thới Bình, xã Thới Hưng"
        nothing = {"name": "HTX khác", "phone": "", "representative": "Lê Thị A", "address": ""}
        assert self.hints(entry, member, **nothing) == []
        assert self.hints(entry, member, **nothing | {"phone": "+84 912.345.678"}) == [
            "trùng số điện thoại với chủ thể"
        ]
        assert self.hints(entry, member, **nothing | {"name": "HTX mận Thới Hưng"}) == [
            "cơ quan trùng với chủ thể"
        ]
        near = {"representative": "Trần Thị Tư", "address": "Số 7 ấp Thới Bình, xã Thới Hưng, Cần Thơ"}
        assert self.hints(entry, member, **nothing | near) == ["cùng họ và cùng nơi ở với người đại diện"]
        assert self.hints(entry, member, **nothing | near | {"representative": "Lê Thị A"}) == []
        assert Recusal.objects.count() == 0

    def test_whoever_entered_the_dossier_is_pointed_out_to_the_office_and_to_itself(self, client, office):
        entry = open_entry()
        first, second = entry.round.council.members.exclude(office=Office.CHAIR).order_by("order")[:2]
        Dossier.objects.filter(pk=entry.dossier_id).update(created_by=first.user)
        seen = {}
        for user in (office, first.user, second.user):
            client.force_login(user)
            seen[user] = [
                hint.member for hint in client.get(reverse("entry", args=[entry.pk])).context["hints"]
            ]
        assert list(seen.values()) == [[first], [first], []]

    def test_the_chairman_lets_a_member_score_with_a_reason(self, client):
        entry = open_entry()
        chair, member = entry.round.council.members.order_by("order")[:2]
        recusal = rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cùng xã", actor=UserFactory())
        client.force_login(chair.user)
        address = reverse("recusal_waive", args=[recusal.pk])
        client.post(address, {"reason": " "})
        recusal.refresh_from_db()
        assert recusal.waived_by is None
        client.post(address, {"reason": "Chỉ cùng xã, không có lợi ích."})
        recusal.refresh_from_db()
        assert (recusal.waived_by, recusal.waiver_reason) == (chair.user, "Chỉ cùng xã, không có lợi ích.")
        filled(entry, member, GOOD)
        assert scoring.start_sheet(entry_id=entry.pk, actor=member.user).state == "submitted"

    def test_nobody_lets_itself_and_no_other_member_does(self, client):
        entry = open_entry()
        chair, member, other = entry.round.council.members.order_by("order")[:3]
        own = rounds.recuse(entry_id=entry.pk, member_id=chair.pk, reason="Cổ đông", actor=UserFactory())
        with pytest.raises(ActRefused, match="tự cho phép mình"):
            rounds.waive_recusal(recusal_id=own.pk, reason="x", actor=chair.user)
        theirs = rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=UserFactory())
        client.force_login(other.user)
        assert client.post(reverse("recusal_waive", args=[theirs.pk]), {"reason": "x"}).status_code == 403
        with pytest.raises(ActRefused, match="người chủ trì"):
            rounds.waive_recusal(recusal_id=theirs.pk, reason="x", actor=other.user)

    def test_a_declared_interest_is_no_hint_any_more(self):
        entry = open_entry()
        member = CouncilMember.objects.filter(council=entry.round.council).select_related("user").last()
        member.agency = entry.dossier.product.producer.name
        assert self.hints(entry, member) != []
        rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cơ quan", actor=UserFactory())
        assert self.hints(entry, member) == []
