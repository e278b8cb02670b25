"""Papers of a dossier: taken in once, dated sensibly, seen only by whom they concern, taken off while draft."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.domain.uploads import FileRefused
from core.errors import ActRefused, StaleVersion
from core.models import StoredFile
from core.upload_handlers import MAX_REQUEST, TOO_LARGE, SizeLimitHandler
from products.domain import dossiers, evidence
from products.domain.completeness import findings
from products.domain.marks import self_score
from products.models import Evidence
from regimes.models import DocumentGroup, DocumentRequirement, DossierKind
from tests.factories import evaluations, files
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def links_of(paper):
    return [(link.dossier_id, link.criterion and link.criterion.code) for link in paper.links.order_by("pk")]


def required(dossier, **details):
    return DocumentRequirement.objects.create(
        **{
            "regime": dossier.regime,
            "code": "tests",
            "position": 1,
            "group": DocumentGroup.EVIDENCE,
            "name": "Phiếu kết quả kiểm nghiệm",
            **details,
        }
    )


def described(dossier, paper, **changes):
    return evidence.describe_evidence(
        **{
            "dossier_id": dossier.pk,
            "evidence_id": paper.pk,
            "version": paper.version,
            "actor": UserFactory(),
            "today": TODAY,
            "criteria": [],
            **changes,
        }
    )


def test_a_paper_is_kept_with_what_it_proves():
    dossier = make.draft()
    kind = required(dossier)
    paper = make.paper_in(dossier, name="../../Phiếu.PDF", requirement=kind, criteria=["1.1", "7"])
    assert (paper.title, paper.file.original_name, paper.file.content_type, paper.producer) == (
        "Phiếu kết quả kiểm nghiệm",
        "Phiếu.PDF",
        "application/pdf",
        dossier.product.producer,
    )
    assert ".." not in paper.file.content.name
    assert links_of(paper) == [(dossier.pk, "1.1"), (dossier.pk, "7")]


def test_the_same_file_twice_is_noticed_and_used_again_elsewhere():
    dossier = make.draft()
    content = files.picture()
    paper = make.paper_in(dossier, content=content, name="a.jpg")
    with pytest.raises(ActRefused, match="đã có trong hồ sơ này"):
        make.paper_in(dossier, content=content, name="b.jpg")
    second = make.draft_for(make.ProductFactory(producer=dossier.product.producer))
    again = evidence.add_evidence(dossier_id=second.pk, content=content, name="c.jpg", actor=UserFactory())
    assert (again.was_known, again.evidence.pk, StoredFile.objects.count()) == (True, paper.pk, 1)
    assert links_of(paper) == [(dossier.pk, None), (second.pk, None)]


def test_another_producers_same_file_is_its_own():
    content = files.pdf()
    papers = {make.paper_in(make.draft(), content=content).pk for _ in range(2)}
    assert len(papers) == 2


def test_a_refused_file_leaves_nothing():
    dossier = make.draft()
    with pytest.raises(FileRefused):
        make.paper_in(dossier, content=files.pdf(script="app.alert(1)"))
    with pytest.raises(ActRefused, match=r"không có tiêu chí 9\.9"):
        make.paper_in(dossier, criteria=["9.9"])
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("dates", "field", "message"),
    [
        ({"issued_on": date(1900, 1, 1)}, "issued_on", "Ngày cấp 01/01/1900 quá xa"),
        ({"issued_on": TODAY + timedelta(1)}, "issued_on", "ở tương lai"),
        ({"expires_on": date(2099, 1, 1)}, "expires_on", "Ngày hết hạn 01/01/2099 không hợp lý"),
        ({"expires_on": date(1900, 1, 1)}, "expires_on", "không hợp lý"),
        ({"issued_on": date(2025, 5, 2), "expires_on": date(2025, 5, 1)}, "expires_on", "sau ngày cấp"),
    ],
)
def test_impossible_dates_are_refused(dates, field, message):
    dossier = make.draft()
    paper = make.paper_in(dossier)
    with pytest.raises(ValidationError, match=message) as refused:
        described(dossier, paper, **dates)
    assert list(refused.value.message_dict) == [field]
    paper.refresh_from_db()
    assert (paper.issued_on, paper.expires_on, paper.version) == (None, None, 1)


def test_a_paper_is_described_and_the_second_saver_is_told():
    dossier = make.draft()
    paper = make.paper_in(dossier)
    described(dossier, paper, number="12/GCN", expires_on=date(2027, 1, 1), criteria=["1.1"])
    with pytest.raises(StaleVersion):
        described(dossier, paper, number="34/GCN")
    paper.refresh_from_db()
    assert (paper.number, paper.version, links_of(paper)) == ("12/GCN", 2, [(dossier.pk, "1.1")])


def test_what_was_handed_in_with_another_dossier_stays_as_it_was():
    first = make.draft()
    paper = make.paper_in(first)
    make.in_review(first)
    second = make.draft_for(make.ProductFactory(producer=first.product.producer))
    evidence.reuse_evidence(dossier_id=second.pk, evidence_id=paper.pk, actor=UserFactory())
    with pytest.raises(ActRefused, match="giữ nguyên"):
        described(second, paper, number="99")
    described(second, paper, criteria=["7"])
    assert links_of(paper) == [(first.pk, None), (second.pk, "7")]
    evidence.remove_evidence(dossier_id=second.pk, evidence_id=paper.pk, actor=UserFactory())
    assert links_of(paper) == [(first.pk, None)]


def test_a_paper_is_taken_off_while_draft_with_its_bytes(django_capture_on_commit_callbacks):
    dossier = make.draft()
    paper = make.paper_in(dossier)
    storage, key = paper.file.content.storage, paper.file.content.name
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove_evidence(dossier_id=dossier.pk, evidence_id=paper.pk, actor=UserFactory())
    assert (Evidence.objects.count(), StoredFile.objects.count(), storage.exists(key)) == (0, 0, False)


def test_nothing_is_taken_off_after_handing_in():
    dossier = make.draft()
    paper = make.paper_in(dossier)
    make.in_review(dossier)
    with pytest.raises(ActRefused, match="đã nộp"):
        evidence.remove_evidence(dossier_id=dossier.pk, evidence_id=paper.pk, actor=UserFactory())
    assert Evidence.objects.count() == 1


def test_another_producers_paper_cannot_be_used():
    paper = make.paper_in(make.draft())
    with pytest.raises(ActRefused, match="không còn nữa"):
        evidence.reuse_evidence(dossier_id=make.draft().pk, evidence_id=paper.pk, actor=UserFactory())


def papers_findings(dossier):
    return [
        row.text for row in findings(dossier, today=TODAY, result=self_score(dossier)) if row.task == "papers"
    ]


def test_completeness_says_what_is_wrong_with_papers():
    dossier = make.complete(make.draft())
    must = required(dossier, mandatory_kinds=[DossierKind.FIRST], name="Giấy đăng ký")
    dated = required(dossier, code="dated", position=2, has_expiry=True)
    make.paper_in(dossier, name="không hạn.pdf", requirement=dated, criteria=["1.1"])
    for name, expires_on in (("cũ", date(2026, 3, 1)), ("sắp", date(2026, 5, 31)), ("còn", date(2026, 6, 1))):
        described(
            dossier, make.paper_in(dossier, name=f"{name}.pdf"), expires_on=expires_on, criteria=["5.1"]
        )
    expected = [
        "“Phiếu kết quả kiểm nghiệm”: chưa ghi ngày hết hạn",
        "“cũ” đã hết hạn ngày 01/03/2026",
        "“sắp” sắp hết hạn, ngày 31/05/2026",
        "Tiêu chí 5.2: tự chấm 5 điểm nhưng chưa có minh chứng",
        "Tiêu chí 7: tự chấm 35 điểm nhưng chưa có minh chứng",
    ]
    assert papers_findings(dossier) == ["Chưa có giấy tờ bắt buộc: Giấy đăng ký", *expected]
    make.paper_in(dossier, requirement=must)
    assert papers_findings(dossier) == expected


def uploads(*pairs):
    return [SimpleUploadedFile(name, content, "application/octet-stream") for name, content in pairs]


def test_several_files_at_once_each_for_itself(client):
    dossier = make.draft()
    client.force_login(UserFactory())
    address = reverse("evidence_list", args=[dossier.pk])
    sent = uploads(("a.pdf", files.pdf()), ("xấu.pdf", b"MZ"), ("b.png", files.picture("PNG")))
    answer = client.post(address, {"files": sent, "criteria": ["1.1"]})
    assert answer.status_code == 422
    assert "Tệp “xấu.pdf” không phải PDF" in answer.content.decode()
    kept = Evidence.objects.order_by("pk")
    assert [row.file.original_name for row in kept] == ["a.pdf", "b.png"]
    assert links_of(kept[0]) == [(dossier.pk, "1.1")]
    assert client.post(address, {"files": uploads(("c.heic", files.heic()))}).status_code == 302


def test_a_file_over_the_limit_is_cut_off_and_named(client):
    dossier = make.draft()
    client.force_login(UserFactory())
    big = uploads(("lớn.pdf", b"%PDF-1.7" + bytes(25 * 1024 * 1024)))
    answer = client.post(reverse("evidence_list", args=[dossier.pk]), {"files": big})
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)
    assert answer.context["form"].errors["files"] == [
        "Tệp “lớn.pdf” lớn hơn 25 MB. Hãy quét lại ở độ phân giải thấp hơn hoặc tách tệp."
    ]


def test_a_request_of_two_gigabytes_keeps_no_file():
    handler, meta = SizeLimitHandler(), {}
    handler.handle_raw_input(None, meta, 2 * 1024**3, b"x")
    assert (handler.keeps_none, meta) == (True, {TOO_LARGE: [""]})
    handler.handle_raw_input(None, meta, MAX_REQUEST, b"x")
    assert handler.keeps_none is False


def seen_file(client, user, paper):
    client.force_login(user)
    answer = client.get(reverse("evidence_file", args=[paper.pk]))
    return answer, b"".join(answer) if answer.streaming else b""


def test_a_file_is_given_to_whom_it_concerns_only(client):
    dossier = make.draft()
    paper = make.paper_in(dossier)
    unit = dossier.unit
    seen = {
        "office": UserFactory(),
        "leader": UserFactory(leader=True),
        "own officer": UserFactory(officer=True, unit=unit),
        "other officer": UserFactory(officer=True),
        "producer": ProducerAccountFactory(producer=dossier.product.producer).user,
        "other producer": ProducerAccountFactory().user,
        "member": UserFactory(member=True),
    }
    assert {who: seen_file(client, user, paper)[0].status_code for who, user in seen.items()} == {
        "office": 200,
        "leader": 200,
        "own officer": 200,
        "other officer": 404,
        "producer": 200,
        "other producer": 404,
        "member": 404,
    }


def test_only_pdf_and_pictures_are_shown_and_nothing_runs(client):
    dossier = make.draft()
    pdf, sheet = make.paper_in(dossier), make.paper_in(dossier, content=files.office(), name="b.xlsx")
    user = UserFactory()
    (shown, content), (downloaded, _) = seen_file(client, user, pdf), seen_file(client, user, sheet)
    assert shown.headers["Content-Disposition"] == 'inline; filename="giay.pdf"'
    assert downloaded.headers["Content-Disposition"] == 'attachment; filename="b.xlsx"'
    assert (shown.headers["X-Content-Type-Options"], shown.headers["X-Frame-Options"]) == (
        "nosniff",
        "SAMEORIGIN",
    )
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert content.startswith(b"%PDF-")


def test_members_of_the_council_read_papers_of_their_rounds(client):
    entry = evaluations.open_entry()
    member = entry.round.council.members.first().user
    dossier = entry.dossier
    client.force_login(member)
    for name in ("dossier", "self_assessment", "evidence_list"):
        assert client.get(reverse(name, args=[dossier.pk])).status_code == 200
    assert client.post(reverse("evidence_list", args=[dossier.pk])).status_code == 403
    assert client.get(reverse("dossier_content", args=[dossier.pk])).status_code == 403


def test_the_page_of_a_paper_saves_and_merges(client):
    dossier = make.draft()
    paper = make.paper_in(dossier)
    client.force_login(UserFactory())
    address = reverse("evidence", args=[dossier.pk, paper.pk])
    assert client.get(address).status_code == 200
    today = timezone.localdate()
    given = {
        "version": "1",
        "title": "Phiếu",
        "number": "1/KN",
        "issued_on": f"{today:%d/%m/%Y}",
        "criteria": ["7"],
    }
    assert client.post(address, given | {"expires_on": "01/01/2099"}).status_code == 422
    assert client.post(address, given).status_code == 302
    answer = client.post(address, given | {"number": "2/KN"})
    assert (answer.status_code, [row.name for row in answer.context["attempt"].clashes]) == (409, ["number"])
    paper.refresh_from_db()
    assert (paper.number, links_of(paper)) == ("1/KN", [(dossier.pk, "7")])


def test_papers_cost_the_same_with_more_of_them(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    dossier = make.draft()
    make.paper_in(dossier, criteria=["1.1"])
    client.force_login(UserFactory())
    for name in ("evidence_list", "dossier", "self_assessment"):
        client.get(reverse(name, args=[dossier.pk]))
    counted = {}
    for name in ("evidence_list", "dossier", "self_assessment"):
        with CaptureQueriesContext(connection) as one:
            client.get(reverse(name, args=[dossier.pk]))
        counted[name] = len(one)
    for _ in range(3):
        make.paper_in(dossier, criteria=["1.1", "7"])
    for name, count in counted.items():
        with django_assert_num_queries(count):
            client.get(reverse(name, args=[dossier.pk]))


def test_a_dossier_travels_with_its_papers():
    dossier = make.draft()
    make.paper_in(dossier)
    make.in_review(dossier)
    dossiers.return_for_completion(
        dossier_id=dossier.pk, faults=[("dossier", "Hồ sơ", "Bổ sung")], actor=dossier.created_by
    )
    assert make.paper_in(dossier, name="thêm.pdf").title == "thêm"
