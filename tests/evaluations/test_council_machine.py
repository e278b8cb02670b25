"""Random evenings of a council: whoever tries whatever in any order, no rule of the round is broken."""

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.errors import ActRefused
from evaluations.domain import decisions, rounds, scoring, tallies
from evaluations.domain.queries.seal import verify_round
from evaluations.enums import Office, RoundState, SheetState
from evaluations.models import Certificate, Entry, Mark, Outcome, Recusal, Round, ScoreLog, Sheet, Tally
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FAIR, FULL, GOOD, open_entry
from tests.harness.deep import tries

ANYBODY = st.integers(0, 6)
PICKS = st.sampled_from([FULL, GOOD, FAIR])


class Evening(RuleBasedStateMachine):
    """One product before a council of three; an office, a stranger and a leader try as well."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    @initialize()
    def a_round(self):
        self.entry = open_entry(3)
        self.round_id = self.entry.round_id
        seats = list(self.entry.round.council.members.order_by("order"))
        self.members = [seat for seat in seats if seat.office != Office.SECRETARY]
        self.people = [*(seat.user for seat in seats), UserFactory(), UserFactory(member=True)]
        self.people.append(UserFactory(leader=True))
        self.office = self.people[4]

    def state(self):
        """Everything that an act could change."""
        of_entry = {"entry": self.entry}
        return (
            Round.objects.values_list("state").get(pk=self.round_id),
            Entry.objects.values_list("state").get(pk=self.entry.pk),
            list(Sheet.objects.filter(**of_entry).order_by("pk").values_list("pk", "state", "revision")),
            list(Mark.objects.filter(sheet__entry=self.entry).order_by("pk").values_list("pk", "option")),
            [rows.filter(**of_entry).count() for rows in (Tally.objects, Outcome.objects, Recusal.objects)],
            ScoreLog.objects.filter(sheet__entry=self.entry).count(),
        )

    def tried(self, act, **arguments):
        """What the act gives, or None where it refuses; a refusal changes nothing."""
        before = self.state()
        try:
            with transaction.atomic():
                return act(**arguments)
        except ActRefused:
            assert self.state() == before
            return None

    def sheet_of(self, number):
        sheets = Sheet.objects.filter(entry=self.entry, member=self.members[number % 3])
        return sheets.order_by("-number").first()

    @rule(who=ANYBODY)
    def begin(self, who):
        self.tried(scoring.start_sheet, entry_id=self.entry.pk, actor=self.people[who])

    @rule(who=ANYBODY, whose=ANYBODY, picks=PICKS, stale=st.booleans())
    def save(self, who, whose, picks, stale):
        if (sheet := self.sheet_of(whose)) is None:
            return
        actor, given = self.people[who], {"sheet_id": sheet.pk, "picks": picks, "comment": ""}
        done = self.tried(scoring.save_sheet, **given, revision=sheet.revision + stale, actor=actor)
        if done is not None:
            assert (actor, sheet.state, stale) == (sheet.member.user, SheetState.OPEN, False)

    @rule(who=ANYBODY, whose=ANYBODY)
    def submit(self, who, whose):
        if sheet := self.sheet_of(whose):
            self.tried(scoring.submit_sheet, sheet_id=sheet.pk, actor=self.people[who])

    @rule(who=ANYBODY, whose=ANYBODY)
    def reopen_sheet(self, who, whose):
        if sheet := self.sheet_of(whose):
            self.tried(scoring.reopen_sheet, sheet_id=sheet.pk, reason="Xem lại", actor=self.people[who])

    @rule()
    def close(self):
        before = self.state()
        if self.tried(rounds.close_round, round_id=self.round_id, actor=self.office):
            assert SheetState.OPEN not in [state for _, state, _ in before[2]]

    @rule()
    def tally(self):
        self.tried(tallies.take_tally, entry_id=self.entry.pk, actor=self.office)

    @rule(stars=st.integers(1, 5))
    def decide(self, stars):
        given = {"difference_reason": "Khác", "legal_basis": "Điều 7"}
        self.tried(decisions.decide, entry_id=self.entry.pk, stars=stars, actor=self.office, **given)

    @rule()
    def issue(self):
        decision = self.tried(
            decisions.issue_decision,
            round_id=self.round_id,
            number=f"{self.entry.pk}/QĐ",
            signed_on=self.entry.dossier.opened_on,
            signer="A",
            signer_position="B",
            actor=self.office,
        )
        if decision is not None:
            outcome = Outcome.objects.get(entry=self.entry)
            certified = outcome.stars >= 3 and not outcome.is_potential_five
            assert Certificate.objects.filter(decision=decision).count() == int(certified)

    @invariant()
    def one_sheet_of_a_member_counts(self):
        if hasattr(self, "entry"):
            active = Sheet.objects.filter(entry=self.entry).exclude(state=SheetState.SUPERSEDED)
            assert not active.values("member").annotate(sheets=Count("pk")).filter(sheets__gt=1).exists()

    @invariant()
    def logs_seals_and_tallies_agree(self):
        if hasattr(self, "entry"):
            assert verify_round(Round.objects.get(pk=self.round_id)) == []
            assert tallies.differences_of(Tally.objects.filter(entry=self.entry).current()) == []

    @invariant()
    def nothing_is_decided_above_the_tally_nor_before_closing(self):
        if hasattr(self, "entry"):
            state = Round.objects.get(pk=self.round_id).state
            outcome = Outcome.objects.filter(entry=self.entry).select_related("tally").first()
            assert outcome is None or (state != RoundState.OPEN and outcome.stars <= outcome.tally.stars)

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_rule_of_the_round_is_broken_whatever_is_tried():
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=tries(6, 5000),
            stateful_step_count=tries(15, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
