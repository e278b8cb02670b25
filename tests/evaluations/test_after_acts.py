"""Everything that may follow a recognition, through the acts."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from accounts.domain.following import follow
from accounts.models import Notification
from core.errors import ActRefused, Incomplete
from core.models import Counter, TransitionLog
from evaluations.deadlines import THRESHOLDS
from evaluations.domain import central, complaints, decisions, expiry, paper, rounds, tallies, withdrawals
from evaluations.domain.queries.seal import verify_round
from evaluations.enums import ComplaintState, ProposalState, SheetSource, WithdrawalState
from evaluations.models import Certificate, CouncilMember, ExpiryNotice, Outcome, Sheet, Withdrawal
from products.domain.dossiers import withdraw
from products.domain.queries.register import recognised_in, valid_ratings
from products.models import Dossier, Rating, RatingState
from tests.factories import files
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.after import (
    complaint,
    paper_sheet,
    post_check,
    potential_five,
    proposal,
    withdrawal,
)
from tests.factories.evaluations import FAIR, GOOD, certificate, filled, open_entry, scored_entry
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import RatingFactory

TODAY = timezone.localdate


def steps_of(row):
    rows = TransitionLog.objects.filter(object_id=row.pk, content_type__model=row._meta.model_name)
    return list(rows.order_by("pk").values_list("transition", flat=True))


@pytest.mark.django_db
class TestWithdrawal:
    def test_the_decision_ends_the_certificate_at_once_and_the_producer_hears(self, client):
        made = certificate()
        account = ProducerAccountFactory(producer=made.rating.product.producer)
        follower = UserFactory()
        follow(user=follower, thing=made.rating.product)
        case = withdrawal(made.rating)
        assert (case.due_on - case.concluded_on).days == 15
        assert client.get(f"/xac-minh/{made.code}/").context["status"] == "valid"
        withdrawals.decide_withdrawal(
            withdrawal_id=case.pk, decision_no="9/QĐ-UBND", decided_on=TODAY(), actor=UserFactory()
        )
        assert client.get(f"/xac-minh/{made.code}/").context["status"] == "withdrawn"
        rating = Rating.objects.get(pk=made.rating_id)
        assert (rating.state, rating.withdrawn_on) == (RatingState.WITHDRAWN, TODAY())
        assert list(valid_ratings(day=TODAY())) == []
        heard = [
            list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", "text"))
            for user in (account.user, follower)
        ]
        assert [[kind for kind, _ in rows] for rows in heard] == [["result"] * 2, ["followed"] * 2]
        opened, decided = (text for _, text in heard[0])
        assert f"đang được xem xét thu hồi, căn cứ: {case.get_ground_display()}" in opened
        assert "đã bị thu hồi theo Quyết định số 9/QĐ-UBND" in decided
        assert [text for _, text in heard[1]] == [opened, decided]
        assert steps_of(case) == ["decide_withdrawal"]

    def test_it_may_end_without_withdrawing_with_a_reason(self):
        rating = RatingFactory()
        account = ProducerAccountFactory(producer=rating.product.producer)
        case = withdrawal(rating)
        with pytest.raises(ActRefused):
            withdrawals.drop_withdrawal(withdrawal_id=case.pk, reason=" ", actor=UserFactory())
        withdrawals.drop_withdrawal(withdrawal_id=case.pk, reason="Đã khắc phục", actor=UserFactory())
        last = Notification.objects.filter(user=account.user).latest("pk").text
        assert last == f"Giấy chứng nhận của {rating.product} không bị thu hồi. Lý do: Đã khắc phục"
        rating.refresh_from_db()
        assert (Withdrawal.objects.get().state, rating.state) == (
            WithdrawalState.DROPPED,
            RatingState.RECOGNISED,
        )

    def test_one_at_a_time_never_twice_and_no_day_that_cannot_be(self):
        rating = RatingFactory()
        case = withdrawal(rating)
        with pytest.raises(ActRefused, match="đang được xem xét"):
            withdrawal(rating)
        with pytest.raises(ActRefused, match="Ngày quyết định"):
            withdrawals.decide_withdrawal(
                withdrawal_id=case.pk,
                decision_no="1",
                decided_on=TODAY() + timedelta(days=1),
                actor=UserFactory(),
            )
        withdrawals.decide_withdrawal(
            withdrawal_id=case.pk, decision_no="1", decided_on=TODAY(), actor=UserFactory()
        )
        with pytest.raises(ActRefused, match="đã bị thu hồi"):
            withdrawal(rating)

    def test_five_stars_are_withdrawn_by_the_minister(self):
        assert withdrawal(RatingFactory(stars=5)).authority == "Bộ trưởng Bộ Nông nghiệp và Môi trường"
        assert withdrawal(RatingFactory()).authority == "Chủ tịch UBND thành phố Cần Thơ"

    def test_a_check_is_mended_once(self):
        check = post_check(RatingFactory())
        withdrawals.record_mending(check_id=check.pk, on=TODAY(), how="Đã in lại nhãn", actor=UserFactory())
        with pytest.raises(ActRefused, match="không chờ khắc phục"):
            withdrawals.record_mending(check_id=check.pk, on=TODAY(), how="Lần nữa", actor=UserFactory())

    def test_the_database_keeps_cases_and_their_logic(self):
        case = withdrawal(RatingFactory())
        for broken in (
            case.delete,
            lambda: Withdrawal.objects.filter(pk=case.pk).update(state="withdrawn", decided_on=None),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                broken()


@pytest.mark.django_db
class TestComplaints:
    def test_limits_of_the_law_and_an_outcome(self):
        case = complaint(RatingFactory().product, received_on=TODAY() - timedelta(days=5))
        assert case.accept_by == TODAY() + timedelta(days=5)
        case = complaints.accept_complaint(
            complaint_id=case.pk, on=TODAY(), is_complex=True, actor=UserFactory()
        )
        assert case.resolve_by == TODAY() + timedelta(days=45)
        case = complaints.resolve_complaint(
            complaint_id=case.pk,
            on=TODAY(),
            outcome="partly",
            answer_no="3/QĐ",
            answer="Cộng lại điểm tiêu chí 1.1.",
            actor=UserFactory(),
        )
        assert (case.state, case.outcome) == (ComplaintState.RESOLVED, "partly")
        assert steps_of(case) == ["accept_complaint", "resolve_complaint"]

    def test_it_may_be_refused_or_taken_back_but_not_resolved_unheard(self):
        product, actor = RatingFactory().product, UserFactory()
        case = complaint(product)
        with pytest.raises(ActRefused, match="Giải quyết"):
            complaints.resolve_complaint(
                complaint_id=case.pk, on=TODAY(), outcome="wrong", answer_no="1", answer="Không", actor=actor
            )
        complaints.refuse_complaint(
            complaint_id=case.pk, on=TODAY(), answer_no="4", reason="Quá 90 ngày", actor=actor
        )
        other = complaint(product)
        complaints.take_back_complaint(complaint_id=other.pk, on=TODAY(), reason="Đã hiểu", actor=actor)
        assert (steps_of(case), steps_of(other)) == (["refuse_complaint"], ["take_back"])


@pytest.mark.django_db
class TestCentral:
    def result(self, made, points, **more):
        return {
            "proposal_id": made.pk,
            "points": Decimal(points),
            "result_no": "88/QĐ-BNNMT",
            "result_on": TODAY(),
            "actor": UserFactory(),
            **more,
        }

    def test_a_potential_product_has_no_certificate_before_the_result(self):
        outcome = potential_five()
        assert (Certificate.objects.count(), Rating.objects.get().state) == (0, RatingState.POTENTIAL_FIVE)
        assert outcome.is_potential_five

    def test_the_ministry_gives_five_stars(self):
        made = proposal()
        central.record_five(**self.result(made, "92.5"))
        made.refresh_from_db()
        rating = made.final_rating
        assert (made.state, rating.stars, rating.state) == (ProposalState.FIVE, 5, RatingState.RECOGNISED)
        assert (rating.points_numerator, rating.points_denominator) == (185, 2)
        assert Certificate.objects.count() == 0  # the ministry's own
        assert [row.pk for row in valid_ratings(day=TODAY())] == [rating.pk]
        assert [row.pk for row in recognised_in(year=TODAY().year)] == [rating.pk]

    CITY = {"decision_no": "200/QĐ-UBND", "signed_on": TODAY(), "signer": "A", "signer_position": "Chủ tịch"}

    def test_below_ninety_the_city_falls_back_with_a_certificate_of_its_own(self):
        made = proposal()
        for stars, points in ((4, "90"), (4, "69.99"), (5, "89")):
            with pytest.raises(ActRefused):
                central.fall_back(**self.result(made, points, stars=stars, **self.CITY))
        central.fall_back(**self.result(made, "89.99", stars=4, **self.CITY))
        made.refresh_from_db()
        issued = Certificate.objects.get()
        assert (made.state, issued.rating, issued.rating.stars) == (ProposalState.LOWER, made.final_rating, 4)
        assert issued.decision.number == "200/QĐ-UBND"
        assert steps_of(made) == ["fall_back"]

    def test_or_it_is_evaluated_anew_and_counts_no_longer(self):
        made = proposal()
        Rating.objects.filter(pk=made.rating_id).update(decided_on=TODAY() - timedelta(days=9))
        with pytest.raises(ActRefused):
            central.record_five(**self.result(made, "89.99"))
        central.hand_back(**self.result(made, "60", reason="Thiếu chứng nhận"))
        assert list(valid_ratings(day=TODAY() + timedelta(days=1))) == []
        assert steps_of(made) == ["hand_back"]

    def test_only_potential_products_are_proposed_and_once(self):
        made = proposal()
        with pytest.raises(ActRefused, match="đã được đề nghị"):
            central.send_proposal(
                outcome_id=made.outcome_id, letter_no="8", sent_on=TODAY(), actor=UserFactory()
            )
        certificate()
        plain = Outcome.objects.get(is_potential_five=False)
        with pytest.raises(ActRefused, match="tiềm năng"):
            central.send_proposal(outcome_id=plain.pk, letter_no="8", sent_on=TODAY(), actor=UserFactory())


@pytest.mark.django_db
class TestBulkDecision:
    def test_all_equal_results_in_one_act_and_none_if_one_was_tallied_anew(self):
        entry = scored_entry(GOOD, GOOD, FAIR)
        old = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        new = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        with pytest.raises(ActRefused, match="vừa được tổng hợp lại"):
            decisions.decide_as_council(round_id=entry.round_id, tally_ids=[old.pk], actor=UserFactory())
        [outcome] = decisions.decide_as_council(
            round_id=entry.round_id, tally_ids=[new.pk], actor=UserFactory()
        )
        assert (outcome.stars, outcome.tally) == (new.stars, new)

    def test_the_result_reaches_the_producer_once(self):
        made = certificate()
        product = made.rating.product
        account = ProducerAccountFactory(producer=product.producer)
        follower, stranger = UserFactory(), UserFactory(officer=True)
        for thing in (product, made.outcome.entry.dossier):
            follow(user=follower, thing=thing)
            follow(user=stranger, thing=thing)  # of another commune: it may no longer see what it followed
        decisions.tell_result(made.outcome, made.decision)
        decisions.tell_result(made.outcome, made.decision)
        said = f"Kết quả đánh giá {product}: hạng 4 sao (Quyết định số {made.decision.number})."
        told = Notification.objects.filter(user__in=[account.user, follower, stranger]).order_by("pk")
        assert [(row.user, row.kind, row.text) for row in told] == [
            (account.user, "result", said),
            (follower, "followed", said),
        ]


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_issuers_with_rollbacks_leave_no_gap_and_no_double():
    class Lost(Exception):
        pass

    def issue(index):
        try:
            with transaction.atomic():
                number = Counter.next_number(register="giay-chung-nhan", year=2026)
                if index % 3 == 0:
                    raise Lost
                return number
        except Lost:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        given = [number for number in pool.map(issue, range(150)) if number]
    close_old_connections()
    assert sorted(given) == list(range(1, 101))


def rating_ending(days, **more):
    ends = TODAY() + timedelta(days=days)
    return RatingFactory(decided_on=ends - timedelta(days=1096), expires_on=ends, **more)


@pytest.mark.django_db
class TestExpiry:
    def test_each_holder_hears_once_however_often_the_task_runs(self):
        near, far = rating_ending(120), rating_ending(181)
        account = ProducerAccountFactory(producer=near.product.producer)
        assert [expiry.send_notices(today=TODAY()) for _ in range(3)] == [1, 0, 0]
        assert [row.kind for row in Notification.objects.filter(user=account.user)] == ["deadline"]
        told = ExpiryNotice.objects.order_by("-threshold")
        assert [(row.rating, row.threshold, row.told) for row in told] == [
            (near, 180, 0),
            (near, 150, 0),
            (near, 120, 1),
        ]
        assert expiry.send_notices(today=TODAY() + timedelta(days=1)) == 1
        assert ExpiryNotice.objects.get(rating=far).threshold == 180

    def said_through(self, holder, first, last, seed=26):
        """The days left at each notice the holder gets, with mornings missed or doubled at random."""
        chance, day, said = random.Random(seed), first, []
        while day <= last:
            before = holder.notifications.filter(kind="deadline").count()
            expiry.send_notices(today=day)
            now = holder.notifications.filter(kind="deadline").order_by("-pk")
            assert now.count() - before in (0, 1)
            if now.count() > before:
                said.append(day)
            day += timedelta(days=chance.choice((0, 1, 1, 3)))
        return said

    def test_each_threshold_is_said_once_through_outages(self):
        rating = rating_ending(200)
        holder = ProducerAccountFactory(producer=rating.product.producer).user
        ends = rating.expires_on
        said = self.said_through(holder, TODAY(), ends + timedelta(days=5))
        assert len(said) == len(THRESHOLDS)
        for threshold, day in zip(THRESHOLDS, said, strict=True):
            assert threshold - 3 <= (ends - day).days <= threshold

    def test_after_an_extension_the_new_end_is_watched_anew(self):
        dossier, rating = self.late_dossier()
        holder = ProducerAccountFactory(producer=rating.product.producer).user
        first, until = rating.expires_on, rating.expires_on + timedelta(days=180)
        said = self.said_through(holder, TODAY(), first - timedelta(days=1))
        assert [(first - day).days <= 7 for day in said] == [True], "its dossier is in: the last week only"
        given = {"reason": "Quy định mới", "document_no": "", "actor": UserFactory()}
        expiry.extend(rating_id=rating.pk, until=until, **given)
        said = self.said_through(holder, first, until - timedelta(days=100))
        assert said == []
        withdraw(dossier_id=dossier.pk, actor=dossier.created_by, reason="Rút để làm lại")
        said = self.said_through(holder, until - timedelta(days=99), until + timedelta(days=5))
        assert [min(mark for mark in THRESHOLDS if (until - day).days <= mark) for day in said] == [
            *(120, 60, 30, 7)
        ]

    def test_nobody_is_told_of_what_is_over_followed_or_under_way(self):
        withdrawn = rating_ending(100, state=RatingState.WITHDRAWN, withdrawn_on=TODAY())
        followed = rating_ending(100)
        RatingFactory(product=followed.product, decided_on=TODAY(), expires_on=TODAY() + timedelta(days=999))
        handed_in = dossiers.handed_in()
        ends = TODAY() + timedelta(days=90)
        RatingFactory(product=handed_in.product, decided_on=date(2024, 1, 1), expires_on=ends)
        assert expiry.send_notices(today=TODAY()) == 0
        assert withdrawn.expiry_notices.count() == 0

    def late_dossier(self, **rating):
        """A re-evaluation handed in today for a certificate of the old rules that ends soon."""
        dossier = dossiers.handed_in()
        Dossier.objects.filter(pk=dossier.pk).update(kind="reevaluation", handed_in_on=TODAY())
        ends = TODAY() + timedelta(days=30)
        given = {"decided_on": date(2023, 12, 20), "expires_on": ends, **rating}
        return dossier, RatingFactory(product=dossier.product, **given)

    def test_the_transition_keeps_a_certificate_until_the_result_at_most_180_days(self, client):
        dossier, rating = self.late_dossier()
        last = rating.expires_on + timedelta(days=180)
        given = {"rating_id": rating.pk, "reason": "Quy định mới", "document_no": "", "actor": UserFactory()}
        with pytest.raises(ActRefused, match="180 ngày"):
            expiry.extend(until=last + timedelta(days=1), **given)
        first = rating.expires_on
        made = expiry.extend(until=last, **given)
        rating.refresh_from_db()
        assert (rating.expires_on, made.first_expires_on) == (last, first)
        with pytest.raises(ActRefused, match="một lần"):
            expiry.extend(until=last, **given)
        result_on = first + timedelta(days=40)
        expiry.end_extensions(dossier=dossier, on=result_on, actor=UserFactory())
        rating.refresh_from_db()
        assert rating.expires_on == result_on

    def test_it_is_for_late_dossiers_of_the_old_rules_alone(self):
        given = {
            "until": TODAY() + timedelta(days=60),
            "reason": "x",
            "document_no": "",
            "actor": UserFactory(),
        }
        for rating, why in (
            (rating_ending(30), "chưa nộp hồ sơ"),
            (self.late_dossier(decided_on=date(2026, 6, 1))[1], "Điều 12"),
        ):
            with pytest.raises(ActRefused, match=why):
                expiry.extend(rating_id=rating.pk, **given)
        dossier, rating = self.late_dossier()
        Dossier.objects.filter(pk=dossier.pk).update(handed_in_on=rating.expires_on - timedelta(days=150))
        with pytest.raises(ActRefused, match="đúng thời hạn"):
            expiry.extend(rating_id=rating.pk, **given)


@pytest.mark.django_db
class TestPaperSheets:
    def test_a_typed_sheet_counts_like_the_others_and_says_what_it_is(self):
        entry = open_entry(3)
        chair, second, third = CouncilMember.objects.filter(
            council=entry.round.council, office__in=["chair", "member"]
        ).order_by("order")
        filled(entry, chair, GOOD)
        filled(entry, second, GOOD)
        sheet = paper_sheet(entry, third)
        secretary = entry.round.council.members.get(office="secretary").user
        given = {"sheet_id": sheet.pk, "comment": "", "actor": secretary}
        with pytest.raises(ActRefused, match="máy khác"):
            paper.type_sheet(picks=FAIR, revision=9, **given)
        half = dict(list(FAIR.items())[:2])
        saved = paper.type_sheet(picks=half, revision=0, **given)
        with pytest.raises(Incomplete):
            paper.submit_typed_sheet(sheet_id=sheet.pk, actor=secretary)
        paper.type_sheet(picks=FAIR, revision=saved.revision, **given)
        paper.submit_typed_sheet(sheet_id=sheet.pk, actor=secretary)
        again = paper.retype_sheet(
            sheet_id=sheet.pk, reason="Nhập nhầm tiêu chí 7", content=b"", name="", actor=secretary
        )
        assert (again.source, again.number, again.scan) == (SheetSource.PAPER, 2, sheet.scan)
        paper.submit_typed_sheet(sheet_id=again.pk, actor=secretary)
        rounds.close_round(round_id=entry.round_id, actor=UserFactory())
        tally = tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
        assert sorted(row["total"] for row in tally.payload["sheets"]) == [55, 70, 70]
        assert verify_round(entry.round) == []

    def test_it_is_no_way_around_a_member_or_the_rules(self):
        entry = open_entry(3)
        chair, second = CouncilMember.objects.filter(
            council=entry.round.council, office__in=["chair", "member"]
        ).order_by("order")[:2]
        online = filled(entry, chair, GOOD)
        scan = {"content": files.pdf(), "name": "phieu.pdf"}
        with pytest.raises(ActRefused, match="đã có phiếu"):
            paper_sheet(entry, chair)
        with pytest.raises(ActRefused, match="Chỉ thư ký"):
            paper.start_paper_sheet(entry_id=entry.pk, member_id=second.pk, actor=second.user, **scan)
        with pytest.raises(ActRefused, match="do thành viên chấm"):
            paper.type_sheet(
                sheet_id=online.pk, picks=FAIR, comment="", revision=online.revision, actor=UserFactory()
            )
        rounds.recuse(entry_id=entry.pk, member_id=second.pk, reason="Là em", actor=UserFactory())
        with pytest.raises(ActRefused, match="đứng ngoài"):
            paper_sheet(entry, second)
        with pytest.raises(ActRefused, match="PDF, JPG hoặc PNG"):
            paper.start_paper_sheet(
                entry_id=entry.pk,
                member_id=entry.round.council.members.filter(office="member").last().pk,
                content=files.office(),
                name="phieu.xlsx",
                actor=UserFactory(),
            )
        assert Sheet.objects.filter(source=SheetSource.PAPER).count() == 0
