import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.domain.spending import disburse
from budget.models import Allocation, Disbursement
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import GIVEN_ON, EstimateLineFactory, FundingSourceFactory, allocation
from tests.factories.localities import UnitFactory
from tests.factories.programme import PlanFactory

pytestmark = pytest.mark.django_db

MILLION = 1_000_000


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def pay(given, amount=MILLION):
    return disburse(
        allocation_id=given.pk, amount=amount, on=GIVEN_ON, voucher_no="PC-01", actor=UserFactory()
    )


def test_the_split_and_the_sums_of_a_group(client, office):
    plan = PlanFactory(year=2022)
    state = EstimateLineFactory(plan=plan)
    EstimateLineFactory(
        plan=plan, group=state.group, amount=30 * MILLION, source=FundingSourceFactory(mobilised=True)
    )
    pay(allocation(state))
    shown = client.get(reverse("budget")).context
    assert [(row.state, row.mobilised) for row in shown["splits"]] == [
        (70 * MILLION, 30 * MILLION),
        (50 * MILLION, 0),
        (MILLION, 0),
    ]
    [group] = shown["groups"]
    assert (group.planned, group.allocated, group.disbursed) == (100 * MILLION, 50 * MILLION, MILLION)


def test_two_allocations_with_two_payments_are_not_multiplied(client, office):
    line = EstimateLineFactory(plan=PlanFactory(year=2022))
    for _ in range(2):
        given = allocation(line, amount=10)
        pay(given, 2)
        pay(given, 3)
    [group] = client.get(reverse("budget")).context["groups"]
    assert (group.allocated, group.disbursed) == (20, 10)


def test_the_latest_issued_plan_is_shown_first_and_another_on_demand(client, office):
    for year, state in ((2022, PlanState.CLOSED), (2023, PlanState.ISSUED), (2024, PlanState.DRAFT)):
        PlanFactory(year=year, state=state)
    assert client.get(reverse("budget")).context["plan"].year == 2023
    assert client.get(reverse("budget"), {"nam": "2022"}).context["plan"].year == 2022
    assert client.get(reverse("budget"), {"nam": "x"}).context["plan"] is None


def test_giving_out_and_paying_through_the_pages(client, office):
    line, unit = EstimateLineFactory(plan=PlanFactory(year=2022)), UnitFactory()
    form = {"recipient": "UBND quận Ô Môn", "unit": unit.pk, "amount": "1 triệu", "on": "01/03/2022"}
    answer = client.post(reverse("allocate", args=[line.pk]), form)
    assert answer.headers["Location"] == reverse("budget_line", args=[line.pk])
    given = Allocation.objects.get()
    assert (given.unit, given.amount, given.recorded_by) == (unit, MILLION, office)
    form = {"amount": "400.000", "on": "02/03/2022", "voucher_no": "PC-02"}
    assert client.post(reverse("disburse", args=[given.pk]), form).status_code == 302
    page = client.get(reverse("budget_line", args=[line.pk])).context
    assert (page["allocated"], page["paid"], page["may_record"]) == (MILLION, 400_000, True)


def test_too_much_is_refused_on_the_page_and_nothing_is_written(client, office):
    line = EstimateLineFactory(amount=MILLION)
    form = {"recipient": "UBND quận Ô Môn", "amount": "1.000.001", "on": "01/03/2022"}
    answer = client.post(reverse("allocate", args=[line.pk]), form)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Số tiền phân bổ 1.000.001 đồng vượt quá phần dự toán còn lại là 1.000.000 đồng."
    ]
    given = allocation(line, amount=500_000)
    form = {"amount": "500.001", "on": "02/03/2022", "voucher_no": "PC-02"}
    assert client.post(reverse("disburse", args=[given.pk]), form).status_code == 422
    assert (Allocation.objects.count(), Disbursement.objects.count()) == (1, 0)


def test_a_leader_looks_and_does_not_record(client):
    given = allocation()
    client.force_login(UserFactory(leader=True))
    assert client.get(reverse("budget_line", args=[given.line_id])).context["may_record"] is False
    form = {"amount": "1 triệu", "on": "02/03/2022", "voucher_no": "PC-02"}
    assert client.post(reverse("disburse", args=[given.pk]), form).status_code == 403
    assert Disbursement.objects.count() == 0


@pytest.mark.parametrize("name", ["budget", "budget_line"])
def test_as_many_queries_for_many_rows_as_for_one(client, office, name, django_assert_num_queries):
    line = EstimateLineFactory(plan=PlanFactory(year=2022))
    address = reverse(name, args=[line.pk] if name == "budget_line" else [])
    pay(allocation(line, amount=MILLION))
    client.get(address)  # the session notes where it is used from, once
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for _ in range(2):
        pay(allocation(line, amount=MILLION))
        EstimateLineFactory(plan=line.plan)
    with django_assert_num_queries(len(one)):
        client.get(address)
