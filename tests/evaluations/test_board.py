"""The live board: who is there, who owes what, and after closing what the council has to talk about."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notification
from core.errors import ActRefused, Incomplete
from evaluations.arithmetic import nearest_edge
from evaluations.domain import meetings, rounds, scoring, tallies
from evaluations.domain.queries.seal import verify_round
from evaluations.enums import EntryState, RoundMode, RoundState, SheetState
from evaluations.models import Presence, RoundSeal, Sheet, Tally
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import (
    FAIR,
    FULL,
    GOOD,
    HIGH_WITHOUT_FOUR,
    filled,
    open_entry,
    prepared_round,
    scored_entry,
)
from tests.factories.products import accepted

pytestmark = pytest.mark.django_db
TEXT_OF_A_MARK = "Nhận xét kín"


def members_of(entry):
    return list(entry.round.council.members.order_by("order"))


def board(client, entry, part="round_board"):
    answer = client.get(reverse(part, args=[entry.round_id]))
    return answer, answer.context["board"] if answer.status_code == 200 else None


class TestWatching:
    def test_it_says_who_has_scored_what_and_no_mark(self, client):
        entry = open_entry(4)
        chair, second, third, fourth, _ = members_of(entry)
        filled(entry, second, GOOD)
        sheet = filled(entry, third, {"1.1": 4, "7": 4}, submit=False)
        scoring.save_comment(sheet_id=sheet.pk, comment=TEXT_OF_A_MARK, revision=2, actor=third.user)
        rounds.recuse(entry_id=entry.pk, member_id=fourth.pk, reason="Cổ đông", actor=UserFactory())
        client.force_login(UserFactory())
        answer, seen = board(client, entry)
        [line] = seen.entries
        assert (line.submitted, line.not_begun) == ([second], [chair])
        assert [(row.member, row.marked, row.lines) for row in line.begun] == [(third, 2, 4)]
        assert [(row.member, row.submitted, row.owed) for row in seen.members] == [
            (chair, 0, 1),
            (second, 1, 1),
            (third, 0, 1),
            (fourth, 0, 0),
        ]
        assert (seen.submitted, seen.owed, seen.shows_results, line.result) == (1, 3, False, None)
        text = answer.content.decode()
        assert "điểm," not in text
        assert TEXT_OF_A_MARK not in text

    @pytest.mark.parametrize(("seat", "status"), [(0, 200), (1, 403), (-1, 200)])
    def test_the_chairman_and_the_secretary_watch_other_members_do_not(self, client, seat, status):
        entry = open_entry()
        client.force_login(members_of(entry)[seat].user)
        assert {
            board(client, entry, part)[0].status_code for part in ("round_board", "round_board_live")
        } == {status}

    @pytest.mark.parametrize(("seat", "shows"), [(0, False), (-1, True)])
    def test_before_closing_only_the_secretary_sees_results_and_only_by_the_rules(self, client, seat, shows):
        entry = open_entry()
        for member in members_of(entry)[:3]:
            filled(entry, member, GOOD)
        client.force_login(members_of(entry)[seat].user)
        assert board(client, entry)[1].shows_results is False
        entry.round.secretary_sees_marks = True
        entry.round.save()
        assert board(client, entry)[1].shows_results is shows

    def test_after_closing_it_names_what_to_talk_about(self, client):
        entry = scored_entry(HIGH_WITHOUT_FOUR, GOOD, FAIR)
        client.force_login(UserFactory())
        [line] = board(client, entry)[1].entries
        found = line.result
        assert (found.mean, found.over_spread, found.disputed) == ("68,33", True, ["1.1"])
        assert (found.edge.stars, found.edge.above, found.edge.is_close) == (4, True, False)

    def test_products_are_chosen_by_what_they_lack_and_what_to_talk_about(self, client, monkeypatch):
        monkeypatch.setattr("evaluations.views.board.PAGE", 1)
        entry = scored_entry(HIGH_WITHOUT_FOUR, GOOD, FAIR)
        client.force_login(UserFactory())
        for part in ("round_board", "round_board_live"):
            address = reverse(part, args=[entry.round_id])
            shown = {xem: client.get(address, {"xem": xem}) for xem in ("", "ban", "thieu", "khong-co")}
            assert [(xem, len(page.context["page"])) for xem, page in shown.items()] == [
                ("", 1),
                ("ban", 1),
                ("thieu", 0),
                ("khong-co", 1),
            ]
            assert shown["ban"].context["ways"] == [
                ("", "Tất cả", 1),
                ("thieu", "Còn thiếu phiếu", 0),
                ("ban", "Cần thảo luận", 1),
            ]
        assert "Không có sản phẩm nào như vậy." in shown["thieu"].content.decode()
        opened = open_entry()
        page = client.get(reverse("round_board", args=[opened.round_id]), {"xem": "ban"})
        assert [way[0] for way in page.context["ways"]] == ["", "thieu"]

    def test_it_asks_as_much_for_many_products_as_for_one(self, client, django_assert_num_queries):
        made = prepared_round(4)
        client.force_login(UserFactory())
        address = reverse("round_board", args=[made.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        asked = len(one)  # now: the next request empties the log
        for _ in range(2):
            row = accepted()
            row.regime = made.regime
            row.save(update_fields=["regime"])
            rounds.add_entry(round_id=made.pk, dossier_id=row.pk, actor=UserFactory())
        rounds.open_round(round_id=made.pk, actor=UserFactory())
        client.get(address)  # the sheets of the new products' sets are read once a process
        with django_assert_num_queries(asked):
            client.get(address)
        assert asked <= 15


@pytest.mark.parametrize(
    ("mean", "stars", "distance", "above", "close"),
    [
        (Fraction(269, 3), 5, Fraction(1, 3), True, True),
        (Fraction(90), 5, Fraction(0), False, True),
        (Fraction(71), 4, Fraction(1), False, True),
        (Fraction(60), 4, Fraction(10), True, False),
        (Fraction(100), 5, Fraction(10), False, False),
    ],
)
def test_the_nearest_edge_is_exact(mean, stars, distance, above, close):
    from regimes.arithmetic import Band

    bands = [Band(s, p, s >= 3) for s, p in ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))]
    edge = nearest_edge(mean, bands)
    assert (edge.stars, edge.distance, edge.above, edge.is_close) == (stars, distance, above, close)


class TestPresence:
    def test_the_secretary_notes_who_comes_and_goes(self, client):
        entry = open_entry(4)
        client.force_login(members_of(entry)[-1].user)
        address = reverse("round_presence", args=[entry.round_id])
        for member in members_of(entry)[:3]:
            client.post(address, {"member": member.pk, "is_present": "1"})
        seen = board(client, entry)[1]
        assert (seen.present, seen.needed, seen.has_quorum) == (3, 3, True)
        client.post(address, {"member": members_of(entry)[2].pk, "is_present": "0"})
        seen = board(client, entry)[1]
        assert (seen.present, seen.has_quorum) == (2, False)
        left = Presence.objects.get(member=members_of(entry)[2])
        assert left.arrived_at < left.left_at

    def test_a_member_notes_nobody(self, client):
        entry = open_entry()
        member = members_of(entry)[1]
        client.force_login(member.user)
        answer = client.post(
            reverse("round_presence", args=[entry.round_id]), {"member": member.pk, "is_present": "1"}
        )
        assert (answer.status_code, Presence.objects.count()) == (403, 0)

    def test_after_closing_nothing_is_noted(self):
        entry = scored_entry(GOOD)
        with pytest.raises(ActRefused, match="đã khóa phiếu"):
            meetings.record_presence(
                round_id=entry.round_id,
                member_id=members_of(entry)[0].pk,
                is_present=True,
                actor=UserFactory(),
            )


class TestReminding:
    def test_exactly_those_who_owe_are_told_once(self, client):
        entry = open_entry(4)
        chair, second, third, fourth, _ = members_of(entry)
        filled(entry, second, GOOD)
        filled(entry, third, GOOD, submit=False)
        rounds.recuse(entry_id=entry.pk, member_id=fourth.pk, reason="Cổ đông", actor=UserFactory())
        client.force_login(UserFactory())
        for _ in range(2):
            client.post(reverse("round_remind", args=[entry.round_id]))
        told = Notification.objects.order_by("pk")
        assert [row.user for row in told] == [chair.user, third.user]
        assert told[0].text == f"{entry.round.name}: bạn còn 1 phiếu chưa gửi trên 1 sản phẩm."

    def test_a_reminder_is_settled_with_the_last_sheet_or_with_the_round(self):
        entry = open_entry(4)
        chair, second, third, fourth, _ = members_of(entry)
        meetings.remind(round_id=entry.round_id, actor=UserFactory())

        def waits():
            rows = Notification.objects.filter(done_at=None, kind="task").order_by("pk")
            return [row.user for row in rows]

        assert waits() == [seat.user for seat in (chair, second, third, fourth)]
        filled(entry, second, GOOD)
        assert waits() == [seat.user for seat in (chair, third, fourth)]
        for member in (chair, third):
            filled(entry, member, GOOD)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        assert waits() == []

    def test_nobody_is_told_of_a_closed_round(self):
        entry = scored_entry(GOOD)
        with pytest.raises(ActRefused, match="đang mở"):
            meetings.remind(round_id=entry.round_id, actor=UserFactory())


class TestScoringAgain:
    def test_both_versions_of_sheets_tallies_and_seals_are_kept(self, client):
        entry = scored_entry(FULL, GOOD, FAIR)
        tallies.tally_round(round_id=entry.round_id, actor=UserFactory())
        chair, _, third, _ = members_of(entry)
        client.force_login(chair.user)
        given = {"entries": [entry.pk], "reason": "Chênh lệch quá 10 điểm."}
        client.post(reverse("round_reopen", args=[entry.round_id]), given)
        entry.refresh_from_db()
        assert (entry.state, entry.round.state) == (EntryState.WAITING, RoundState.OPEN)
        old = Sheet.objects.get(entry=entry, member=third)
        client.force_login(third.user)
        client.post(reverse("sheet_reopen", args=[old.pk]), {"reason": "Đã thảo luận"})
        filled(entry, third, GOOD)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        assert (tally.number, tally.mean) == (2, 80)
        assert Tally.objects.get(number=1).mean == Fraction(225, 3)
        states = (
            Sheet.objects.filter(entry=entry, member=third).order_by("number").values_list("state", flat=True)
        )
        assert list(states) == [SheetState.SUPERSEDED, SheetState.SUBMITTED]
        assert RoundSeal.objects.count() == 2
        assert verify_round(entry.round) == []

    def test_nothing_is_brought_back_before_the_round_is_tallied(self):
        entry = scored_entry(GOOD)
        with pytest.raises(Incomplete) as refused:
            meetings.reopen_round(
                round_id=entry.round_id, entry_ids=[entry.pk], reason="Xem lại", actor=UserFactory()
            )
        assert refused.value.missing == [str(entry)]

    def test_a_member_does_not_reopen_the_round(self, client):
        entry = scored_entry(GOOD, GOOD)
        tallies.tally_round(round_id=entry.round_id, actor=UserFactory())
        client.force_login(members_of(entry)[1].user)
        answer = client.post(
            reverse("round_reopen", args=[entry.round_id]), {"entries": [entry.pk], "reason": "x"}
        )
        assert answer.status_code == 403

    def test_other_products_cannot_be_scored_meanwhile(self):
        entry = scored_entry(GOOD, GOOD)
        tallies.tally_round(round_id=entry.round_id, actor=UserFactory())
        meetings.reopen_round(round_id=entry.round_id, entry_ids=[entry.pk], reason="x", actor=UserFactory())
        entry.refresh_from_db()
        entry.state = EntryState.TALLIED
        entry.save()
        sheet = Sheet.objects.first()
        with pytest.raises(ActRefused, match="không còn chấm điểm"):
            scoring.reopen_sheet(sheet_id=sheet.pk, reason="x", actor=sheet.member.user)

    def test_the_rules_may_keep_members_from_reopening(self):
        entry = open_entry(members_reopen=False)
        member = members_of(entry)[1]
        sheet = filled(entry, member, GOOD)
        with pytest.raises(ActRefused, match="không cho thành viên tự mở lại"):
            scoring.reopen_sheet(sheet_id=sheet.pk, reason="x", actor=member.user)
        scoring.reopen_sheet(sheet_id=sheet.pk, reason="Bấm nhầm", actor=members_of(entry)[0].user)


def test_written_opinions_turn_into_a_meeting_with_a_reason(client):
    entry = open_entry(mode=RoundMode.WRITTEN)
    client.force_login(UserFactory())
    address = reverse("round_meet", args=[entry.round_id])
    client.post(address, {"reason": ""})
    entry.round.refresh_from_db()
    assert entry.round.mode == RoundMode.WRITTEN
    client.post(address, {"reason": "Nhiều ý kiến khác nhau"})
    entry.round.refresh_from_db()
    assert (entry.round.mode, entry.round.mode_reason) == (RoundMode.MEETING, "Nhiều ý kiến khác nhau")
    with pytest.raises(ActRefused, match="lấy ý kiến bằng văn bản"):
        meetings.call_meeting(round_id=entry.round_id, reason="x", actor=UserFactory())


def test_a_larger_majority_is_asked_for_where_the_rules_say_so():
    met = {}
    for percent in (50, 66):
        entry = scored_entry(GOOD, GOOD, FAIR, majority_percent=percent)
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        met[percent] = next(row["met"] for row in tally.payload["requirements"] if row["stars"] == 4)
    assert met == {50: True, 66: True}
    entry = scored_entry(GOOD, GOOD, FAIR, majority_percent=67)
    tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    assert next(row["met"] for row in tally.payload["requirements"] if row["stars"] == 4) is False
