"""Communication, tours, commendations, the library with its search, schemes, organisations, reminders, calendar."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from icalendar import Calendar

from accounts.models import Notification
from core.errors import ActRefused, StaleVersion
from ocop_cantho.calendar_dates import entries
from producers.models import ProducerYear
from programme.domain import library, outreach
from programme.domain.activities import change_activity, move_activity
from programme.domain.plans import close_plan
from programme.domain.queries.organisations import by_kind, organisations
from programme.domain.queries.snippets import snippet
from programme.domain.reminders import remind
from programme.domain.workflow import COMMENDATION_WORKFLOW, SCHEME_WORKFLOW
from programme.models import CalendarFeed, Commendation, LibraryDocument, MediaItem, StudyTour
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.programme import (
    ActivityFactory,
    PlanFactory,
    commendation,
    library_document,
    media_item,
    study_tour,
    unit_scheme,
)
from tests.factories.training import TrainingClassFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db

ON = date(2022, 6, 1)


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def word(*lines):
    """A Word file of these lines."""
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return SimpleUploadedFile("van-ban.docx", out.getvalue())


def test_media_are_recorded_found_and_taken_away(client, office):
    form = {"medium": "radio_tv", "outlet": "Đài PTTH", "title": "Phóng sự OCOP", "on": "01/06/2022"}
    client.post(reverse("media_create"), {**form, "cost": "12,5 triệu"})
    row = MediaItem.objects.get()
    assert row.cost == 12_500_000
    media_item()
    page = client.get(reverse("media_list"), {"words": "phong su", "year": "2022"})
    assert [line[1].text for line in page.context["lines"]] == ["Phóng sự OCOP"]
    assert client.get(reverse("media_list"), {"xuat": "xlsx"}).headers["Content-Type"].endswith("sheet")
    outreach.record_media(actor=office, media_id=row.pk, version=1, title="Phóng sự mới")
    with pytest.raises(StaleVersion):
        outreach.record_media(actor=office, media_id=row.pk, version=1, title="Cũ")


def test_a_tour_with_its_people(client, office):
    row = study_tour()
    assert [one.name for one in row.participants.all()] == ["Trần Thị Lan", "Lê Văn Bộ"]
    form = {
        "name": "Thái Lan OTOP",
        "destination": "Chiang Mai",
        "is_abroad": "on",
        "starts_on": "05/09/2022",
        "ends_on": "01/09/2022",
        "participants": "Võ An; HTX A\n\nĐỗ Bình",
    }
    wrong = client.post(reverse("tour_create"), form)
    assert "Ngày kết thúc phải từ ngày bắt đầu trở đi." in str(wrong.context["form"].errors)
    twice = client.post(reverse("tour_create"), {**form, "participants": "Võ An\nVõ An"})
    assert "ghi hai lần" in twice.context["form"].errors["participants"][0]
    client.post(reverse("tour_create"), {**form, "ends_on": "09/09/2022"})
    made = StudyTour.objects.get(is_abroad=True)
    assert list(made.participants.values_list("name", "organisation")) == [
        ("Võ An", "HTX A"),
        ("Đỗ Bình", ""),
    ]
    assert "Võ An; HTX A" in client.get(reverse("tour_edit", args=[made.pk])).content.decode()


def test_a_commendation_is_proposed_then_decided_once(client, office):
    row = commendation()
    with pytest.raises(ActRefused, match="số quyết định"):
        outreach.award_commendation(commendation_id=row.pk, decision_no=" ", decided_on=ON, actor=office)
    client.post(
        reverse("commendation_award", args=[row.pk]),
        {"decision_no": "12/QĐ-UBND", "decided_on": "20/12/2022"},
    )
    row.refresh_from_db()
    assert (row.state, row.decision_no) == ("awarded", "12/QĐ-UBND")
    with pytest.raises(ActRefused, match="đã có kết quả"):
        outreach.propose_commendation(actor=office, commendation_id=row.pk, recipient="x")
    other = commendation(recipient="Ông Ba")
    outreach.decline_commendation(commendation_id=other.pk, reason="Chưa đủ thành tích", actor=office)
    assert Commendation.objects.get(pk=other.pk).decline_reason == "Chưa đủ thành tích"
    assert [step.name for step in COMMENDATION_WORKFLOW.transitions] == ["award", "decline"]


def test_an_officer_proposes_and_changes_only_its_own(client):
    officer = UserFactory(officer=True)
    client.force_login(officer)
    form = {"year": "2022", "recipient": "Bà Tư", "award": "merit", "reason": "Giữ nghề tranh gạo"}
    client.post(reverse("commendation_create"), form)
    own = Commendation.objects.get()
    assert client.get(reverse("commendation_edit", args=[own.pk])).status_code == 200
    assert client.get(reverse("commendation_edit", args=[commendation().pk])).status_code == 403
    assert client.get(reverse("commendation_award", args=[own.pk])).status_code == 403


@pytest.mark.parametrize("words", ["tem truy xuất", "tem truy xuat", "TRUY XUẤT nguon goc"])
def test_words_inside_files_are_found_with_and_without_marks(client, office, words):
    library_document(upload=word("Hỗ trợ tem truy xuất nguồn gốc", "cho sản phẩm OCOP"))
    library_document(number="06/KH-UBND")
    page = client.get(reverse("document_list"), {"words": words})
    [line] = page.context["lines"]
    assert line[0].text == "05/KH-UBND"
    assert "truy xuất nguồn gốc" in line[-1].text


def test_a_document_replaces_another_and_is_filed_once(client, office):
    old = library_document(in_force_to=date(2023, 1, 1))
    new = library_document(
        number="07/KH-UBND", replaces=old, activities=[ActivityFactory()], upload=word("x", "y")
    )
    page = client.get(reverse("document", args=[old.pk])).context
    assert (page["replaced_by"], page["force"]) == ([new], "Hết 01/01/2023")
    assert client.get(reverse("document_list"), {"in_force": "on"}).context["count"] == 1
    with pytest.raises(ValidationError, match="đã có trong thư viện"):
        library_document()
    with pytest.raises(ActRefused, match="chính nó"):
        library.file_document(actor=office, document_id=new.pk, version=new.version, replaces=new)
    form = {
        "number": "08",
        "name": "x",
        "issuer": "y",
        "level": "city",
        "issued_on": "01/02/2022",
        "kind": "Công văn",
    }
    client.post(reverse("document_create"), {**form, "upload": word("Nội dung")})
    assert LibraryDocument.objects.get(number="08").body == "Nội dung"


def test_a_snippet_shows_the_words_with_their_marks():
    assert snippet("một hai " * 40 + "tem truy xuất nguồn gốc", "truy xuat").endswith(
        "tem truy xuất nguồn gốc"
    )
    assert snippet("không có", "truy xuất") == ""


def test_the_way_of_a_scheme(client, office):
    row = unit_scheme()
    given = {"number": "3/KH", "received_on": ON}
    library.receive_scheme(scheme_id=row.pk, actor=office, **given)
    with pytest.raises(ActRefused, match="Cần ghi lý do"):
        library.return_scheme(scheme_id=row.pk, reason="", actor=office)
    client.post(reverse("scheme_return", args=[row.pk]), {"reason": "Bổ sung kinh phí"})
    library.receive_scheme(scheme_id=row.pk, actor=office, **given)
    client.post(reverse("scheme_accept", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.opinion, row.number) == ("accepted", "Bổ sung kinh phí", "3/KH")
    assert [step.name for step in SCHEME_WORKFLOW.transitions] == ["receive", "return", "accept"]
    assert library.ask_for_schemes(plan_id=row.plan_id, units=[row.unit], title="x", actor=office) == 0
    with pytest.raises(ActRefused, match="ít nhất một đơn vị"):
        library.ask_for_schemes(plan_id=row.plan_id, units=[], title="x", actor=office)


def test_organisations_taking_part_founded_and_strengthened(client, office):
    grown, new = ProducerFactory(), ProducerFactory(founded_in_programme=True, registered_on=ON)
    RatingFactory(product=ProductFactory(producer=grown), decided_on=ON, expires_on=date(2025, 6, 1))
    for year, revenue in ((2021, 100), (2022, 120)):
        ProducerYear.objects.create(producer=grown, year=year, revenue=revenue)
    found = {row: (row.is_founded, row.is_strengthened) for row in organisations(year=2022)}
    assert found == {grown: (False, True), new: (True, False)}
    [row] = by_kind(year=2022)
    assert (row.taking_part, row.founded, row.strengthened) == (2, 1, 1)
    page = client.get(reverse("organisation_list"), {"year": "2022", "only": "moi"})
    assert [line[0].text for line in page.context["lines"]] == [new.name]


def test_who_is_in_charge_is_reminded_once_before_and_once_when_late():
    in_charge, office = UserFactory(officer=True), UserFactory()
    ActivityFactory(responsible=in_charge, ends_on=ON, remind_days=7)
    ActivityFactory(ends_on=ON + timedelta(days=90), remind_days=7)
    scheme = unit_scheme()
    scheme.due_on = ON
    scheme.save()
    assert remind(day=ON - timedelta(days=20)) == 0
    remind(day=ON - timedelta(days=7))
    remind(day=ON - timedelta(days=6))
    assert Notification.objects.filter(user=in_charge).count() == 1
    remind(day=ON + timedelta(days=1))
    assert Notification.objects.filter(user=in_charge).count() == 2
    assert Notification.objects.filter(user=office).count() == 1


def test_a_reminder_is_settled_when_what_it_asked_for_is_done():
    first, second = UserFactory(officer=True), UserFactory(officer=True)
    office = UserFactory()
    activity = ActivityFactory(responsible=first, ends_on=ON, remind_days=7)
    scheme = unit_scheme()
    type(scheme).objects.filter(pk=scheme.pk).update(state="awaited", due_on=ON)

    def waiting(user):
        return [row.text.split(":")[0] for row in Notification.objects.filter(user=user, done_at=None)]

    remind(day=ON)
    assert waiting(first) == ["Sắp đến hạn"]
    change_activity(activity_id=activity.pk, version=activity.version, actor=office, responsible=second)
    remind(day=ON)
    assert (waiting(first), waiting(second)) == ([], ["Sắp đến hạn"])
    move_activity(activity_id=activity.pk, step="finish", actor=office, result="Đã tổ chức.")
    assert waiting(second) == []
    assert len(waiting(office)) == 1, "the scheme is still awaited"
    library.receive_scheme(scheme_id=scheme.pk, number="12/KH-UBND", received_on=ON, actor=office)
    assert waiting(office) == []
    library.return_scheme(scheme_id=scheme.pk, reason="Thiếu phụ lục.", actor=office)
    remind(day=ON)
    assert len(waiting(office)) == 1, "given back, it is awaited anew"
    close_plan(plan_id=scheme.plan_id, actor=office)
    assert waiting(office) == []


def test_the_calendar_shows_each_what_it_may_see(client):
    officer, other = UserFactory(officer=True), UnitFactory()
    TrainingClassFactory(name="Lớp số", starts_on=ON, ends_on=ON + timedelta(days=1), state="planned")
    ActivityFactory(name="Kiện toàn", ends_on=ON + timedelta(days=3))
    for unit in (officer.unit, other):
        RatingFactory(
            product=ProductFactory(producer__unit=unit, unit=unit, name=f"Bánh {unit.code}"),
            decided_on=date(2019, 6, 10),
            expires_on=ON + timedelta(days=9),
        )
    seen = [one.title for one in entries(officer, ON, ON + timedelta(days=29))]
    assert seen == ["Lớp số", "Đến hạn: Kiện toàn", f"Bánh {officer.unit.code} (4 sao) hết hạn công nhận"]
    client.force_login(officer)
    page = client.get(reverse("calendar"), {"thang": "2022-06"}).context
    assert list(page["days"]) == [ON, ON + timedelta(days=3), ON + timedelta(days=9)]
    assert len(entries(officer, ON, ON + timedelta(days=29), kind="class")) == 1


def test_the_feed_is_secret_renewed_and_revoked(client):
    user = UserFactory()
    TrainingClassFactory(
        name="Lớp số", starts_on=date.today() + timedelta(days=5), ends_on=None, state="planned"
    )
    client.force_login(user)
    client.post(reverse("calendar_address"))
    first = CalendarFeed.objects.get().secret
    client.logout()
    answer = client.get(reverse("calendar_feed", args=[first]))
    events = {event["SUMMARY"]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    event = events["Lớp số"]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
    client.force_login(user)
    client.post(reverse("calendar_address"))
    second = CalendarFeed.objects.get().secret
    assert client.get(reverse("calendar_feed", args=[first])).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404
    user.is_active = True
    user.save()
    client.force_login(user)
    client.post(reverse("calendar_address"), {"thu-hoi": "1"})
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["media_list", "tour_list", "commendation_list", "document_list", "scheme_list", "organisation_list"],
)
def test_lists_ask_as_often_for_many_rows_as_for_one(client, office, name):
    numbers = iter(range(100, 200))

    def grow():
        for _ in range(2):
            media_item()
            study_tour()
            commendation()
            library_document(number=f"{next(numbers)}/KH")
            unit_scheme()
            ProducerFactory(founded_in_programme=True, registered_on=ON)

    grow()
    assert_same_queries(lambda: client.get(reverse(name), {"year": "2022"}), grow=grow, at_most=14)


def test_activities_of_a_plan_are_narrowed_sorted_and_counted(client, office):
    plan = PlanFactory(year=2022)

    def grow():
        for _ in range(2):
            ActivityFactory(group__plan=plan, ends_on=ON, unit=UnitFactory())

    grow()
    address = reverse("activity_list", args=[plan.pk])
    assert_same_queries(lambda: client.get(address, {"late": "on", "xep": "-den"}), grow=grow, at_most=12)
    assert client.get(address, {"state": "done"}).context["count"] == 0
