"""The way of a report: texts, review, signature, issue, dispatch, receipt."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.policy import require
from core.errors import ActRefused
from core.pages import carry_out, form_page, say_errors
from reports.domain.building import last_period_texts, rewrite
from reports.domain.dispatching import confirm_receipt, dispatch, recipients_of, try_again
from reports.domain.issuing import issue, review, send_back, sign_and_issue, sign_on_paper
from reports.domain.kinds import kind_of
from reports.domain.narrative import cleaned
from reports.domain.signing import open_certificate
from reports.interfaces.forms import (
    CertificateForm,
    DispatchForm,
    IssueForm,
    NarrativeForm,
    ReasonForm,
    ReceiptForm,
    ScanForm,
)
from reports.models import ReportDispatch, ReportRun
from reports.tasks import send_dispatch
from reports.views.listing import BUILD_REASON
from reports.views.reading import seen

ISSUE_REASON = "Chỉ Văn phòng Điều phối được soát xét, ký và ban hành báo cáo."


def _office(request: HttpRequest, pk: int) -> ReportRun:
    run = seen(request, pk)
    require(request.user, "reports.issue_reports", run, reason=ISSUE_REASON)
    return run


def report_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's words, beside the figures they may name; saved, they are a new version."""
    run = seen(request, pk)
    require(request.user, "reports.build_reports", reason=BUILD_REASON)
    kind = kind_of(run.kind)
    initial: dict[str, Any] = run.snapshot["narrative"]
    taken_over = request.GET.get("lay") == "ky-truoc"
    if taken_over:
        earlier = cleaned(last_period_texts(run), kind.parts)
        initial = {part: text or earlier[part] for part, text in cleaned(initial, kind.parts).items()}
    form = NarrativeForm(kind, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = rewrite(run_id=pk, narrative=form.cleaned_data, actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã lưu lời văn, phiên bản {changed.version}.")
            return redirect("report", changed.pk)
    shown = {
        "run": run,
        "form": form,
        "figures": run.snapshot["figures"],
        "taken_over": taken_over,
    }
    return render(request, "reports/text.html", shown, status=422 if form.is_bound else 200)


@require_POST
def report_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft is ready to be signed."""
    _office(request, pk)
    carry_out(request, lambda: review(run_id=pk, actor=request.user), "Đã soát xét, báo cáo chờ ký.")
    return redirect("report", pk)


def _step(request, pk, form, act, *, heading, intro, button, done):  # type: ignore[no-untyped-def]
    """A page of one form that ends in an act."""
    run = _office(request, pk)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("report", pk)
    return form_page(
        request,
        form,
        heading=heading,
        intro=intro,
        button=button,
        back_url=reverse("report", args=[pk]),
        back_label=run.title,
    )


def report_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    return _step(
        request,
        pk,
        ReasonForm(request.POST or None),
        lambda data: send_back(run_id=pk, actor=request.user, **data),
        heading="Trả lại dự thảo",
        intro="Báo cáo trở lại dự thảo để sửa lời văn hoặc lập lại. Bản ký đã tải lên (nếu có) không dùng nữa.",
        button="Trả lại",
        done="Đã trả lại dự thảo.",
    )


def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of what was signed on paper."""
    form = ScanForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> None:
        sign_on_paper(run_id=pk, actor=request.user, **{**data, "scan": data["scan"].read()})

    return _step(
        request,
        pk,
        form,
        act,
        heading="Ghi bản ký",
        intro="In bản PDF, trình ký, quét lại rồi tải lên đây.",
        button="Ghi bản ký",
        done="Đã ghi bản ký.",
    )


def report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and day; sent, the report is issued."""
    return _step(
        request,
        pk,
        IssueForm(request.POST or None),
        lambda data: issue(run_id=pk, actor=request.user, **data),
        heading="Ban hành báo cáo",
        intro="Sau khi ban hành, báo cáo không sửa được; số liệu giữ nguyên. Sai sót được đính chính bằng bản mới.",
        button="Ban hành",
        done="Đã ban hành báo cáo.",
    )


def report_sign_digitally(request: HttpRequest, pk: int) -> HttpResponse:
    """The number, the day and the signature of a certificate, in one step."""
    form = CertificateForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> None:
        certificate = open_certificate(data.pop("certificate").read(), data.pop("password"))
        sign_and_issue(run_id=pk, certificate=certificate, actor=request.user, **data)

    return _step(
        request,
        pk,
        form,
        act,
        heading="Ký số và ban hành",
        intro="Số và ngày được in rồi tệp PDF được ký bằng chứng thư số; sau đó không sửa được nữa.",
        button="Ký số và ban hành",
        done="Đã ký số và ban hành báo cáo.",
    )


@require_POST
def report_dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the issued report to those chosen."""
    run = _office(request, pk)
    form = DispatchForm(recipients_of(run), request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("report", pk)

    def act() -> None:
        for row in dispatch(run_id=pk, to=form.to, actor=request.user):
            send_dispatch.delay_on_commit(dispatch_id=row.pk)

    carry_out(request, act, "Đã đưa vào gửi. Kết quả ghi ở bảng “Gửi báo cáo”.")
    return redirect("report", pk)


def _dispatch(request: HttpRequest, pk: int) -> ReportDispatch:
    row = get_object_or_404(ReportDispatch.objects.visible_to(request.user), pk=pk)
    require(request.user, "reports.issue_reports", row.run, reason=ISSUE_REASON)
    return row


@require_POST
def dispatch_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed one again."""
    row = _dispatch(request, pk)

    def act() -> None:
        try_again(dispatch_id=pk, actor=request.user)
        send_dispatch.delay_on_commit(dispatch_id=pk)

    carry_out(request, act, "Đã đưa vào gửi lại.")
    return redirect("report", row.run_id)


@require_POST
def dispatch_received(request: HttpRequest, pk: int) -> HttpResponse:
    """The office notes that the recipient has it."""
    row = _dispatch(request, pk)
    note = f"{request.user.name} ghi nhận"
    carry_out(request, lambda: confirm_receipt(token=row.token, note=note), "Đã ghi nhận nơi nhận đã nhận.")
    return redirect("report", row.run_id)


@login_not_required
def report_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: who opens it may confirm."""
    row = get_object_or_404(ReportDispatch.objects.select_related("run"), token=token)
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = confirm_receipt(token=token, note=form.cleaned_data["note"])
    return render(request, "reports/receipt.html", {"row": row, "form": form})
