"""A class from its plan to its certificates."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from core.errors import ActRefused, Incomplete, LooksAlike
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory, ProducerFactory
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from tests.harness.queries import assert_same_queries
from training.domain import classes, enrolling
from training.domain.queries.by_unit import coverage_by_unit
from training.domain.workflow import CLASS_WORKFLOW
from training.models import Attendance, ClassState, Enrolment, Trainee, TraineeGroup, TrainingClass

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 12, 8), date(2026, 12, 9)
TODAY = date(2026, 11, 25)
LEADER = TraineeGroup.PRODUCER_LEADER


@pytest.fixture
def office():
    return UserFactory()


def planned(office, **details):
    details = {
        "name": "Lớp bán hàng số",
        "year": 2026,
        "kind": "digital",
        "starts_on": FIRST,
        "ends_on": LAST,
    } | details
    return classes.plan_class(actor=office, **details)


def put(row, office, name, **details):
    details = {"group": LEADER} | details
    return enrolling.enrol(class_id=row.pk, on=TODAY, actor=office, name=name, **details)


def test_a_class_is_held_when_attendance_is_there_and_gives_certificates(office):
    row = planned(office, needed_percent=80)
    diligent, absent, excused = (put(row, office, name) for name in ("Lê An", "Võ Bình", "Đỗ Chi"))
    classes.start_class(class_id=row.pk, actor=office)
    with pytest.raises(Incomplete) as refused:
        classes.finish_class(class_id=row.pk, actor=office)
    assert refused.value.missing == ["Lớp chưa có buổi học nào."]
    morning, afternoon = (
        classes.add_session(class_id=row.pk, held_on=FIRST, part=part, actor=office) for part in ("am", "pm")
    )
    classes.mark_all(session_id=morning.pk, actor=office)
    with pytest.raises(Incomplete, match="Chưa ghi đã tổ chức được"):
        classes.finish_class(class_id=row.pk, actor=office)
    for one, present in ((diligent, True), (absent, False), (excused, True), (excused, False)):
        classes.mark_attendance(
            session_id=afternoon.pk, enrolment_id=one.pk, is_present=present, actor=office
        )
    classes.set_completed(enrolment_id=excused.pk, completed=True, reason="Nghỉ ốm, đã học bù", actor=office)
    classes.finish_class(class_id=row.pk, actor=office)
    assert list(Enrolment.objects.order_by("pk").values_list("completed", "certificate_no")) == [
        (True, "001/2026/GCN-ĐTOCOP"),
        (False, ""),
        (True, "002/2026/GCN-ĐTOCOP"),
    ]
    with pytest.raises(ActRefused, match="không sửa buổi học"):
        classes.mark_attendance(session_id=morning.pk, enrolment_id=absent.pk, is_present=True, actor=office)
    classes.reopen_class(class_id=row.pk, reason="Điểm danh nhầm", actor=office)
    classes.mark_attendance(session_id=afternoon.pk, enrolment_id=diligent.pk, is_present=False, actor=office)
    classes.finish_class(class_id=row.pk, actor=office)
    diligent.refresh_from_db()
    assert (diligent.completed, diligent.certificate_no) == (False, "001/2026/GCN-ĐTOCOP")


def test_steps_of_a_class(office):
    assert [step.name for step in CLASS_WORKFLOW.transitions] == ["start", "finish", "cancel", "reopen"]
    row = planned(office, starts_on=None, ends_on=None)
    with pytest.raises(ActRefused, match="ngày bắt đầu"):
        classes.start_class(class_id=row.pk, actor=office)
    with pytest.raises(ActRefused, match="lý do"):
        classes.cancel_class(class_id=row.pk, reason="", actor=office)
    classes.cancel_class(class_id=row.pk, reason="Không đủ học viên", actor=office)
    with pytest.raises(ActRefused, match="không ghi thêm học viên"):
        put(row, office, "Lê An")


def test_bad_days_are_refused(office):
    with pytest.raises(ActRefused, match="Lớp của năm 2026"):
        planned(office, starts_on=date(2025, 12, 8), ends_on=None)
    with pytest.raises(ValidationError, match="Ngày kết thúc"):
        planned(office, ends_on=date(2026, 12, 1))
    row = planned(office)
    with pytest.raises(ActRefused, match="ngoài thời gian"):
        classes.add_session(class_id=row.pk, held_on=date(2026, 12, 20), part="am", actor=office)
    session = classes.add_session(class_id=row.pk, held_on=FIRST, part="am", actor=office)
    with pytest.raises(ValidationError, match="đã có buổi học này"):
        classes.add_session(class_id=row.pk, held_on=FIRST, part="am", actor=office)
    classes.remove_session(session_id=session.pk, actor=office)
    assert row.sessions.count() == 0


def test_the_same_person_is_one_row_and_spelled_otherwise_is_asked_about(office):
    unit = UnitFactory()
    first, second = planned(office), planned(office, name="Lớp khác")
    known = put(first, office, "Nguyễn Thị Thúy", unit=unit, phone="0909123456").trainee
    again = put(second, office, "NGUYỄN THỊ THUÝ", unit=unit, organisation="HTX Tân Phát").trainee
    assert (again, Trainee.objects.get().organisation) == (known, "HTX Tân Phát")
    with pytest.raises(LooksAlike) as asked:
        put(planned(office, name="Lớp ba"), office, "Nguyễn Thị Thúi", unit=unit)
    [alike] = asked.value.alike
    assert (alike.pk, alike.reasons) == (known.pk, ("tên gần giống", "cùng địa bàn"))
    third = planned(office, name="Lớp tư")
    put(third, office, "Nguyễn Thị Thúi", unit=unit, confirmed=[known.pk])
    assert Trainee.objects.count() == 2
    with pytest.raises(ActRefused, match="đã có trong danh sách"):
        enrolling.enrol(class_id=first.pk, trainee_id=known.pk, on=TODAY, actor=office)


def test_two_of_one_name_who_differ_are_two(office):
    row = planned(office)
    put(row, office, "Trần Văn Hai", phone="0909123456", organisation="HTX A")
    with pytest.raises(LooksAlike) as asked:
        put(row, office, "Trần Văn Hai", phone="0912000111", organisation="HTX A")
    assert asked.value.alike[0].reasons == ("cùng tên", "cùng đơn vị công tác", "khác điện thoại")


def test_one_person_recorded_twice_is_merged(office):
    keep, drop = TraineeFactory(name="Lê Thị Sáu"), TraineeFactory(name="Lê Thị Sáo", phone="0909123456")
    EnrolmentFactory(trainee=keep)
    EnrolmentFactory(trainee=drop)
    merged = enrolling.merge_people(keep_id=keep.pk, drop_id=drop.pk, actor=office)
    assert (merged.enrolments.count(), merged.phone, Trainee.objects.count()) == (2, "0909123456", 1)
    with pytest.raises(ActRefused, match="hai người khác nhau"):
        enrolling.merge_people(keep_id=keep.pk, drop_id=keep.pk, actor=office)


def test_officers_and_producers_register_their_own_while_there_is_room(office):
    row = planned(office, capacity=1, register_until=TODAY)
    officer = UserFactory(officer=True)
    producer = ProducerAccountFactory()
    with pytest.raises(ActRefused, match="địa bàn thuộc đơn vị"):
        put(row, officer, "Lê An", unit=UnitFactory())
    with pytest.raises(ActRefused, match="người của chủ thể mình"):
        put(row, producer.user, "Võ Bình", producer=ProducerFactory())
    mine = put(row, producer.user, "Võ Bình", producer=producer.producer)
    with pytest.raises(ActRefused, match="đã đủ 1 học viên"):
        put(row, officer, "Lê An", unit=officer.unit)
    with pytest.raises(ActRefused, match="nhận đăng ký đến"):
        enrolling.enrol(
            class_id=row.pk, on=FIRST, actor=officer, name="Lê An", group=LEADER, unit=officer.unit
        )
    with pytest.raises(ActRefused, match="Chỉ người đã đăng ký"):
        enrolling.take_off(enrolment_id=mine.pk, actor=officer)
    enrolling.take_off(enrolment_id=mine.pk, actor=producer.user)
    assert put(row, officer, "Lê An", unit=officer.unit).registered_by == officer


def test_coverage_by_unit():
    city = UnitFactory(city=True, valid_from=date(2025, 7, 1))
    covered, bare = UnitFactory(parent=city), UnitFactory(parent=city)
    trained = TraineeFactory(unit=covered, group=TraineeGroup.COMMUNE_MANAGER)
    EnrolmentFactory(trainee=trained, training_class__year=2026)
    TraineeFactory(unit=covered, group=TraineeGroup.COMMUNE_MANAGER)
    TraineeFactory(
        unit=UnitFactory(district=True, valid_to=date(2025, 6, 30))
    )  # of a district that is no more
    whole, rows = coverage_by_unit(year=2026)
    assert {row.unit: (row.managers_trained, row.managers) for row in rows} == {covered: (1, 2), bare: (0, 0)}
    assert whole.managers_share * 2 == 1


def test_the_pages_of_a_class(client, office):
    client.force_login(office)
    form = {
        "name": "Lớp chuyển đổi số",
        "year": "2026",
        "kind": "digital",
        "starts_on": "08/12/2026",
        "ends_on": "09/12/2026",
        "cost": "25 triệu",
        "needed_percent": "80",
    }
    client.post(reverse("class_create"), form)
    row = TrainingClass.objects.get()
    assert row.cost == 25_000_000
    known = TraineeFactory(name="Nguyễn Văn Tám")
    person = {"name": "Nguyễn Văn Tám", "group": "worker"}
    asked = client.post(reverse("enrol", args=[row.pk]), person)
    assert (asked.status_code, [one.pk for one in asked.context["attempt"].alike]) == (409, [known.pk])
    client.post(reverse("enrol", args=[row.pk]), {**person, "trainee": str(known.pk)})
    one = Enrolment.objects.get(trainee=known)
    client.post(reverse("session_create", args=[row.pk]), {"held_on": "08/12/2026", "part": "am"})
    session = row.sessions.get()
    client.post(reverse("class_step", args=[row.pk, "start"]))
    tap = client.post(
        reverse("attendance_mark", args=[session.pk, one.pk]), {"co_mat": "1"}, headers={"HX-Request": "true"}
    )
    assert (tap.status_code, tap.context["row"]["mark"]) == (200, True)
    client.post(reverse("class_step", args=[row.pk, "finish"]))
    row.refresh_from_db()
    assert row.state == ClassState.HELD
    for name, word in (("attendance_sheet", "BẢNG ĐIỂM DANH"), ("class_certificates", "001/2026/GCN-ĐTOCOP")):
        paper = client.get(reverse(name, args=[row.pk]))
        words = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
        assert word in words
        assert "Nguyễn Văn Tám" in words
    said = {"content": "5", "trainer": "4", "organisation": "3", "comment": "Nên thêm thực hành"}
    client.post(reverse("enrolment_feedback", args=[one.pk]), said)
    shown = client.get(reverse("class_detail", args=[row.pk])).context["feedback"]
    assert (shown["content"], shown["comments"]) == (5, ["Nên thêm thực hành"])


def test_a_producer_registers_its_leader(client):
    account = ProducerAccountFactory()
    row = TrainingClassFactory(state=ClassState.PLANNED)
    client.force_login(account.user)
    page = client.get(reverse("enrol", args=[row.pk])).context["form"]
    assert page.initial["producer"] == account.producer
    client.post(
        reverse("enrol", args=[row.pk]),
        {"name": "Trần Thị Đại Diện", "group": LEADER, "producer": account.producer.pk},
    )
    assert row.enrolments.get().trainee.producer == account.producer
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("name", ["people", "coverage", "coverage_list"])
def test_lists_of_people_ask_as_often_for_many_rows_as_for_one(client, office, name):
    client.force_login(office)
    city = UnitFactory(city=True, valid_from=date(2025, 7, 1))

    def grow():
        for _ in range(3):
            unit = UnitFactory(parent=city)
            EnrolmentFactory(
                trainee=TraineeFactory(unit=unit, group=TraineeGroup.COMMUNE_MANAGER),
                training_class__year=2026,
            )

    grow()
    assert_same_queries(lambda: client.get(reverse(name), {"nam": "2026"}), grow=grow, at_most=14)
