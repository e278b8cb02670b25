import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from training.models import Attendance, ClassKind, ClassSession, ClassState

pytestmark = pytest.mark.django_db


def shown(client, **chosen):
    return [row.name for row in client.get(reverse("class_list"), chosen).context["page"]]


def test_classes_are_found_by_name_year_kind_and_state(client):
    TrainingClassFactory(name="Lớp quản trị", year=2022)
    TrainingClassFactory(name="Lớp sàn số", year=2023, kind=ClassKind.DIGITAL, state=ClassState.PLANNED)
    client.force_login(UserFactory(producer=True))
    assert shown(client) == ["Lớp sàn số", "Lớp quản trị"]
    assert shown(client, words="quan tri") == ["Lớp quản trị"]
    assert shown(client, year="2023") == ["Lớp sàn số"]
    assert shown(client, kind="human_resources") == ["Lớp quản trị"]
    assert shown(client, state="planned") == ["Lớp sàn số"]


def test_a_wrong_filter_shows_the_fault_and_everything(client):
    TrainingClassFactory(name="Lớp quản trị")
    client.force_login(UserFactory())
    answer = client.get(reverse("class_list"), {"kind": "nothing"})
    assert "kind" in answer.context["form"].errors
    assert shown(client, kind="nothing") == ["Lớp quản trị"]


def test_a_class_counts_its_people_and_who_was_there(client):
    enrolment = EnrolmentFactory()
    found = enrolment.training_class
    EnrolmentFactory(training_class=found, completed=False)
    session = ClassSession.objects.create(training_class=found, held_on="2022-03-07", part="am")
    Attendance.objects.create(session=session, enrolment=enrolment)
    client.force_login(UserFactory())
    page = client.get(reverse("class_detail", args=[found.pk])).context
    assert (page["enrolled"], page["completed"], len(page["enrolments"])) == (2, 1, 2)
    assert [row.present for row in page["sessions"]] == [1]
    [row] = client.get(reverse("class_list")).context["page"]
    assert (row.enrolled, row.completed) == (2, 1)


def test_an_officer_sees_its_own_people_others_only_themselves(client):
    officer, person = UserFactory(officer=True), UserFactory(producer=True)
    found = TrainingClassFactory()
    own = EnrolmentFactory(training_class=found, trainee=TraineeFactory(unit=officer.unit))
    other = EnrolmentFactory(training_class=found, trainee=TraineeFactory(unit=UnitFactory(), user=person))
    for user, expected in ((officer, [own]), (person, [other]), (UserFactory(adviser=True), [])):
        client.force_login(user)
        page = client.get(reverse("class_detail", args=[found.pk])).context
        assert (page["enrolments"], page["enrolled"]) == (expected, 2)


@pytest.mark.parametrize("name", ["class_list", "class_detail"])
def test_as_many_queries_for_many_rows_as_for_one(client, name, django_assert_num_queries):
    found = EnrolmentFactory(trainee__unit=UnitFactory()).training_class
    ClassSession.objects.create(training_class=found, held_on="2022-03-07", part="am")
    address = reverse(name, args=[found.pk] if name == "class_detail" else [])
    client.force_login(UserFactory())
    client.get(address)  # the session notes where it is used from, once
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    ClassSession.objects.create(training_class=found, held_on="2022-03-07", part="pm")
    for _ in range(2):
        EnrolmentFactory(training_class=found, trainee__unit=UnitFactory())
        EnrolmentFactory(training_class__unit=UnitFactory())
    with django_assert_num_queries(len(one)):
        client.get(address)
