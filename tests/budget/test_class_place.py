"""A class in its year: the activity it carries out, the line that pays it, what the plan still wants."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.domain import closing, estimates
from budget.domain.classes import place_class
from budget.domain.queries.classes import class_money
from budget.models import FundedClass
from core.errors import ActRefused
from programme.domain.activities import remove_activity
from programme.domain.plans import copy_plan
from programme.domain.queries.classes import class_coverage
from programme.models import Activity, PlannedClass, PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory
from tests.factories.programme import ActivityFactory, PlanFactory
from tests.factories.training import TrainingClassFactory
from tests.harness.queries import assert_same_queries
from training.domain.classes import change_class
from training.models import ClassState

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def year_of_classes(*, wanted=3, amount=50 * MILLION, state=PlanState.ISSUED):
    activity = ActivityFactory(group__plan=PlanFactory(year=2022, state=state), classes_wanted=wanted)
    line = EstimateLineFactory(
        plan=activity.group.plan, group=activity.group, activity=activity, amount=amount
    )
    return activity, line


def place(row, office, activity=None, line=None):
    return place_class(class_id=row.pk, activity=activity, line=line, actor=office)


def test_the_classes_of_an_activity_against_the_number_the_plan_wants(client, office):
    activity, line = year_of_classes()
    held, planned, off = (
        TrainingClassFactory(state=state, cost=22 * MILLION)
        for state in (ClassState.HELD, ClassState.PLANNED, ClassState.CANCELLED)
    )
    for row in (held, planned, off):
        place(row, office, line=line)  # the line's activity comes with it
    covered = class_coverage(activity)
    assert (covered.held, covered.planned, covered.missing, covered.is_met) == (1, 1, 1, False)
    assert set(covered.classes) == {held, planned, off}
    page = client.get(reverse("activity", args=[activity.pk]))
    assert page.context["coverage"] == covered
    [shown] = client.get(reverse("activity_list", args=[activity.group.plan_id])).context["page"]
    assert (shown.classes_wanted, shown.n_held, shown.money) == (3, 1, 50 * MILLION)


def test_the_cost_of_classes_is_shown_against_their_line(client, office):
    activity, line = year_of_classes()
    rows = [TrainingClassFactory(cost=cost * MILLION) for cost in (22, 30)]
    unknown = TrainingClassFactory(cost=None)
    called_off = TrainingClassFactory(cost=9 * MILLION, state=ClassState.CANCELLED)
    for row in (*rows, unknown, called_off):
        place(row, office, activity, line)
    money = client.get(reverse("budget_line", args=[line.pk])).context["classes"]
    assert money == class_money(line)
    assert (money.cost, money.left, money.over, money.unknown) == (
        52 * MILLION,
        -2 * MILLION,
        2 * MILLION,
        1,
    )
    page = client.get(reverse("class_detail", args=[rows[0].pk])).content.decode()
    assert "Vượt 2.000.000 đồng" in page
    assert reverse("activity", args=[activity.pk]) in page
    client.force_login(UserFactory(officer=True))  # sees the plan, not the money
    page = client.get(reverse("class_detail", args=[rows[0].pk])).content.decode()
    assert activity.name in page
    assert "Dòng dự toán" not in page


def test_what_belongs_to_another_year_or_activity_is_refused(office):
    activity, line = year_of_classes()
    row, later = TrainingClassFactory(), TrainingClassFactory(year=2031)
    with pytest.raises(ActRefused, match="Chưa có kế hoạch năm 2031"):
        place(later, office, activity)
    PlanFactory(year=2031)
    with pytest.raises(ActRefused, match="không thuộc kế hoạch năm 2031"):
        place(later, office, activity)
    with pytest.raises(ActRefused, match="không thuộc kế hoạch năm 2031"):
        place(later, office, line=EstimateLineFactory(plan=line.plan, group=line.group))
    with pytest.raises(ActRefused, match="chi cho hoạt động khác"):
        place(row, office, ActivityFactory(group=activity.group), line)
    assert not PlannedClass.objects.exists()
    place(row, office, activity)
    with pytest.raises(ActRefused, match="bỏ gắn trước khi đổi năm"):
        change_class(class_id=row.pk, version=row.version, actor=office, year=2031)


def test_taken_out_again_and_not_pulled_from_under(office):
    activity, line = year_of_classes(state=PlanState.DRAFT)
    row = TrainingClassFactory()
    place(row, office, line=line)
    with pytest.raises(ActRefused, match="gắn các lớp với dòng khác"):
        estimates.remove_line(line_id=line.pk, actor=office)
    place(row, office, activity)
    estimates.remove_line(line_id=line.pk, actor=office)
    with pytest.raises(ActRefused, match="gắn các lớp với hoạt động khác"):
        remove_activity(activity_id=activity.pk, actor=office)
    place(row, office)
    assert not FundedClass.objects.exists()
    assert not PlannedClass.objects.exists()
    remove_activity(activity_id=activity.pk, actor=office)


def test_a_closed_year_keeps_its_classes(office):
    activity, line = year_of_classes()
    row = TrainingClassFactory()
    place(row, office, activity, line)
    closing.settle_rest(plan_id=line.plan_id, on=line.plan.decided_on or "2022-12-31", actor=office)
    closing.close_year(plan_id=line.plan_id, actor=office)
    with pytest.raises(ActRefused, match="đã khóa sổ"):
        place(row, office)
    for placed in (PlannedClass, FundedClass):
        with pytest.raises(IntegrityError, match="đã khóa sổ"), transaction.atomic():
            placed.objects.all().delete()


def test_last_years_numbers_of_classes_are_copied_the_classes_are_not(office):
    activity, _ = year_of_classes(wanted=20)
    place(TrainingClassFactory(), office, activity)
    copied = Activity.objects.get(
        group__plan=copy_plan(plan_id=activity.group.plan_id, year=2031, actor=office)
    )
    assert (copied.classes_wanted, class_coverage(copied).missing) == (20, 20)


def test_a_class_is_placed_on_a_page_and_those_without_a_place_are_found(client, office):
    activity, line = year_of_classes()
    placed, loose = TrainingClassFactory(), TrainingClassFactory()
    address = reverse("class_place", args=[placed.pk])
    other = ActivityFactory(group=activity.group)
    refused = client.post(address, {"activity": other.pk, "line": line.pk})
    assert (refused.status_code, refused.context["form"]["line"].value()) == (422, str(line.pk))
    answer = client.post(address, {"activity": activity.pk, "line": line.pk})
    assert answer.headers["Location"] == reverse("class_detail", args=[placed.pk])
    assert client.get(address).context["form"].initial == {"activity": activity.pk, "line": line.pk}
    found = client.get(reverse("class_money_list"), {"nam": "2022", "missing": "funded"}).context["page"]
    assert list(found) == [loose]


def test_the_list_and_the_pages_ask_as_often_for_many_classes_as_for_one(client, office):
    activity, line = year_of_classes()

    def grow():
        for _ in range(2):
            place(TrainingClassFactory(), office, activity, line)

    grow()
    for address in (
        f"{reverse('class_money_list')}?nam=2022",
        reverse("activity", args=[activity.pk]),
        reverse("budget_line", args=[line.pk]),
    ):
        assert_same_queries(lambda address=address: client.get(address), grow=grow, at_most=22)
