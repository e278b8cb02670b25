"""The advisory team's report: criterion by criterion, the site with pictures, handed in and then frozen."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notification
from core.errors import ActRefused, Incomplete, StaleVersion
from evaluations.domain import advisory, rounds, scoring
from evaluations.domain.advisory import Finding
from evaluations.enums import Office, ReportState
from evaluations.models import AdvisoryFinding, AdvisoryReport
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import (
    GOOD,
    adviser_of,
    council_of,
    findings,
    open_entry,
    prepared_round,
    reported,
    scored_entry,
)
from tests.factories.products import link_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return open_entry()


@pytest.fixture
def adviser(client, entry):
    user = adviser_of(entry).user
    client.force_login(user)
    return user


def form(verdicts, version=0, action="save", **fields):
    """The whole page as it is sent; verdicts: (verdict, option, note) by criterion."""
    sent = {"version": str(version), "action": action, **fields}
    for code, (verdict, option, note) in verdicts.items():
        sent |= {f"verdict-{code}": verdict, f"option-{code}": option, f"note-{code}": note}
    return sent


ALL = dict.fromkeys(("1.1", "5.1", "5.2", "7"), ("meets", "2", ""))
ONE_OPEN = ALL | {"5.1": ("more", "", "")}


def test_a_report_is_written_and_handed_in_through_its_page(client, entry, adviser):
    address = reverse("advisory_report", args=[entry.pk])
    mended = ALL | {"5.1": ("more", "1", "Thiếu giấy chứng nhận câu chuyện.")}
    client.post(
        address, form(mended, conclusion="Đề nghị chấm.", surveyed_on="12/11/2026", survey_text="Xưởng sạch.")
    )
    report = AdvisoryReport.objects.get()
    assert (report.state, report.surveyed_on, report.version) == (ReportState.DRAFT, date(2026, 11, 12), 1)
    found = AdvisoryFinding.objects.get(criterion__code="5.1")
    assert (found.verdict, found.option.number, found.note) == (
        "more",
        1,
        "Thiếu giấy chứng nhận câu chuyện.",
    )
    fields = {"conclusion": "Đề nghị chấm.", "surveyed_on": "12/11/2026", "survey_text": "Xưởng sạch."}
    client.post(address, form(mended, version=1, action="hand_in", **fields))
    report.refresh_from_db()
    assert report.state == ReportState.HANDED_IN
    told = {row.user for row in Notification.objects.all()}
    seats = entry.round.council.members.filter(office__in=[Office.CHAIR, Office.SECRETARY])
    assert told == {seat.user for seat in seats}


def test_what_is_missing_is_listed_and_what_was_typed_is_kept(client, entry, adviser):
    address = reverse("advisory_report", args=[entry.pk])
    answer = client.post(address, form(ONE_OPEN, action="hand_in", survey_text="Đã xem xưởng."))
    assert answer.status_code == 422
    said = [str(message) for message in answer.context["messages"]]
    assert said == [
        "Chưa nộp được báo cáo.",
        "Tiêu chí 5.1: hãy ghi vì sao cần bổ sung",
        "Chưa ghi nhận xét và kiến nghị",
        "Khảo sát thực tế phải có cả ngày và kết quả",
    ]
    assert answer.context["rows"][1]["finding"].verdict == "more"
    assert answer.context["form"]["survey_text"].value() == "Đã xem xưởng."
    assert AdvisoryReport.objects.get().state == ReportState.DRAFT


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(entry):
    actor = adviser_of(entry).user
    given = {"entry_id": entry.pk, "actor": actor, "findings": findings(entry)}
    advisory.save_report(**given, version=0, conclusion="Bản một")
    with pytest.raises(StaleVersion):
        advisory.save_report(**given, version=0, conclusion="Bản hai")
    assert AdvisoryReport.objects.get().conclusion == "Bản một"


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"9.9": Finding("meets")}, "không có tiêu chí 9.9"),
        ({"1.1": Finding("maybe")}, "hãy chọn nhận xét"),
        ({"1.1": Finding("meets", 9)}, "không có lựa chọn số 9"),
    ],
)
def test_what_is_not_on_the_sheet_is_refused(entry, found, message):
    with pytest.raises(ActRefused, match=message):
        advisory.save_report(entry_id=entry.pk, actor=adviser_of(entry).user, findings=found, version=0)
    assert AdvisoryReport.objects.count() == 0


def test_handed_in_it_is_frozen_until_it_is_taken_back_with_a_reason(client, entry):
    report = reported(entry)
    for statement in (
        "update evaluations_advisoryreport set conclusion = 'x'",
        "delete from evaluations_advisoryfinding",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(ActRefused, match="đã nộp"):
        advisory.save_report(entry_id=entry.pk, actor=report.saved_by, findings={}, version=1)
    client.force_login(report.saved_by)
    address = reverse("advisory_take_back", args=[entry.pk])
    client.post(address, {"reason": ""})
    report.refresh_from_db()
    assert report.state == ReportState.HANDED_IN
    client.post(address, {"reason": "Bổ sung kết quả kiểm nghiệm"})
    report.refresh_from_db()
    assert (report.state, report.handed_in_at) == (ReportState.DRAFT, None)


def test_pictures_are_drawn_anew_shown_and_taken_off(client, entry, adviser):
    address = reverse("advisory_photo_add", args=[entry.pk])
    photo = SimpleUploadedFile("xuong.jpg", files.picture(gps=True), content_type="image/jpeg")
    client.post(address, {"photo": photo, "caption": "Xưởng"})
    paper = SimpleUploadedFile("giay.pdf", files.pdf(), content_type="application/pdf")
    answer = client.post(address, {"photo": paper}, follow=True)
    assert "không phải ảnh" in str(list(answer.context["messages"])[-1])
    kept = AdvisoryReport.objects.get().photos.get()
    body = b"".join(client.get(reverse("advisory_photo", args=[kept.pk])).streaming_content)
    assert b"GPS" not in body
    assert body[:3] == b"\xff\xd8\xff"
    client.post(reverse("advisory_photo_remove", args=[kept.pk]))
    assert kept.report.photos.count() == 0


def test_members_read_it_beside_the_sheet_once_it_is_handed_in(client, entry):
    member = entry.round.council.members.order_by("order")[1]
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    client.force_login(member.user)
    actor = adviser_of(entry).user
    noted = findings(entry) | {"7": Finding("fails", 1, "Không có kết quả kiểm nghiệm.")}
    advisory.save_report(entry_id=entry.pk, actor=actor, findings=noted, version=0, conclusion="Chấm.")

    def beside():
        rows = client.get(reverse("sheet", args=[sheet.pk])).context["rows"]
        return [row["advice"] for block in rows for group in block["sections"] for row in group["criteria"]]

    assert beside() == [None] * 4
    assert client.get(reverse("advisory_report", args=[entry.pk])).status_code == 403
    advisory.hand_in_report(entry_id=entry.pk, actor=actor)
    assert [(row.label, row.points, row.note) for row in beside()] == [
        ("Đạt", 20, ""),
        ("Đạt", 10, ""),
        ("Đạt", 5, ""),
        ("Không đạt", 0, "Không có kết quả kiểm nghiệm."),
    ]
    page = client.get(reverse("advisory_report", args=[entry.pk]))
    assert (page.status_code, page.context["may_write"]) == (200, False)


def test_advisers_of_another_council_and_members_do_not_write(client, entry):
    stranger = adviser_of(open_entry()).user
    member = entry.round.council.members.order_by("order")[1].user
    address = reverse("advisory_report", args=[entry.pk])
    for user, status in ((stranger, 404), (member, 403)):
        client.force_login(user)
        assert client.post(address, form(ALL)).status_code == status
    assert AdvisoryReport.objects.count() == 0


def test_the_team_sees_its_round_before_it_opens_and_nothing_of_the_sheets(client):
    made = prepared_round()
    entry = made.entries.get()
    client.force_login(adviser_of(entry).user)
    [row] = client.get(reverse("advisory_home")).context["page"]
    assert (row.pk, row.is_reported) == (entry.pk, False)
    shown = client.get(reverse("round", args=[made.pk])).context
    assert (shown["sees_progress"], shown["may_watch"]) == (False, False)
    reported(entry, UserFactory(adviser=True))
    [row] = client.get(reverse("advisory_home")).context["page"]
    assert row.is_reported is True


def test_after_scoring_no_report_is_written(client):
    entry = scored_entry(GOOD)
    with pytest.raises(ActRefused, match="đã chấm xong"):
        advisory.save_report(entry_id=entry.pk, actor=UserFactory(), findings={}, version=0)
    with pytest.raises(ActRefused, match="đã chấm xong"):
        advisory.take_back_report(entry_id=entry.pk, reason="x", actor=UserFactory())


def test_the_office_appoints_and_dismisses_and_producers_do_not_advise(client):
    council, user = council_of(3), UserFactory(adviser=True)
    client.force_login(UserFactory())
    client.post(
        reverse("adviser_add", args=[council.pk]), {"user": user.pk, "agency": "Chi cục", "is_lead": "on"}
    )
    adviser = council.advisers.get()
    assert (adviser.user, adviser.is_lead, adviser.is_active) == (user, True, True)
    client.post(reverse("adviser_remove", args=[adviser.pk]))
    adviser.refresh_from_db()
    assert adviser.is_active is False
    with pytest.raises(ActRefused, match="không tham gia Tổ tư vấn"):
        advisory.appoint_adviser(
            council_id=council.pk, user=UserFactory(producer=True), agency="x", actor=UserFactory()
        )


def test_an_empty_report_is_not_handed_in(entry):
    actor = adviser_of(entry).user
    with pytest.raises(Incomplete) as refused:
        advisory.hand_in_report(entry_id=entry.pk, actor=actor)
    assert refused.value.missing[0] == "Tiêu chí 1.1: chưa nhận xét minh chứng"


def test_the_evaluators_open_papers_of_the_dossier_and_of_no_other(client, entry):
    paper, other = link_evidence(entry.dossier, "1.1"), link_evidence(open_entry().dossier, "1.1")
    client.force_login(entry.round.council.members.order_by("order")[1].user)
    answers = [client.get(reverse("entry_paper", args=[entry.pk, row.pk])) for row in (paper, other)]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert b"".join(answers[0].streaming_content) == b"%PDF-1.4"


def test_the_list_asks_as_much_for_many_products_as_for_one(client, django_assert_num_queries):
    made = prepared_round()
    user = adviser_of(made.entries.get()).user
    client.force_login(user)
    address = reverse("advisory_home")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    asked = len(one)
    for _ in range(2):
        adviser_of(prepared_round().entries.get(), user)
    with django_assert_num_queries(asked):
        assert len(client.get(address).context["page"]) == 3


def test_a_recused_member_reads_the_report_all_the_same(client, entry):
    reported(entry)
    member = entry.round.council.members.order_by("order")[1]
    rounds.recuse(entry_id=entry.pk, member_id=member.pk, reason="Cổ đông", actor=UserFactory())
    client.force_login(member.user)
    assert client.get(reverse("advisory_report", args=[entry.pk])).status_code == 200
