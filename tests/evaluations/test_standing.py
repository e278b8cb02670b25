"""The live board's figures, added up by the database, against the tally's own, counted pick by pick."""

import random

import pytest

from evaluations.domain.queries.board import board_of
from evaluations.domain.queries.counted import bases_of
from evaluations.domain.rounds import add_entry, open_round
from evaluations.enums import SheetState
from evaluations.models import Entry, Mark, Recusal, RequirementConclusion, Sheet
from regimes.models import CriteriaSet
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import prepared_round
from tests.factories.products import accepted, copies_of
from tests.factories.regimes import CriteriaSetFactory, add_criterion
from tests.harness.deep import tries

pytestmark = pytest.mark.django_db


def set_with_conditions_in_a_row(regime):
    """2.2 counts from 10 points in 2.1, 2.3 from 10 counted points in 2.2."""
    made = CriteriaSetFactory(regime=regime, sheet=False)
    add_criterion(made, "A", 40, "1", "1.1", 40, [(0, None), (15, 3), (30, 4), (40, 5)])
    first = add_criterion(made, "B", 25, "2", "2.1", 10, [(0, None), (5, None), (10, None)])
    second = add_criterion(made, "B", 25, "2", "2.2", 10, [(0, None), (10, None)], applies_if=first)
    add_criterion(made, "B", 25, "2", "2.3", 5, [(0, None), (2, None), (5, None)], applies_if=second)
    add_criterion(made, "C", 35, "7", "7", 35, [(0, None), (20, 3), (35, 4)])
    return made


@pytest.fixture
def round_(db):
    """Many products on two sheets, scored at random: marks missing, sheets open and replaced, recusals."""
    made = prepared_round(5)
    plain = made.entries.get().dossier
    other = accepted()
    other.criteria_set = set_with_conditions_in_a_row(made.regime)
    other.regime = made.regime
    other.save(update_fields=["criteria_set", "regime"])
    add_entry(round_id=made.pk, dossier_id=other.pk, actor=UserFactory())
    more = [one for dossier in (plain, other) for one in copies_of(dossier, tries(15, 500))]
    Entry.objects.bulk_create(Entry(round=made, dossier=one, order=n) for n, one in enumerate(more, start=3))
    return open_round(round_id=made.pk, actor=UserFactory())


def scored_at_random(round_, chance):
    members = list(round_.council.members.exclude(office="secretary"))
    criteria = {
        one.pk: list(one.criteria.prefetch_related("options"))
        for one in CriteriaSet.objects.filter(regime=round_.regime)
    }
    for entry in round_.entries.select_related("dossier"):
        lines = criteria[entry.dossier.criteria_set_id]
        for member in members:
            sheet = Sheet.objects.create(entry=entry, member=member)
            picked = [chance.choice(list(line.options.all())) for line in lines if chance.random() < 0.95]
            Mark.objects.bulk_create(
                Mark(sheet=sheet, criterion_id=one.criterion_id, option=one, points=one.points, revision=1)
                for one in picked
            )
            state = chance.choices(SheetState.values, weights=(1, 8, 1))[0]
            Sheet.objects.filter(pk=sheet.pk).update(state=state)
        by = chance.choice(members).user
        Recusal.objects.create(
            entry=entry,
            member=chance.choice(members),
            recorded_by=by,
            waived_by=by if chance.random() < 0.5 else None,
        )
        if chance.random() < 0.4:
            RequirementConclusion.objects.create(
                entry=entry, criterion=lines[0], stars=4, is_met=chance.random() < 0.5, concluded_by=by
            )


def test_the_database_adds_up_what_the_tally_counts_pick_by_pick(round_, django_assert_max_num_queries):
    scored_at_random(round_, random.Random(20261125))
    board_of(round_, results=True)  # the sheets' text is remembered from now on
    with django_assert_max_num_queries(9):
        lines = board_of(round_, results=True).entries
    found = {line.entry.pk: line.result.result for line in lines if line.result}
    entries = round_.entries.select_related("round", "dossier__criteria_set")
    counted = {basis.entry.pk: result for basis in bases_of(entries) if (result := basis.result())}
    assert found == counted
    assert {result.stars for result in counted.values()} >= {1, 2, 3}
    assert any(result.stars < result.stars_by_points for result in counted.values())
