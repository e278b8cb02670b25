from datetime import date
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.errors import ActRefused, Incomplete, StaleVersion
from evaluations.domain import decisions, rounds, scoring, tallies
from evaluations.domain.queries.sheets import picks_of
from evaluations.enums import EntryState, RoundState, SheetState
from evaluations.models import Certificate, CouncilMember, Decision, Mark, Outcome, Sheet, Tally
from products.models import DossierState, Rating, RatingState
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

pytestmark = pytest.mark.django_db


def members_of(entry):
    return list(CouncilMember.objects.filter(council=entry.round.council).order_by("order"))


def decided(entry, stars=None):
    tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    return decisions.decide(entry_id=entry.pk, stars=stars or tally.stars, actor=UserFactory())


def issue(entry, number="100/QĐ-UBND"):
    return decisions.issue_decision(
        round_id=entry.round_id,
        number=number,
        signed_on=date(2026, 6, 29),
        signer="Nguyễn Văn Ký",
        signer_position="Phó Chủ tịch",
        actor=UserFactory(),
    )


class TestWholeWay:
    def test_from_sheets_to_certificate(self):
        entry = scored_entry(GOOD, GOOD, FAIR)
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        assert (tally.mean, tally.stars_by_points, tally.stars) == (Fraction(195, 3), 3, 3)
        assert tally.payload["mean"] == "65,00"
        decisions.decide(entry_id=entry.pk, stars=3, actor=UserFactory())
        decision = issue(entry)
        rating = Rating.objects.get()
        certificate = Certificate.objects.get()
        assert (rating.stars, rating.decision_no, rating.expires_on) == (3, "100/QĐ-UBND", date(2029, 6, 29))
        assert (certificate.decision, certificate.number) == (decision, "0001/2026/GCN-OCOP-CT")
        entry.refresh_from_db()
        entry.dossier.refresh_from_db()
        entry.round.refresh_from_db()
        assert entry.state == EntryState.DECIDED
        assert entry.dossier.state == DossierState.CONCLUDED
        assert entry.round.state == RoundState.DECIDED

    def test_ninety_points_at_the_city_are_potential_five_stars(self):
        outcome = decided(scored_entry(FULL, FULL, FULL))
        assert (outcome.stars, outcome.is_potential_five) == (4, True)
        issue(outcome.entry)
        assert Rating.objects.get().state == RatingState.POTENTIAL_FIVE

    def test_two_stars_get_no_certificate(self):
        outcome = decided(scored_entry(*[{"1.1": 2, "5.1": 2, "5.2": 1, "7": 2}] * 3))
        assert outcome.stars == 2
        issue(outcome.entry)
        assert (Rating.objects.count(), Certificate.objects.count()) == (0, 0)

    def test_a_missed_requirement_lowers_the_star_and_is_named(self):
        entry = scored_entry(HIGH_WITHOUT_FOUR, HIGH_WITHOUT_FOUR, GOOD)
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        assert (tally.stars_by_points, tally.stars) == (4, 3)
        vote = next(row for row in tally.payload["requirements"] if row["stars"] == 4)
        assert (vote["reached"], vote["sheets"], vote["disputed"], vote["met"]) == (1, 3, True, False)

    def test_the_councils_conclusion_overrides_the_majority(self):
        entry = scored_entry(HIGH_WITHOUT_FOUR, HIGH_WITHOUT_FOUR, GOOD)
        rounds.conclude_requirement(
            entry_id=entry.pk,
            criterion_code="1.1",
            stars=4,
            is_met=True,
            reason="Đã kiểm tra hợp đồng gốc.",
            actor=UserFactory(),
        )
        assert tallies.take_tally(entry_id=entry.pk, actor=UserFactory()).stars == 4


class TestScoring:
    def test_a_tap_is_saved_with_its_revision_and_the_running_score(self):
        entry = open_entry()
        member = members_of(entry)[0]
        sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
        saved = scoring.save_mark(
            sheet_id=sheet.pk, criterion_code="1.1", option_number=3, revision=0, actor=member.user
        )
        assert (saved.revision, saved.score.total, saved.score.missing) == (1, 30, ("5.1", "7"))
        mark = Mark.objects.get()
        assert (mark.points, mark.option.number) == (30, 3)

    def test_a_second_device_is_told_and_overwrites_nothing(self):
        entry = open_entry()
        member = members_of(entry)[0]
        sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
        tap = {"sheet_id": sheet.pk, "criterion_code": "1.1", "actor": member.user}
        scoring.save_mark(option_number=3, revision=0, **tap)
        with pytest.raises(StaleVersion):
            scoring.save_mark(option_number=4, revision=0, **tap)
        assert Mark.objects.get().points == 30

    def test_starting_twice_gives_the_same_sheet(self):
        entry = open_entry()
        user = members_of(entry)[0].user
        first = scoring.start_sheet(entry_id=entry.pk, actor=user)
        assert scoring.start_sheet(entry_id=entry.pk, actor=user) == first

    def test_an_unfinished_sheet_cannot_be_submitted(self):
        entry = open_entry()
        with pytest.raises(Incomplete) as refused:
            filled(entry, members_of(entry)[0], {"1.1": 4})
        assert refused.value.missing == ["Tiêu chí 5.1", "Tiêu chí 7"]

    def test_without_a_story_the_story_criterion_needs_no_mark(self):
        entry = open_entry()
        sheet = filled(entry, members_of(entry)[0], {"1.1": 4, "5.1": 1, "7": 4})
        assert sheet.state == SheetState.SUBMITTED

    @pytest.mark.parametrize("change", [{"criterion_code": "9"}, {"option_number": 7}])
    def test_what_is_not_on_the_sheet_is_refused(self, change):
        entry = open_entry()
        member = members_of(entry)[0]
        sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
        tap = {"criterion_code": "1.1", "option_number": 1, "revision": 0, **change}
        with pytest.raises(ActRefused):
            scoring.save_mark(sheet_id=sheet.pk, actor=member.user, **tap)
        assert Mark.objects.count() == 0

    def test_nobody_marks_anothers_sheet(self):
        entry = open_entry()
        chair, other, *_ = members_of(entry)
        sheet = scoring.start_sheet(entry_id=entry.pk, actor=chair.user)
        with pytest.raises(ActRefused, match="không phải phiếu của bạn"):
            scoring.save_mark(
                sheet_id=sheet.pk, criterion_code="1.1", option_number=1, revision=0, actor=other.user
            )

    def test_the_secretary_and_strangers_do_not_score(self):
        entry = open_entry()
        for user in (members_of(entry)[-1].user, UserFactory()):
            with pytest.raises(ActRefused, match="không phải thành viên chấm điểm"):
                scoring.start_sheet(entry_id=entry.pk, actor=user)

    def test_after_closing_no_mark_is_saved(self):
        entry = scored_entry(GOOD, GOOD, GOOD)
        sheet = Sheet.objects.first()
        with pytest.raises(ActRefused, match="không trong thời gian chấm điểm"):
            scoring.save_mark(
                sheet_id=sheet.pk,
                criterion_code="1.1",
                option_number=1,
                revision=sheet.revision,
                actor=sheet.member.user,
            )
        assert entry.round.state == RoundState.CLOSED

    def test_scoring_again_keeps_both_versions(self):
        entry = open_entry()
        member = members_of(entry)[0]
        old = filled(entry, member, GOOD)
        new = scoring.reopen_sheet(sheet_id=old.pk, reason="Chênh lệch trên 10 điểm", actor=UserFactory())
        old.refresh_from_db()
        assert (old.state, new.number, new.replaces) == (SheetState.SUPERSEDED, 2, old)
        assert picks_of(new) == picks_of(old) == GOOD

    def test_the_database_itself_refuses_marks_on_a_submitted_sheet(self):
        entry = open_entry()
        sheet = filled(entry, members_of(entry)[0], GOOD)
        with pytest.raises(DatabaseError, match="phiếu đã gửi"), transaction.atomic():
            Mark.objects.filter(sheet=sheet).update(comment="đổi")
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Sheet.objects.filter(pk=sheet.pk).update(comment="đổi")

    def test_the_database_itself_refuses_points_that_are_not_the_options(self):
        entry = open_entry()
        sheet = filled(entry, members_of(entry)[0], GOOD, submit=False)
        with pytest.raises(DatabaseError, match="không khớp"), transaction.atomic():
            Mark.objects.filter(sheet=sheet, criterion__code="1.1").update(points=39)


class TestBlindness:
    def test_before_closing_a_member_sees_only_its_own_sheet(self):
        entry = open_entry()
        chair, other, _third, secretary = members_of(entry)
        own = filled(entry, chair, GOOD)
        filled(entry, other, FAIR)
        seen = {
            user: set(Sheet.objects.visible_to(user).values_list("pk", flat=True))
            for user in (chair.user, secretary.user, UserFactory(), UserFactory(leader=True))
        }
        assert list(seen.values()) == [{own.pk}, set(), set(), set()]

    def test_after_closing_the_council_and_the_office_see_all(self):
        entry = scored_entry(GOOD, GOOD, FAIR)
        member = members_of(entry)[1].user
        assert Sheet.objects.visible_to(member).count() == 3
        assert Sheet.objects.visible_to(UserFactory()).count() == 3
        assert Sheet.objects.visible_to(UserFactory(member=True)).count() == 0


class TestRecusal:
    def test_a_recused_member_counts_neither_in_mean_nor_quorum(self):
        entry = open_entry(4)
        chair, second, third, fourth, _ = members_of(entry)
        filled(entry, fourth, {"1.1": 1, "5.1": 1, "7": 1})
        rounds.recuse(entry_id=entry.pk, member_id=fourth.pk, reason="Là người thân", actor=UserFactory())
        for member in (chair, second, third):
            filled(entry, member, GOOD)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        assert (tally.mean, tally.points_denominator) == (70, 3)

    def test_a_recused_member_is_not_let_in(self):
        entry = open_entry()
        member = members_of(entry)[1]
        rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=UserFactory())
        with pytest.raises(ActRefused, match="xung đột lợi ích"):
            scoring.start_sheet(entry_id=entry.pk, actor=member.user)


class TestClosing:
    def test_everything_missing_is_listed_and_the_round_stays_open(self):
        entry = open_entry(4)
        second = members_of(entry)[1]
        filled(entry, second, GOOD)
        filled(entry, members_of(entry)[2], {"1.1": 1}, submit=False)
        with pytest.raises(Incomplete) as refused:
            rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        assert refused.value.missing == [
            f"{entry}: phiếu của {members_of(entry)[2].user} chưa gửi",
            f"{entry}: mới có 1 phiếu, cần ít nhất 3",
            f"{entry}: chưa có phiếu của Chủ tịch hoặc người được ủy quyền điều hành",
        ]
        entry.round.refresh_from_db()
        assert entry.round.state == RoundState.OPEN

    def test_a_round_without_entries_or_chairman_does_not_open(self):
        round_ = prepared_round()
        round_.entries.all().delete()
        CouncilMember.objects.filter(council=round_.council, office="chair").update(is_active=False)
        with pytest.raises(Incomplete) as refused:
            rounds.open_round(round_id=round_.pk, actor=UserFactory())
        assert refused.value.missing == ["Đợt chưa có hồ sơ nào", "Hội đồng chưa có Chủ tịch"]

    def test_an_open_round_takes_no_more_dossiers(self):
        entry = open_entry()
        with pytest.raises(ActRefused, match="đã mở chấm điểm"):
            rounds.add_entry(round_id=entry.round_id, dossier_id=entry.dossier_id, actor=UserFactory())

    def test_an_eliminated_dossier_is_concluded_without_scores(self):
        entry = open_entry()
        rounds.eliminate(entry_id=entry.pk, reason="Giả mạo hồ sơ", actor=UserFactory())
        entry.dossier.refresh_from_db()
        assert entry.dossier.state == DossierState.CONCLUDED
        assert rounds.missing_before_closing(entry.round) == []


class TestDeciding:
    def test_a_different_decision_needs_reason_and_basis(self):
        entry = scored_entry(GOOD, GOOD, GOOD)
        tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        with pytest.raises(ActRefused, match="phải ghi lý do và căn cứ"):
            decisions.decide(entry_id=entry.pk, stars=3, actor=UserFactory(), difference_reason="x")
        with pytest.raises(ActRefused, match="từ 1 đến 4 sao"):
            decisions.decide(entry_id=entry.pk, stars=5, actor=UserFactory())
        assert Outcome.objects.count() == 0

    def test_no_decision_before_every_entry_is_decided(self):
        entry = scored_entry(GOOD, GOOD, GOOD)
        with pytest.raises(Incomplete) as refused:
            issue(entry)
        assert refused.value.missing == [str(entry)]
        assert Decision.objects.count() == 0

    def test_a_number_is_used_once_and_a_refusal_leaves_no_gap(self):
        first = decided(scored_entry(GOOD, GOOD, GOOD)).entry
        issue(first)
        second = decided(scored_entry(GOOD, GOOD, GOOD)).entry
        with pytest.raises(ActRefused, match="đã có trong sổ"):
            issue(second)
        issue(second, number="101/QĐ-UBND")
        assert sorted(Certificate.objects.values_list("number", flat=True)) == [
            "0001/2026/GCN-OCOP-CT",
            "0002/2026/GCN-OCOP-CT",
        ]

    def test_no_tally_before_closing(self):
        entry = open_entry()
        with pytest.raises(ActRefused, match="sau khi đã khóa phiếu"):
            tallies.take_tally(entry_id=entry.pk, actor=UserFactory())


class TestVerifying:
    def test_untouched_tallies_verify(self, capsys):
        decided(scored_entry(GOOD, GOOD, FAIR))
        call_command("verify_tallies")
        assert capsys.readouterr().out == '{"tallies": 1, "differences": []}\n'

    def test_a_mark_changed_behind_the_applications_back_is_found(self, capsys):
        entry = scored_entry(GOOD, GOOD, FAIR)
        decided(entry)
        mark = Mark.objects.filter(criterion__code="1.1").first()
        better = mark.criterion.options.get(number=4)
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(
                "update evaluations_mark set option_id = %s, points = %s where id = %s",
                [better.pk, better.points, mark.pk],
            )
            cursor.execute("set local session_replication_role = origin")
        with pytest.raises(CommandError) as failed:
            call_command("verify_tallies")
        assert failed.value.returncode == 1
        assert "dữ liệu vào khác với lúc tổng hợp" in capsys.readouterr().out

    def test_a_tally_cannot_be_changed(self):
        decided(scored_entry(GOOD, GOOD, GOOD))
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Tally.objects.update(stars=1)
