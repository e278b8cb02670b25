import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from programme.models import ActivityEvidence, PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory
from tests.factories.products import ProductFactory
from tests.factories.programme import ActivityFactory, ContentGroupFactory, PlanFactory, TargetFactory
from tests.factories.training import EnrolmentFactory

pytestmark = pytest.mark.django_db


def listed(client, target):
    page = client.get(reverse("target", args=[target.plan_id, target.code])).context
    return [line.name for line in page["lines"]], page["behind"].hidden


def test_a_plan_shows_targets_groups_and_activities(client):
    plan = PlanFactory(year=2022)
    TargetFactory(plan=plan, indicator="standardised_products")
    TargetFactory(plan=plan, minimum=2, manual_value=1, manual_evidence="Báo cáo 12/BC")
    ProductFactory(standardised_year=2022)
    activity = ActivityFactory(group__plan=plan)
    client.force_login(UserFactory())
    page = client.get(reverse("plan", args=[plan.pk])).context
    assert [(row.reached, row.met) for row in page["targets"]] == [("1", True), ("1", False)]
    assert (page["met"], page["activities"], page["groups"]) == (1, [activity], [activity.group])


def test_the_list_behind_a_result(client):
    target = TargetFactory(plan__year=2022, indicator="standardised_products")
    product = ProductFactory(standardised_year=2022)
    client.force_login(UserFactory())
    assert listed(client, target) == ([product.name], 0)


def test_an_officer_sees_the_figure_and_its_own_rows(client):
    officer = UserFactory(officer=True)
    target = TargetFactory(plan__year=2022, indicator="standardised_products")
    own = ProductFactory(standardised_year=2022, producer__unit=officer.unit)
    ProductFactory(standardised_year=2022)
    client.force_login(officer)
    page = client.get(reverse("target", args=[target.plan_id, target.code])).context
    assert page["row"].value == 2
    assert listed(client, target) == ([own.name], 1)


def test_people_of_other_units_are_not_named_to_an_officer(client):
    target = TargetFactory(plan__year=2022, indicator="managers_trained_percent")
    EnrolmentFactory()
    client.force_login(UserFactory(officer=True))
    assert listed(client, target) == ([], 1)


def test_drafts_are_the_offices_and_leaders(client):
    plan = PlanFactory(state=PlanState.DRAFT)
    for user, status in (
        (UserFactory(), 200),
        (UserFactory(leader=True), 200),
        (UserFactory(officer=True), 404),
    ):
        client.force_login(user)
        assert client.get(reverse("plan", args=[plan.pk])).status_code == status
    assert list(client.get(reverse("plan_list")).context["page"]) == []


@pytest.mark.parametrize("name", ["plan_list", "plan", "target"])
def test_as_many_queries_for_many_rows_as_for_one(client, name, django_assert_num_queries):
    target = TargetFactory(plan__year=2022, indicator="standardised_products")
    plan = target.plan
    arguments = {"plan_list": [], "plan": [plan.pk], "target": [plan.pk, target.code]}[name]

    def add():
        ActivityFactory(group=ContentGroupFactory(plan=plan))
        ProductFactory(standardised_year=2022)

    add()
    client.force_login(UserFactory())
    client.get(reverse(name, args=arguments))  # the session notes where it is used from, once
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name, args=arguments))
    for _ in range(2):
        add()
        TargetFactory(plan=plan, indicator="standardised_products")
        PlanFactory()
    with django_assert_num_queries(len(one)):
        client.get(reverse(name, args=arguments))


def test_the_workbook_counts_money_once_however_many_proofs_there_are(client):
    activity = ActivityFactory(group__plan=PlanFactory(year=2022))
    for amount in (30, 40):
        EstimateLineFactory(plan=activity.group.plan, group=activity.group, activity=activity, amount=amount)
    for number in range(3):
        ActivityEvidence.objects.create(
            activity=activity, title=f"Biên bản {number}", link="https://cantho.test"
        )
    client.force_login(UserFactory())
    made = client.get(reverse("plan", args=[activity.group.plan_id]), {"xuat": "xlsx"}).content
    sheet = load_workbook(io.BytesIO(made))["Hoạt động"]
    assert [cell.value for cell in sheet[sheet.max_row]][-1] == 70
