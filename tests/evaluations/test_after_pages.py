"""The pages of what follows a decision: from the list to the act, with bad cases said and nothing typed lost."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain import tallies
from evaluations.enums import SheetState
from evaluations.models import (
    CentralProposal,
    Certificate,
    Complaint,
    CouncilMember,
    PostCheck,
    Sheet,
    Withdrawal,
)
from products.models import Rating
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.after import (
    complaint,
    post_check,
    potential_five,
    proposal,
    withdrawal,
)
from tests.factories.evaluations import (
    FAIR,
    GOOD,
    HIGH_WITHOUT_FOUR,
    certificate,
    filled,
    open_entry,
    scored_entry,
)
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import RatingFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def today():
    return f"{timezone.localdate():%d/%m/%Y}"


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_complaint_after_ninety_days_is_pointed_out_and_left_to_people(client, office):
    entry = certificate(signed_on=timezone.localdate() - timedelta(days=95)).outcome.entry
    early, late = [
        complaint(entry.dossier.product, entry=entry, received_on=timezone.localdate() - timedelta(days=days))
        for days in (5, 4)
    ]
    warnings = [client.get(reverse("complaint", args=[row.pk])).context["warning"] for row in (early, late)]
    assert (warnings[0], "đơn nhận sau hơn 90 ngày" in warnings[1]) == ("", True)
    taken_up = {"on": today(), "is_complex": "on", "is_remote": "on"}
    client.post(reverse("complaint_step", args=[late.pk, "accept"]), taken_up)
    late.refresh_from_db()
    assert late.resolve_by == timezone.localdate() + timedelta(days=60)


def test_a_certificate_is_withdrawn_from_the_register_page_by_page(client, office):
    rating = RatingFactory()
    form = {
        "ground": "stopped",
        "concluded_by": "UBND xã",
        "conclusion_no": "3/XN",
        "concluded_on": today(),
        "summary": "Đã ngừng sản xuất",
    }
    page = reverse("withdrawal_create", args=[rating.pk])
    bad = client.post(page, {**form, "concluded_on": "31/12/2099"})
    assert bad.status_code == 422
    assert "Đã ngừng sản xuất" in bad.content.decode()
    client.post(page, form)
    case = Withdrawal.objects.get()
    shown = client.get(reverse("withdrawal", args=[case.pk]))
    assert [step["label"] for step in shown.context["steps"]] == [
        "Ghi quyết định thu hồi",
        "Kết thúc, không thu hồi",
    ]
    decide = reverse("withdrawal_decide", args=[case.pk])
    bad = client.post(decide, {"decision_no": "77/QĐ-UBND", "decided_on": "31/12/2099"})
    assert bad.status_code == 422
    assert "77/QĐ-UBND" in bad.content.decode()
    client.post(decide, {"decision_no": "77/QĐ-UBND", "decided_on": today()})
    rating.refresh_from_db()
    assert rating.state == "withdrawn"
    assert client.get(reverse("withdrawal", args=[case.pk])).context["steps"] == []


def test_a_check_with_its_scan_is_recorded_and_mended(client, office):
    rating = RatingFactory()
    form = {
        "kind": "sudden",
        "checked_on": today(),
        "team": "Sở Công Thương",
        "uses_brand_rightly": "on",
        "findings": "Thiếu nhãn",
        "conclusion": "mend",
        "report_no": "1/BB",
    }
    page = reverse("check_create", args=[rating.pk])
    assert client.post(page, form).status_code == 422  # no day to mend by
    scan = SimpleUploadedFile("bien-ban.pdf", files.pdf(), "application/pdf")
    client.post(page, {**form, "mend_by": "31/12/2027", "scan_file": scan})
    check = PostCheck.objects.get()
    answer = client.get(reverse("check_scan", args=[check.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    client.post(reverse("check_mend", args=[check.pk]), {"on": today(), "how": "Đã in lại nhãn"})
    check.refresh_from_db()
    assert check.mended_how == "Đã in lại nhãn"


def test_a_complaint_goes_from_receipt_to_answer_and_only_the_office_knows(client, office):
    entry = scored_entry(GOOD, GOOD, GOOD)
    rating = RatingFactory(product=entry.dossier.product)
    page = reverse("complaint_create", args=[rating.pk])
    given = {
        "entry": entry.pk,
        "complainant": "Trần Thị Khiếu",
        "received_on": today(),
        "content": "Điểm thấp",
    }
    client.post(page, given)
    case = Complaint.objects.get()
    assert case.entry == entry
    about = client.get(reverse("complaint_about_entry", args=[entry.pk]))
    assert about.context["form"].initial["entry"] == entry
    client.post(reverse("complaint_step", args=[case.pk, "accept"]), {"on": today()})
    bad = client.post(
        reverse("complaint_step", args=[case.pk, "resolve"]), {"on": today(), "answer": "Giữ nguyên"}
    )
    assert bad.status_code == 422
    assert "Giữ nguyên" in bad.content.decode()
    answer = {"on": today(), "outcome": "wrong", "answer_no": "5/TL", "answer": "Giữ nguyên"}
    client.post(reverse("complaint_step", args=[case.pk, "resolve"]), answer)
    case.refresh_from_db()
    assert case.state == "resolved"
    producer = ProducerAccountFactory(producer=rating.product.producer).user
    client.force_login(producer)
    seen = client.get(reverse("recognition", args=[rating.pk]))
    assert (seen.status_code, seen.context["complaints"]) == (200, [])
    assert client.get(reverse("complaint", args=[case.pk])).status_code == 404


def test_a_five_star_proposal_with_its_package_and_both_ends(client, office):
    outcome = potential_five()
    page = reverse("proposal", args=[outcome.pk])
    advisers = {"kind": "advisory", "scan_file": SimpleUploadedFile("ky.pdf", files.pdf(), "application/pdf")}
    answer = client.get(reverse("proposal_package", args=[outcome.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as package:
        names = package.namelist()
    assert [name.partition("-")[0] for name in names if "/" not in name] == [
        *("01", "01", "03", "03", "03", "04", "00"),
    ]
    assert "05-ho-so-san-pham/mau-02.pdf" in names
    client.post(reverse("proposal_paper_add", args=[outcome.pk]), advisers)
    client.post(reverse("proposal_send", args=[outcome.pk]), {"letter_no": "9/TTr-UBND", "sent_on": today()})
    result = {"points": "85,5", "result_no": "3/TB-BNNMT", "result_on": today()}
    refused = client.post(reverse("proposal_step", args=[outcome.pk, "five"]), result)
    assert refused.status_code == 422
    assert "Dưới 90 điểm không phải 5 sao" in refused.content.decode()
    city = {
        "stars": "4",
        "decision_no": "10/QĐ-UBND",
        "signed_on": today(),
        "signer": "A",
        "signer_position": "B",
    }
    client.post(reverse("proposal_step", args=[outcome.pk, "lower"]), {**result, **city})
    assert CentralProposal.objects.get().final_rating.stars == 4
    assert Certificate.objects.get().decision.number == "10/QĐ-UBND"
    assert client.get(page).context["steps"] == []


def test_bulk_decision_shows_each_and_leaves_disputed_ones_unticked(client, office):
    entry = scored_entry(HIGH_WITHOUT_FOUR, HIGH_WITHOUT_FOUR, GOOD)
    tally = tallies.take_tally(entry_id=entry.pk, actor=office)
    page = reverse("bulk_decide", args=[entry.round_id])
    shown = client.get(page).context["rows"]
    assert [(row["row"].tally, row["result"], row["doubtful"]) for row in shown] == [(tally, "3 sao", True)]
    assert client.post(page, {}).status_code == 422
    tallies.take_tally(entry_id=entry.pk, actor=office)
    assert client.post(page, {"tallies": [tally.pk]}).status_code == 422  # tallied anew meanwhile
    new = entry.tallies.first()
    client.post(page, {"tallies": [new.pk]})
    entry.refresh_from_db()
    assert (entry.state, entry.outcome.stars) == ("decided", 3)


def test_the_secretary_types_a_paper_sheet_and_members_may_not(client):
    entry = open_entry(2)
    chair, member = CouncilMember.objects.filter(
        council=entry.round.council, office__in=["chair", "member"]
    ).order_by("order")
    secretary = entry.round.council.members.get(office="secretary").user
    page = reverse("paper_sheet_create", args=[entry.pk])
    client.force_login(chair.user)
    assert client.get(page).status_code == 403
    client.force_login(secretary)
    scan = SimpleUploadedFile("phieu.pdf", files.pdf(), "application/pdf")
    client.post(page, {"member": member.pk, "scan_file": scan})
    sheet = Sheet.objects.get()
    typing = reverse("paper_sheet", args=[sheet.pk])
    assert b"".join(client.get(reverse("paper_scan", args=[sheet.pk])).streaming_content).startswith(b"%PDF")
    marks = {f"mark-{code}": number for code, number in FAIR.items()}
    stale = client.post(typing, {**marks, "comment": "Khá", "revision": "7"})
    assert stale.status_code == 409
    assert "Khá" in stale.content.decode()
    missing = client.post(typing, {"mark-1.1": "2", "revision": "0", "action": "submit"})
    assert missing.status_code == 422
    sheet.refresh_from_db()
    client.post(typing, {**marks, "comment": "Khá", "revision": sheet.revision, "action": "submit"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.source, sheet.typed_by) == (SheetState.SUBMITTED, "paper", secretary)
    for other, status in ((chair.user, 404), (UserFactory(), 404), (secretary, 200)):
        client.force_login(other)
        answer = client.get(typing)
        assert answer.status_code == status


MAKERS = {
    "recognition_list": RatingFactory,
    "expiry_list": lambda: RatingFactory(
        decided_on=timezone.localdate() - timedelta(days=1000),
        expires_on=timezone.localdate() + timedelta(days=90),
    ),
    "withdrawal_list": lambda: withdrawal(RatingFactory()),
    "check_list": lambda: post_check(RatingFactory()),
    "complaint_list": lambda: complaint(RatingFactory().product),
    "proposal_list": proposal,
}


@pytest.mark.parametrize("name", MAKERS)
def test_lists_ask_as_often_for_many_rows_sort_search_and_export(client, office, name):
    make, page = MAKERS[name], reverse(name)
    make()
    made = []
    assert_same_queries(
        lambda: client.get(page), grow=lambda: made.extend(make() for _ in range(2)), at_most=20
    )
    made = made[-1]
    answer = client.get(page)
    assert len(answer.context["lines"]) == 3
    for head in answer.context["heads"]:
        if head["url"]:
            assert len(client.get(page + head["url"]).context["lines"]) == 3
    named = (
        Rating.objects.order_by("-pk").first().product if not isinstance(made, Complaint) else made.product
    )
    found = client.get(page, {"q": named.name}).context["lines"]
    assert [line[0]["text"] for line in found] == [named.name]
    book = load_workbook(io.BytesIO(client.get(page, {"xuat": "xlsx"}).content))
    assert book.active.max_row == 3 + 3


def test_the_hub_counts_what_waits(client, office):
    withdrawal(RatingFactory())
    post_check(RatingFactory())
    complaint(RatingFactory().product)
    lines = {line["label"]: line["count"] for line in client.get(reverse("after_home")).context["lines"]}
    assert lines["Thu hồi đang xử lý"] == 1
    assert lines["Hậu kiểm chờ khắc phục"] == 1
    assert lines["Khiếu nại chưa giải quyết xong"] == 1


def test_a_sheet_filled_on_screen_is_not_a_paper_sheet(client, office):
    entry = open_entry(2)
    chair = CouncilMember.objects.get(council=entry.round.council, office="chair")
    sheet = filled(entry, chair, GOOD)
    assert client.get(reverse("paper_sheet", args=[sheet.pk])).status_code == 404
