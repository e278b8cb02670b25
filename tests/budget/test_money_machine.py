"""Random ways through a year's money: whatever is tried, in any order, the sums hold."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from budget.domain import closing, spending
from budget.models import Allocation, Disbursement, Settlement
from core.errors import ActRefused
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory
from tests.factories.programme import PlanFactory
from tests.harness.deep import DEEP

ON = date(2022, 6, 1)
AMOUNTS = st.integers(-5, 120)
PICKS = st.integers(0, 5)


def ask(statement, *values):
    """Rows straight from the tables: what holds is not asked of the code that is tried."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Money(RuleBasedStateMachine):
    """Two lines of one plan; a model in plain integers beside the database."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.number = 0

    @initialize()
    def a_year(self):
        self.actor, self.plan = UserFactory(), PlanFactory()
        self.lines = [EstimateLineFactory(plan=self.plan, amount=amount) for amount in (100, 60)]
        self.closed = False

    def tried(self, act, **arguments):
        """What the act gives back, or None where it refuses; a refusal changes nothing."""
        before = self.totals()
        try:
            with transaction.atomic():
                done = act(actor=self.actor, **arguments)
        except (ActRefused, ValidationError):
            assert self.totals() == before
            return None
        assert not self.closed, f"{act.__name__} changed a closed year"
        return done

    def totals(self):
        """Estimated, given out, paid and settled, in one question."""
        return ask(
            """
            SELECT COALESCE(SUM(l.amount), 0),
                   COALESCE(SUM((SELECT SUM(a.amount) FROM budget_allocation a WHERE a.line_id = l.id)), 0),
                   COALESCE(SUM((SELECT SUM(d.amount) FROM budget_disbursement d
                                 JOIN budget_allocation a ON a.id = d.allocation_id
                                 WHERE a.line_id = l.id AND d.voided_on IS NULL)), 0),
                   COALESCE(SUM((SELECT SUM(s.settled) FROM budget_settlement s WHERE s.line_id = l.id)), 0)
            FROM budget_estimateline l WHERE l.plan_id = %s
            """,
            self.plan.pk,
        )

    def pick(self, rows, place):
        rows = list(rows.order_by("pk"))
        return rows[place % len(rows)].pk if rows else None

    @rule(line=st.integers(0, 1), amount=AMOUNTS)
    def allocate(self, line, amount):
        key = self.lines[line].pk
        self.tried(spending.allocate, line_id=key, recipient="UBND quận", amount=amount, on=ON)

    @rule(place=PICKS, amount=AMOUNTS)
    def disburse(self, place, amount):
        if key := self.pick(Allocation.objects.filter(line__plan=self.plan), place):
            self.number += 1
            voucher = f"PC-{self.number}"
            self.tried(spending.disburse, allocation_id=key, amount=amount, on=ON, voucher_no=voucher)

    @rule(place=PICKS)
    def void(self, place):
        if key := self.pick(Disbursement.objects.filter(allocation__line__plan=self.plan), place):
            self.tried(spending.void_disbursement, disbursement_id=key, reason="Ghi nhầm", on=ON)

    @rule(line=st.integers(0, 1), amount=AMOUNTS)
    def adjust_line(self, line, amount):
        key = self.lines[line].pk
        self.tried(spending.adjust_line, line_id=key, amount=amount, reason="QĐ 9", on=ON)

    @rule(place=PICKS, amount=AMOUNTS)
    def adjust_allocation(self, place, amount):
        if key := self.pick(Allocation.objects.filter(line__plan=self.plan), place):
            self.tried(spending.adjust_allocation, allocation_id=key, amount=amount, reason="QĐ 9", on=ON)

    @rule(line=st.integers(0, 1), settled=AMOUNTS, carried=AMOUNTS)
    def settle(self, line, settled, carried):
        key = self.lines[line].pk
        self.tried(closing.settle_line, line_id=key, settled=settled, carried_over=carried, on=ON)

    @rule(line=st.integers(0, 1))
    def unsettle(self, line):
        self.tried(closing.unsettle_line, line_id=self.lines[line].pk)

    @rule()
    def close(self):
        if self.tried(closing.close_year, plan_id=self.plan.pk):
            self.closed = True

    @invariant()
    def the_sums_hold(self):
        if not hasattr(self, "plan"):
            return
        given = ask(
            """
            SELECT l.amount, COALESCE((SELECT SUM(a.amount) FROM budget_allocation a WHERE a.line_id = l.id), 0),
                   s.settled, s.carried_over, s.cancelled, s.estimate
            FROM budget_estimateline l LEFT JOIN budget_settlement s ON s.line_id = l.id WHERE l.plan_id = %s
            """,
            self.plan.pk,
        )
        for amount, allocated, *parts, estimate in given:
            assert 0 <= allocated <= amount
            if estimate is not None:
                assert sum(parts) == estimate == amount
                assert min(parts) >= 0
        paid = ask(
            """
            SELECT a.amount, COALESCE(SUM(d.amount) FILTER (WHERE d.voided_on IS NULL), 0)
            FROM budget_allocation a JOIN budget_estimateline l ON l.id = a.line_id
            LEFT JOIN budget_disbursement d ON d.allocation_id = a.id
            WHERE l.plan_id = %s GROUP BY a.id
            """,
            self.plan.pk,
        )
        assert all(0 <= out <= amount for amount, out in paid)

    @invariant()
    def a_closed_year_is_settled(self):
        if getattr(self, "closed", False):
            self.plan.refresh_from_db()
            assert self.plan.state == PlanState.CLOSED
            assert Settlement.objects.filter(line__plan=self.plan).count() == len(self.lines)

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_sums_hold_whatever_is_tried():
    """5,000 runs of 50 steps with OCOP_DEEP=1, a few in the suite."""
    few = {} if DEEP else {"max_examples": 12, "stateful_step_count": 20}
    run_state_machine_as_test(Money, settings=settings(suppress_health_check=list(HealthCheck), **few))
