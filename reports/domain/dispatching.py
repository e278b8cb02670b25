"""Sending issued reports by e-mail: a row a recipient, a line an attempt, and who got it."""

from collections.abc import Iterable
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import ActRefused
from core.text import clean
from reports.domain.files import PDF, file_name
from reports.enums import DispatchState, ReportRunState
from reports.models import ReportDispatch, ReportRecipient, ReportRun

if TYPE_CHECKING:
    from accounts.models import User

MOST_ATTEMPTS = 6
OPEN = (DispatchState.WAITING, DispatchState.FAILED)


def recipients_of(run: ReportRun) -> list[ReportRecipient]:
    """The directory's recipients of this kind of report."""
    rows = ReportRecipient.objects.filter(is_active=True)
    return [one for one in rows if not one.kinds or run.kind in one.kinds]


@transaction.atomic
def dispatch(*, run_id: int, to: Iterable[tuple[str, str]], actor: "User") -> list[ReportDispatch]:
    """Queue the issued report for each (name, e-mail); who has it queued or sent already gets no second one.

    Raises ActRefused for a report not issued, an address that is none, or an empty list.
    """
    run = ReportRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)
    if run.state != ReportRunState.ISSUED:
        raise ActRefused("Chỉ gửi báo cáo đã ban hành. Hãy ban hành trước.")
    wanted = {email.strip().lower(): clean(name) for name, email in to}
    if not wanted:
        raise ActRefused("Hãy chọn ít nhất một nơi nhận.")
    for email in wanted:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ActRefused(f"“{email}” không phải địa chỉ thư điện tử.") from error
    ReportDispatch.objects.bulk_create(
        [ReportDispatch(run=run, name=name or email, email=email) for email, name in wanted.items()],
        ignore_conflicts=True,
    )
    return list(run.dispatches.filter(email__in=wanted))


def send(*, dispatch_id: int) -> ReportDispatch:
    """One attempt under the row's lock, its outcome logged; a row sent already is left alone.

    So a task that runs twice, or in two workers at once, sends one mail.
    """
    with transaction.atomic():
        row = ReportDispatch.objects.select_for_update(of=("self",), no_key=True).get(pk=dispatch_id)
        if row.state not in OPEN or row.attempts >= MOST_ATTEMPTS:
            return row
        error = _mail(row)
        row.log = [*row.log, {"at": timezone.now().isoformat(), "error": error}]
        row.state = DispatchState.FAILED if error else DispatchState.SENT
        row.sent_at = None if error else timezone.now()
        row.save(update_fields=["log", "state", "sent_at"])
        return row


def _mail(row: ReportDispatch) -> str:
    """Send the mail; what went wrong in words, or nothing."""
    run = row.run
    address = f"{settings.PUBLIC_BASE_URL}{reverse('report_receipt', args=[row.token])}"
    mail = EmailMessage(
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{run.title}",
        body=(
            f"Kính gửi {row.name},\n\n"
            f"Văn phòng Điều phối nông thôn mới thành phố Cần Thơ gửi {run.title}, số {run.number} "
            f"ngày {run.issued_on:%d/%m/%Y}, kèm theo thư này.\n\n"
            f"Xin xác nhận đã nhận tại: {address}\n"
        ),
        to=[row.email],
    )
    with (run.signed_copy or run.pdf).content.open("rb") as stored:
        mail.attach(f"{file_name(run)}.pdf", stored.read(), PDF)
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        return f"Máy chủ thư không nhận: {error}"[:500]
    return ""


@transaction.atomic
def try_again(*, dispatch_id: int, actor: "User") -> ReportDispatch:
    """Put a failed one back in the queue, with its log kept."""
    row = ReportDispatch.objects.select_for_update(of=("self",), no_key=True).get(pk=dispatch_id)
    if row.state != DispatchState.FAILED:
        raise ActRefused(f"Lượt gửi này đang ở trạng thái “{row.get_state_display()}”, không cần gửi lại.")
    row.state, row.log = DispatchState.WAITING, row.log[-MOST_ATTEMPTS + 1 :]
    row.save(update_fields=["state", "log"])
    return row


@transaction.atomic
def confirm_receipt(*, token: str, note: str = "") -> ReportDispatch:
    """The recipient (or the office for it) says it has the report; said twice, the first time counts."""
    row = ReportDispatch.objects.select_for_update(of=("self",), no_key=True).get(token=token)
    if row.state != DispatchState.RECEIVED:
        row.state, row.received_at, row.received_note = DispatchState.RECEIVED, timezone.now(), clean(note)
        row.save(update_fields=["state", "received_at", "received_note"])
    return row
