"""Two things at once: a member against the secretary who closes, two devices of one member."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from core.errors import ActRefused, StaleVersion
from evaluations.domain import rounds, scoring
from evaluations.domain.queries.seal import verify_round
from evaluations.enums import RoundState, SheetState
from evaluations.models import Round, RoundSeal, ScoreLog, Sheet
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import GOOD, filled, open_entry
from tests.harness.deep import tries

RACES = tries(8, 1000)


def together(*acts):
    """What each act answered, all begun in the same moment."""
    start = Barrier(len(acts))

    def attempt(act):
        start.wait(timeout=20)
        try:
            return act()
        except ActRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_saved_after_the_seal():
    """A member opens its sheet again while the secretary closes: one of both is refused, the seal holds all."""
    office = UserFactory()
    for _ in range(RACES):
        entry = open_entry(2)
        members = entry.round.council.members.exclude(office="secretary").order_by("order")
        first, second = [filled(entry, member, GOOD) for member in members]
        opened, closed = together(
            lambda sheet=second: scoring.reopen_sheet(
                sheet_id=sheet.pk, reason="Xem lại", actor=sheet.member.user
            ),
            lambda entry=entry: rounds.close_round(round_id=entry.round_id, actor=office),
        )
        state = Round.objects.get(pk=entry.round_id).state
        assert isinstance(opened, ActRefused) is (state == RoundState.CLOSED)
        assert isinstance(closed, ActRefused) is (state == RoundState.OPEN)
        assert RoundSeal.objects.filter(round=entry.round).exists() is (state == RoundState.CLOSED)
        assert verify_round(entry.round) == []
        assert Sheet.objects.get(pk=first.pk).state == SheetState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_of_three_devices_one_saves_and_the_others_are_told():
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[1]
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    for revision in range(RACES):
        answers = together(
            *(
                lambda number=number, revision=revision: scoring.save_mark(
                    sheet_id=sheet.pk,
                    criterion_code="1.1",
                    option_number=number,
                    revision=revision,
                    actor=member.user,
                )
                for number in (1, 2, 3)
            )
        )
        assert sum(isinstance(answer, StaleVersion) for answer in answers) == 2
    assert Sheet.objects.get().revision == ScoreLog.objects.count() == RACES
    assert verify_round(entry.round) == []


@pytest.mark.django_db(transaction=True)
def test_members_of_one_round_do_not_wait_for_each_other():
    """While one member's transaction is open, another saves."""
    entry = open_entry(2)
    members = list(entry.round.council.members.exclude(office="secretary").order_by("order"))
    sheets = [scoring.start_sheet(entry_id=entry.pk, actor=member.user) for member in members]
    meet = Barrier(2)

    def save(sheet, member):
        with transaction.atomic():
            scoring.save_mark(
                sheet_id=sheet.pk, criterion_code="1.1", option_number=2, revision=0, actor=member.user
            )
            meet.wait(timeout=20)  # both have written, neither has committed
        return True

    answers = together(*(lambda pair=pair: save(*pair) for pair in zip(sheets, members, strict=True)))
    assert answers == [True, True]


@pytest.mark.django_db(transaction=True)
def test_a_tap_sent_again_while_it_is_being_saved_is_saved_once():
    """The tablet gave up waiting and sends again; the first is still at it. Both are told the same, no conflict."""
    entry = open_entry()
    member = entry.round.council.members.order_by("order")[1]
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    written = Barrier(2)

    def save():
        return scoring.save_mark(
            sheet_id=sheet.pk, criterion_code="1.1", option_number=2, revision=0, actor=member.user
        )

    def slowly():
        with transaction.atomic():
            answer = save()
            written.wait(timeout=20)
            time.sleep(0.2)  # the other waits for the lock by now
        return answer

    def again():
        written.wait(timeout=20)
        return save()

    first, second = together(slowly, again)
    assert (first.revision, first.marks) == (second.revision, second.marks)
    assert Sheet.objects.get().revision == ScoreLog.objects.count() == 1
