"""Issuing a report: the number and day of the registry, printed on the same figures."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.documents import render_official
from core.domain.files import store_bytes
from core.errors import ActRefused
from core.text import clean
from reports.domain.building import PDF, document_of, file_name
from reports.models import ReportRun, ReportRunState

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def issue(*, run_id: int, number: str, issued_on: date, signer: str, actor: "User") -> ReportRun:
    """Issue the latest version of a report; its figures and texts stay what they are.

    Raises ActRefused for an older or issued version, a number used in that year, a day before the figures
    or in the future.
    """
    run = ReportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    number, signer = clean(number), clean(signer)
    _refuse_unfit(run, number=number, issued_on=issued_on, signer=signer)
    run.number, run.issued_on, run.signer, run.state = number, issued_on, signer, ReportRunState.ISSUED
    content = render_official(document_of(run))
    run.pdf = store_bytes(content=content, name=f"{file_name(run)}.pdf", content_type=PDF, actor=actor)
    run.save(update_fields=["number", "issued_on", "signer", "state", "pdf"])
    return run


def _refuse_unfit(run: ReportRun, *, number: str, issued_on: date, signer: str) -> None:
    if run.state == ReportRunState.ISSUED:
        raise ActRefused(f"Báo cáo này đã ban hành với số {run.number}.")
    if not (number and signer):
        raise ActRefused("Hãy ghi số và người ký của báo cáo.")
    if issued_on < timezone.localdate(run.as_of):
        raise ActRefused(
            f"Ngày ban hành không được trước ngày lấy số liệu ({timezone.localdate(run.as_of):%d/%m/%Y})."
        )
    if issued_on > timezone.localdate():
        raise ActRefused("Ngày ban hành không được sau hôm nay.")
    versions = ReportRun.objects.filter(kind=run.kind, year=run.year, period=run.period)
    if versions.filter(version__gt=run.version).exists():
        raise ActRefused("Đã có phiên bản mới hơn. Hãy mở phiên bản mới nhất rồi ban hành.")
    taken = ReportRun.objects.filter(
        state=ReportRunState.ISSUED, number=number, issued_on__year=issued_on.year
    ).first()
    if taken is not None:
        raise ActRefused(
            f"Số {number} năm {issued_on.year} đã dùng cho “{taken.title}”. Hãy kiểm tra sổ văn bản."
        )
