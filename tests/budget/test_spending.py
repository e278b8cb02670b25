from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from budget.domain.spending import allocate, disburse
from budget.models import Allocation, Disbursement
from core.errors import ActRefused
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import GIVEN_ON, EstimateLineFactory, allocation

pytestmark = pytest.mark.django_db


def give(line, amount, **details):
    details = {"recipient": "UBND quận Ô Môn", "on": GIVEN_ON, "actor": UserFactory()} | details
    return allocate(line_id=line.pk, amount=amount, **details)


def pay(given, amount, **details):
    details = {"on": GIVEN_ON, "voucher_no": "PC-01", "actor": UserFactory()} | details
    return disburse(allocation_id=given.pk, amount=amount, **details)


def test_a_line_can_be_given_out_to_the_last_dong():
    line, actor = EstimateLineFactory(amount=100), UserFactory()
    give(line, 60)
    last = give(line, 40, actor=actor, decision_no="12/QĐ-UBND")
    assert list(line.allocations.values_list("amount", flat=True).order_by("pk")) == [60, 40]
    assert (last.recorded_by, last.decision_no) == (actor, "12/QĐ-UBND")


def test_not_more_than_the_line():
    line = EstimateLineFactory(amount=100)
    give(line, 60)
    with pytest.raises(ActRefused, match="vượt quá phần dự toán còn lại là 40 đồng"):
        give(line, 41)
    assert Allocation.objects.count() == 1


def test_not_more_paid_than_given():
    given = allocation(amount=1_000)
    pay(given, 999)
    with pytest.raises(ActRefused, match="vượt quá phần phân bổ còn lại là 1 đồng"):
        pay(given, 2)
    pay(given, 1)
    assert sorted(Disbursement.objects.values_list("amount", flat=True)) == [1, 999]


@pytest.mark.parametrize("amount", [0, -1])
def test_amounts_are_positive(amount):
    given = allocation()
    with pytest.raises(ActRefused, match="phải lớn hơn 0"):
        give(given.line, amount)
    with pytest.raises(ActRefused, match="phải lớn hơn 0"):
        pay(given, amount)


@pytest.mark.parametrize(
    ("state", "said"),
    [(PlanState.DRAFT, "chỉ ghi tiền khi kế hoạch đã ban hành"), (PlanState.CLOSED, "đã khóa sổ")],
)
def test_money_moves_only_under_an_issued_plan(state, said):
    given = allocation()
    plan = given.line.plan
    plan.state = state
    plan.save()
    with pytest.raises(ActRefused, match=said):
        give(given.line, 1)
    with pytest.raises(ActRefused, match=said):
        pay(given, 1)


def test_a_payment_needs_a_voucher_and_follows_the_allocation():
    given = allocation()
    with pytest.raises(ActRefused, match="Chưa ghi số chứng từ"):
        pay(given, 1, voucher_no=" ")
    with pytest.raises(ActRefused, match="28/02/2022 trước ngày phân bổ 01/03/2022"):
        pay(given, 1, on=date(2022, 2, 28))
    with pytest.raises(ActRefused, match="Chưa ghi đơn vị thực hiện"):
        give(given.line, 1, recipient="")
    assert Disbursement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_people_together_cannot_give_out_more_than_the_line():
    line, actor, start = EstimateLineFactory(amount=100), UserFactory(), Barrier(2)

    def attempt(_):
        start.wait(timeout=10)
        try:
            return give(line, 60, actor=actor).amount
        except ActRefused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        given = list(pool.map(attempt, range(2)))
    assert sorted(given, key=bool) == [None, 60]
