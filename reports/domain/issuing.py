"""Reviewing, signing and issuing a report: the figures stay what they are from the draft on."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.domain.notifications import settle
from core.domain.files import store_bytes
from core.errors import ActRefused
from core.models import Counter
from core.text import clean
from reports.domain.files import PDF, file_name, render_run
from reports.domain.signing import Certificate, is_pdf, sign_pdf
from reports.domain.workflow import WORKFLOW
from reports.enums import SignatureKind
from reports.models import ReportRun, ReportRunState

if TYPE_CHECKING:
    from accounts.models import User

LARGEST_SCAN = 50 * 1024 * 1024


def _locked(run_id: int) -> ReportRun:
    """The run under lock; raises ActRefused unless it is the latest version."""
    run = ReportRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)
    if ReportRun.objects.versions_of(run).filter(version__gt=run.version).exists():
        raise ActRefused("Đã có phiên bản mới hơn. Hãy mở phiên bản mới nhất.")
    return run


@transaction.atomic
def review(*, run_id: int, actor: "User") -> ReportRun:
    """Somebody went over the draft: its figures and texts are ready to be signed."""
    run = _locked(run_id)
    if run.pdf_id is None:
        raise ActRefused("Báo cáo chưa lập xong bản PDF. Hãy lập lại rồi soát xét.")
    WORKFLOW.move(run, "review", actor=actor)
    return run


@transaction.atomic
def send_back(*, run_id: int, reason: str, actor: "User") -> ReportRun:
    """Back to the draft, with the reason; a signed copy is given up."""
    run = _locked(run_id)
    run.signature, run.signed_copy = "", None
    run.signer = run.signer_position = ""
    WORKFLOW.move(
        run,
        "send_back",
        actor=actor,
        reason=reason,
        save=("signature", "signed_copy", "signer", "signer_position"),
    )
    return run


@transaction.atomic
def sign_on_paper(
    *, run_id: int, scan: bytes, signer: str, signer_position: str = "", actor: "User"
) -> ReportRun:
    """Record that the report was signed on paper, with the scan; raises ActRefused for a file that is no PDF."""
    if not is_pdf(scan):
        raise ActRefused("Bản ký phải là tệp PDF mở được. Hãy quét lại thành PDF rồi tải lên.")
    if len(scan) > LARGEST_SCAN:
        raise ActRefused("Bản ký lớn hơn 50 MB. Hãy quét với độ phân giải 200 dpi rồi tải lại.")
    run = _locked(run_id)
    run.signer, run.signer_position = _signer(signer), clean(signer_position)
    run.signature = SignatureKind.SCAN
    run.signed_copy = store_bytes(
        content=scan, name=f"{file_name(run)}-ban-ky.pdf", content_type=PDF, actor=actor
    )
    WORKFLOW.move(run, "sign", actor=actor, save=("signer", "signer_position", "signature", "signed_copy"))
    return run


@transaction.atomic
def issue(*, run_id: int, issued_on: date, number: str = "", actor: "User") -> ReportRun:
    """Issue a signed report with its number; without ``number`` the next of the register is taken.

    Raises ActRefused for an unsigned or issued report, a number used in that year, a day before the figures
    or in the future.
    """
    run = _locked(run_id)
    _refuse_unfit(run, issued_on)
    run.number, run.issued_on = _number(number, issued_on.year), issued_on
    run.pdf = _printed(run, actor)
    WORKFLOW.move(run, "issue", actor=actor, save=("number", "issued_on", "pdf"))
    if not run.scope:  # a report of some units is not the one that has to go out
        settle(about=f"report-due/{run.kind}/{date.fromisoformat(run.snapshot['period']['last']):%Y%m%d}/")
    return run


@transaction.atomic
def sign_and_issue(
    *,
    run_id: int,
    certificate: Certificate,
    issued_on: date,
    signer_position: str = "",
    number: str = "",
    actor: "User",
) -> ReportRun:
    """Number the report, print it and sign the PDF with the certificate: number and day are under the signature.

    The certificate is used and forgotten. Raises ActRefused as :func:`issue` does, and for a certificate that
    does not open or does not hold on the day.
    """
    run = _locked(run_id)
    if run.state != ReportRunState.REVIEWED:
        raise ActRefused(
            f"Báo cáo đang ở trạng thái “{run.get_state_display()}”. Chỉ ký số báo cáo đã soát xét."
        )
    run.signer, run.signer_position = certificate.holder, clean(signer_position)
    run.signature = SignatureKind.CERTIFICATE
    _refuse_unfit(run, issued_on, signed=True)
    WORKFLOW.move(run, "sign", actor=actor, save=("signer", "signer_position", "signature"))
    run.number, run.issued_on = _number(number, issued_on.year), issued_on
    run.pdf = _printed(run, actor)
    with run.pdf.content.open("rb") as printed:
        signed = sign_pdf(printed.read(), certificate, reason=f"Ban hành {run.title}")
    run.signed_copy = store_bytes(
        content=signed, name=f"{file_name(run)}-ky-so.pdf", content_type=PDF, actor=actor
    )
    WORKFLOW.move(run, "issue", actor=actor, save=("number", "issued_on", "pdf", "signed_copy"))
    return run


def _printed(run: ReportRun, actor: "User"):  # type: ignore[no-untyped-def]
    return store_bytes(content=render_run(run), name=f"{file_name(run)}.pdf", content_type=PDF, actor=actor)


def _signer(name: str) -> str:
    if not (name := clean(name)):
        raise ActRefused("Hãy ghi họ và tên người ký.")
    return name


def _number(given: str, year: int) -> str:
    """The number written by the registry, or the next one of the reports' register."""
    if number := clean(given):
        _refuse_used(number, year)
        return number
    while True:
        number = f"{Counter.next_number(register='report-number', year=year):02d}"
        if not _using(number, year):
            return number


def _using(number: str, year: int) -> ReportRun | None:
    return ReportRun.objects.filter(state=ReportRunState.ISSUED, number=number, issued_on__year=year).first()


def _refuse_used(number: str, year: int) -> None:
    if (taken := _using(number, year)) is not None:
        raise ActRefused(f"Số {number} năm {year} đã dùng cho “{taken.title}”. Hãy kiểm tra sổ văn bản.")


def _refuse_unfit(run: ReportRun, issued_on: date, *, signed: bool = False) -> None:
    if run.state == ReportRunState.ISSUED:
        raise ActRefused(f"Báo cáo này đã ban hành với số {run.number}.")
    if run.state != ReportRunState.SIGNED and not signed:
        raise ActRefused("Báo cáo chưa ký. Hãy ghi bản ký trước khi ban hành.")
    if issued_on < timezone.localdate(run.as_of):
        raise ActRefused(
            f"Ngày ban hành không được trước ngày lấy số liệu ({timezone.localdate(run.as_of):%d/%m/%Y})."
        )
    if issued_on > timezone.localdate():
        raise ActRefused("Ngày ban hành không được sau hôm nay.")
