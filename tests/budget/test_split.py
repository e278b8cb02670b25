from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.arithmetic import Split
from budget.domain.queries.split import split
from budget.domain.spending import disburse
from tests.factories.accounts import UserFactory
from tests.factories.budget import GIVEN_ON, EstimateLineFactory, FundingSourceFactory, allocation
from tests.factories.programme import PlanFactory

MILLION = 1_000_000
amounts = st.integers(min_value=0, max_value=10**15)


@given(amounts, amounts)
def test_shares_make_the_whole(state, mobilised):
    money = Split(state, mobilised)
    assert money.total == state + mobilised
    if money.total:
        assert money.state_share + money.mobilised_share == 1
        assert money.state_share * money.total == state
    else:
        assert (money.state_share, money.mobilised_share) == (None, None)


@given(amounts, amounts, st.integers(0, 100))
def test_both_sides_are_equally_far_from_what_is_intended(state, mobilised, percent):
    assert Split(state, mobilised).distance(percent) == (Split(mobilised, state).distance(100 - percent))


def test_the_plan_of_2022_is_seventy_to_thirty():
    money = Split(2_520 * MILLION, 1_080 * MILLION)
    assert (money.state_share, money.mobilised_share) == (Fraction(7, 10), Fraction(3, 10))
    assert money.distance(70) == 0


@pytest.mark.django_db
class TestSplitOfAPlan:
    @pytest.fixture
    def plan(self):
        """70 and 30 million planned, 50 and 30 given out, 10 and 0 paid."""
        plan = PlanFactory()
        state = EstimateLineFactory(plan=plan)
        others = EstimateLineFactory(
            plan=plan, amount=30 * MILLION, source=FundingSourceFactory(mobilised=True)
        )
        given_out = allocation(state, amount=50 * MILLION)
        allocation(others, amount=30 * MILLION)
        disburse(
            allocation_id=given_out.pk,
            amount=10 * MILLION,
            on=GIVEN_ON,
            voucher_no="PC-01",
            actor=UserFactory(),
        )
        EstimateLineFactory()  # of another plan
        return plan

    @pytest.mark.parametrize(
        ("stage", "state", "mobilised", "share"),
        [
            ("planned", 70, 30, Fraction(7, 10)),
            ("allocated", 50, 30, Fraction(5, 8)),
            ("disbursed", 10, 0, Fraction(1)),
        ],
    )
    def test_each_stage_by_itself(self, plan, stage, state, mobilised, share):
        money = split(plan, stage)
        assert (money.state, money.mobilised) == (state * MILLION, mobilised * MILLION)
        assert money.state_share == share

    def test_warns_beyond_the_tolerance(self, plan):
        assert split(plan, "planned").warning == ""
        assert split(plan, "allocated").warning == (
            "Phân bổ: ngân sách nhà nước chiếm 62,5%, lệch 7,5 điểm % so với 70% của kế hoạch (cho phép 5)."
        )

    def test_the_tolerance_itself_is_still_allowed(self):
        plan = PlanFactory()
        EstimateLineFactory(plan=plan, amount=75)
        EstimateLineFactory(plan=plan, amount=25, source=FundingSourceFactory(mobilised=True))
        assert split(plan, "planned").warning == ""

    def test_a_plan_without_money_has_no_share_and_no_warning(self):
        money = split(PlanFactory(), "disbursed")
        assert (money.total, money.state_share, money.warning) == (0, None, "")

    def test_one_query(self, plan, django_assert_num_queries):
        with django_assert_num_queries(1):
            split(plan, "disbursed")
