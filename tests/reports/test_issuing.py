"""A report is reviewed, signed and issued once, on the figures it was built from; then sent and received."""

import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from core.errors import ActRefused
from core.models import TransitionLog
from reports.domain.building import build
from reports.domain.dispatching import MOST_ATTEMPTS, confirm_receipt, dispatch, send, try_again
from reports.domain.files import export
from reports.domain.issuing import issue, review, send_back, sign_and_issue, sign_on_paper
from reports.domain.signing import open_certificate
from reports.domain.workflow import WORKFLOW
from reports.enums import DispatchState
from reports.models import ReportDispatch, ReportRun, ReportRunState
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.factories.programme import PlanFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu"


def issued(run, **changes):
    given = {"number": "125", "issued_on": timezone.localdate(), "actor": UserFactory()}
    return issue(run_id=run.pk, **given | changes)


def pkcs12_file(*, days=30, name="Lê Văn Ký"):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"thu", key, certificate, None, BestAvailableEncryption(PASSWORD.encode())
    )


def test_number_day_and_signature_are_printed_and_the_figures_stay():
    run = make.signed(make.annual_report())
    before = run.snapshot
    done = ReportRun.objects.get(pk=issued(run).pk)
    today = timezone.localdate()
    first = PdfReader(io.BytesIO(export(done, "pdf"))).pages[0].extract_text()
    assert "Số: 125/BC-VPĐP" in first
    assert f"ngày {today.day:02d} tháng" in first
    assert (done.state, done.snapshot, done.signer) == (ReportRunState.ISSUED, before, "Lê Văn Ký")
    assert build(kind="annual", year=2022) == done
    logged = TransitionLog.objects.filter(object_id=run.pk).order_by("pk")
    assert list(logged.values_list("transition", flat=True)) == ["review", "sign", "issue"]


def test_nothing_of_an_issued_report_can_be_changed_and_a_correction_says_why():
    make.year_2022()
    run = make.bare(kind="annual", period="", issued=True)
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        ReportRun.objects.filter(pk=run.pk).update(signer="Người khác")
    with pytest.raises(ActRefused, match=r"đã ban hành với số 9\. Lập lại là đính chính: hãy ghi lý do"):
        build(kind="annual", year=2022, narrative={"outlook": "Khác."})
    later = build(kind="annual", year=2022, narrative={"outlook": "Khác."}, reason="Ghi thiếu nhiệm vụ")
    assert (later.corrects, later.correction_reason, later.version) == (run, "Ghi thiếu nhiệm vụ", 2)
    assert later.state == ReportRunState.DRAFT


def test_the_register_gives_the_next_free_number():
    assert issued(make.signed(make.bare()), number="01").number == "01"
    other = make.signed(make.bare(year=2023))
    with pytest.raises(ActRefused, match=r"Số 01 năm \d+ đã dùng"):
        issued(other, number="01")
    assert issued(other, number="").number == "02"


@pytest.mark.parametrize(
    ("days", "said"),
    [(2, "không được sau hôm nay"), (-2, "không được trước ngày lấy số liệu")],
)
def test_a_day_that_does_not_fit_is_refused_and_changes_nothing(days, said):
    run = make.signed(make.bare())
    with pytest.raises(ActRefused, match=said):
        issued(run, issued_on=timezone.localdate() + timedelta(days))
    run.refresh_from_db()
    assert (run.state, run.number, run.issued_on) == (ReportRunState.SIGNED, "", None)


def test_steps_are_taken_in_their_order():
    run = make.bare()
    actor = UserFactory()
    with pytest.raises(ActRefused, match="chưa ký"):
        issued(run)
    with pytest.raises(ActRefused, match="Không thể “Ký”"):
        sign_on_paper(run_id=run.pk, scan=make.scan(), signer="Lê Văn Ký", actor=actor)
    review(run_id=run.pk, actor=actor)
    with pytest.raises(ActRefused, match="phải là tệp PDF"):
        sign_on_paper(run_id=run.pk, scan=b"%PDF-1.4 hong", signer="Lê Văn Ký", actor=actor)
    with pytest.raises(ActRefused, match="họ và tên người ký"):
        sign_on_paper(run_id=run.pk, scan=make.scan(), signer=" ", actor=actor)
    sign_on_paper(run_id=run.pk, scan=make.scan(), signer="Lê Văn Ký", actor=actor)
    with pytest.raises(ActRefused, match="Cần ghi lý do"):
        send_back(run_id=run.pk, reason="", actor=actor)
    back = send_back(run_id=run.pk, reason="Sai tên sản phẩm", actor=actor)
    assert (back.state, back.signed_copy, back.signature) == (ReportRunState.DRAFT, None, "")
    assert {step.name for step in WORKFLOW.transitions} == {"review", "send_back", "sign", "issue"}


def test_an_older_version_goes_no_further():
    PlanFactory(year=2022)
    run = make.bare(kind="annual", period="")
    build(kind="annual", year=2022, narrative={"outlook": "Khác."})
    with pytest.raises(ActRefused, match="phiên bản mới hơn"):
        review(run_id=run.pk, actor=UserFactory())


def test_a_certificate_signs_the_numbered_pdf_and_the_signature_holds():
    run = make.annual_report()
    actor = UserFactory()
    certificate = open_certificate(pkcs12_file(), PASSWORD)
    with pytest.raises(ActRefused, match="Chỉ ký số báo cáo đã soát xét"):
        sign_and_issue(run_id=run.pk, certificate=certificate, issued_on=timezone.localdate(), actor=actor)
    review(run_id=run.pk, actor=actor)
    done = sign_and_issue(run_id=run.pk, certificate=certificate, issued_on=timezone.localdate(), actor=actor)
    assert (done.state, done.number, done.signer) == (ReportRunState.ISSUED, "01", "Lê Văn Ký")
    with done.signed_copy.content.open("rb") as stored:
        signed = stored.read()
    assert signed.startswith(export(done, "pdf"))  # added to, never rewritten
    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    roots = ValidationContext(trust_roots=[certificate.signer.signing_cert])
    status = validate_pdf_signature(signature, roots)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert "Số: 01/BC-VPĐP" in PdfReader(io.BytesIO(signed)).pages[0].extract_text()


def test_a_certificate_that_does_not_open_or_is_out_of_date_is_refused():
    with pytest.raises(ActRefused, match="Không mở được chứng thư số"):
        open_certificate(pkcs12_file(), "sai")
    with pytest.raises(ActRefused, match="chỉ có giá trị từ"):
        open_certificate(pkcs12_file(days=-1), PASSWORD)


def test_the_pdf_is_tagged_kept_by_archives_and_holds_its_figures():
    run = make.annual_report()
    with pikepdf.open(io.BytesIO(export(run, "pdf"))) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
            assert about["dc:title"] == f"Báo cáo: {run.snapshot['subject']}"
        root = pdf.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("vi", True)
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:2] == [
                "I. Tình hình chung",
                "II. Kết quả thực hiện",
            ]
        assert sorted(pdf.attachments) == ["so-lieu.json", "so-lieu.xlsx"]
        assert pdf.attachments["so-lieu.json"].get_file().read_bytes() == export(run, "json")
        assert pdf.attachments["so-lieu.xlsx"].get_file().read_bytes() == export(run, "xlsx")
        kinds = {str(one.AFRelationship) for one in root.AF}
        assert kinds == {"/Data"}
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        described = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all("/FontFile3" in one or "/FontFile2" in one for one in described)
        tags = tags_of(root.StructTreeRoot)
    assert {"/Document", "/H2", "/P", "/Table", "/TH", "/TD"} <= tags.keys()
    assert tags["/Figure"] == [True] * len(tags["/Figure"])


def tags_of(root):
    """Every kind of tag, and for each whether it has a text in its place."""
    found, waiting = {}, [root]
    while waiting:
        one = waiting.pop()
        if "/S" in one:
            found.setdefault(str(one.S), []).append("/Alt" in one)
        kids = one.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
    return found


def test_an_issued_report_is_sent_once_to_each_and_received():
    PlanFactory(year=2022)
    run = make.bare(kind="annual", period="")
    to = [("UBND thành phố", "UBND@example.vn"), ("", "bo@example.vn")]
    with pytest.raises(ActRefused, match="Chỉ gửi báo cáo đã ban hành"):
        dispatch(run_id=run.pk, to=to, actor=UserFactory())
    run = make.bare(issued=True)
    with pytest.raises(ActRefused, match="“khong-phai” không phải địa chỉ"):
        dispatch(run_id=run.pk, to=[("", "khong-phai")], actor=UserFactory())
    rows = dispatch(run_id=run.pk, to=to, actor=UserFactory())
    assert dispatch(run_id=run.pk, to=to[:1], actor=UserFactory()) == rows[:1]
    for row in (*rows, *rows):  # a task may run twice
        send(dispatch_id=row.pk)
    assert [letter.to for letter in mail.outbox] == [["ubnd@example.vn"], ["bo@example.vn"]]
    [attached] = mail.outbox[0].attachments
    assert attached[0] == "bao-cao-ocop-2022-q4-quarterly-v1.pdf"
    row = ReportDispatch.objects.get(email="ubnd@example.vn")
    assert f"/bao-cao/nhan/{row.token}/" in mail.outbox[0].body
    first = confirm_receipt(token=row.token, note="Văn thư")
    assert confirm_receipt(token=row.token, note="Lần hai").received_at == first.received_at
    row.refresh_from_db()
    assert (row.state, row.received_note, row.attempts) == (DispatchState.RECEIVED, "Văn thư", 1)


def test_a_mail_that_did_not_go_out_says_why_and_may_be_tried_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    row = make.dispatched(make.bare(issued=True))
    for _ in range(MOST_ATTEMPTS + 1):
        row = send(dispatch_id=row.pk)
    assert (row.state, row.attempts) == (DispatchState.FAILED, MOST_ATTEMPTS)
    assert row.last_error.startswith("Máy chủ thư không nhận:")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert try_again(dispatch_id=row.pk, actor=UserFactory()).state == DispatchState.WAITING
    assert send(dispatch_id=row.pk).state == DispatchState.SENT
    with pytest.raises(ActRefused, match="không cần gửi lại"):
        try_again(dispatch_id=row.pk, actor=UserFactory())
