"""What goes to the ministry with a product of 90 points: the documents of article 6.3, and the signed decision."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.domain import rounds, tallies
from evaluations.models import CentralProposal, Outcome
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.after import potential_five, signed
from tests.factories.evaluations import FULL, certificate, filled, issued, open_entry, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def scan(name="ban-ky.pdf", content=b""):
    return SimpleUploadedFile(name, content or files.pdf(), "application/octet-stream")


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_bundle_for_the_ministry_is_checked_against_article_6(client, office):
    """Nothing is sent while the advisers' report is missing; what was signed stands beside the drafts."""
    outcome = potential_five()
    signed(outcome.entry.round.decisions.get())
    page, send = (reverse(name, args=[outcome.pk]) for name in ("proposal", "proposal_send"))
    letter = {"letter_no": "9/TTr-UBND", "sent_on": f"{timezone.localdate():%d/%m/%Y}"}
    assert client.get(page).context["warning"] == "Bộ hồ sơ gửi Bộ còn thiếu: Báo cáo đánh giá của Tổ tư vấn."
    refused = client.post(send, letter)
    assert (refused.status_code, CentralProposal.objects.count()) == (422, 0)
    errors = refused.context["steps"][-1]["form"].non_field_errors()
    assert list(errors)[1:] == ["Báo cáo đánh giá của Tổ tư vấn"]
    for kind in ("advisory", "tests", "letter"):
        client.post(reverse("proposal_paper_add", args=[outcome.pk]), {"kind": kind, "scan_file": scan()})
    letter_paper = outcome.ministry_papers.get(kind="letter")
    client.post(reverse("proposal_paper_remove", args=[outcome.pk]), {"paper": letter_paper.pk})
    assert sorted(outcome.ministry_papers.values_list("kind", flat=True)) == ["advisory", "tests"]
    names = opened(client.get(reverse("proposal_package", args=[outcome.pk]))).namelist()
    assert [name for name in names if "ban-ky" in name] == [
        "04-quyet-dinh-phe-duyet-ban-ky.pdf",
        "02-bao-cao-to-tu-van-ban-ky-1.pdf",
        "06-kiem-tra-kiem-nghiem-bo-sung-ban-ky-1.pdf",
    ]
    assert client.post(send, letter).status_code == 302
    late = client.post(
        reverse("proposal_paper_add", args=[outcome.pk]), {"kind": "tests", "scan_file": scan()}
    )
    assert (late.status_code, outcome.ministry_papers.count()) == (422, 2)


def test_an_advisers_report_handed_in_goes_into_the_bundle_by_itself(client, office):
    entry = open_entry(2)
    reported(entry)
    for member in entry.round.council.members.exclude(office="secretary"):
        filled(entry, member, FULL)
    rounds.close_round(round_id=entry.round_id, actor=office)
    tallies.take_tally(entry_id=entry.pk, actor=office)
    issued(entry)
    outcome = Outcome.objects.get(entry=entry)
    assert client.get(reverse("proposal", args=[outcome.pk])).context["warning"] == ""
    answer = client.get(reverse("proposal_package", args=[outcome.pk]))
    assert "Hồ sơ đầy đủ." in files.text_of(opened(answer).read("02-bao-cao-to-tu-van.pdf"))
    assert client.get(reverse("advisory_pdf", args=[entry.pk])).content.startswith(b"%PDF")


def test_the_signed_decision_is_kept_and_read_by_who_sees_the_round(client, office):
    decision = certificate().decision
    page = reverse("round_papers", args=[decision.round_id])
    assert "Chưa có bản quét" in client.get(page).content.decode()
    client.post(reverse("decision_scan_add", args=[decision.pk]), {"scan_file": scan("x.txt", b"no")})
    decision.refresh_from_db()
    assert decision.scan is None
    client.post(reverse("decision_scan_add", args=[decision.pk]), {"scan_file": scan()})
    member = decision.round.council.members.get(office="secretary").user
    client.force_login(member)
    answer = client.get(reverse("decision_scan", args=[decision.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.post(reverse("decision_scan_add", args=[decision.pk])).status_code == 403
