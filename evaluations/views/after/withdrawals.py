"""Withdrawals and post-checks: lists, pages, and one POST for each act."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import ActRefused
from core.listing import chosen_in
from core.pages import file_response, form_page
from evaluations.domain import withdrawals
from evaluations.enums import CheckConclusion, WithdrawalState
from evaluations.interfaces import after_forms as f
from evaluations.models import PostCheck, Withdrawal
from evaluations.views.after.listing import Col, Listing, search_product, show
from evaluations.views.after.pages import fact, page_of, read, step, submit
from evaluations.views.after.recognitions import office_only, product_col, seen_rating

WITHDRAWALS = Listing(
    heading="Thu hồi giấy chứng nhận",
    columns=(
        product_col("withdrawal"),
        Col("Chủ thể", lambda row: row.rating.product.producer.name, "rating__product__producer__sort_key"),
        Col("Trường hợp", lambda row: row.get_ground_display(), "ground"),
        Col("Ngày kết luận", lambda row: row.concluded_on, "concluded_on", kind="date"),
        Col("Hạn thu hồi", lambda row: row.due_on, "due_on", kind="date"),
        Col("Quyết định", lambda row: row.decision_no, "decision_no"),
        Col(
            "Tình trạng",
            lambda row: row.get_state_display() + (", quá hạn" if _is_late(row) else ""),
            "state",
            tone=lambda row: "state-bad" if _is_late(row) else "",
        ),
    ),
    order=("-concluded_on", "-pk"),
    empty="Không có hồ sơ thu hồi nào phù hợp.",
    sheet="Thu hoi",
)


def _is_late(row: Withdrawal) -> bool:
    return row.state == WithdrawalState.OPEN and row.due_on < timezone.localdate()


@require_safe
def withdrawal_list(request: HttpRequest) -> HttpResponse:
    form = f.WithdrawalFilter(request.GET or None)
    asked = chosen_in(form)
    rows = Withdrawal.objects.visible_to(request.user).select_related("rating__product__producer")
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("late"):
        rows = rows.filter(state=WithdrawalState.OPEN, due_on__lt=timezone.localdate())
    return show(request, WITHDRAWALS, search_product(rows, asked.get("q", "")), form)


def withdrawal_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a withdrawal of one recognition."""
    rating = seen_rating(request, pk)
    office_only(request)
    form = f.WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = withdrawals.open_withdrawal(rating_id=pk, actor=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã mở hồ sơ thu hồi; hạn thu hồi {made.due_on:%d/%m/%Y}.")
            return redirect("withdrawal", made.pk)
    return form_page(
        request,
        form,
        heading="Mở hồ sơ thu hồi giấy chứng nhận",
        intro=f"{rating.product}. Chưa thu hồi ngay: giấy mất hiệu lực khi ghi quyết định thu hồi.",
        button="Mở hồ sơ",
        back_url=reverse("recognition", args=[pk]),
        back_label=rating.product.name,
    )


def _withdrawal(request: HttpRequest, pk: int) -> Withdrawal:
    rows = Withdrawal.objects.visible_to(request.user).select_related(
        "rating__product__producer", "post_check"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    return _withdrawal_page(request, pk)


def _withdrawal_page(request: HttpRequest, pk: int, bound: forms.Form | None = None) -> HttpResponse:
    row = _withdrawal(request, pk)
    decide = bound if isinstance(bound, f.WithdrawalDecisionForm) else f.WithdrawalDecisionForm()
    drop = bound if isinstance(bound, f.ReasonOnlyForm) else f.ReasonOnlyForm(auto_id="drop_%s")
    irrevocable = "Trang xác minh công khai báo “đã bị thu hồi” ngay khi ghi. Không hoàn lại được."
    open_steps = [
        step(
            "Ghi quyết định thu hồi",
            reverse("withdrawal_decide", args=[pk]),
            decide,
            "btn-danger",
            irrevocable,
        ),
        step("Kết thúc, không thu hồi", reverse("withdrawal_drop", args=[pk]), drop, "btn-outline-primary"),
    ]
    return page_of(
        request,
        row,
        heading=f"Thu hồi: {row.rating.product}",
        subheading=row.rating.product.producer.name,
        facts=[
            fact("Tình trạng", row.get_state_display()),
            fact("Trường hợp", row.get_ground_display()),
            fact("Kết luận", f"số {row.conclusion_no}, {row.concluded_by}, ngày {row.concluded_on:%d/%m/%Y}"),
            fact("Hạn thu hồi (15 ngày)", row.due_on),
            fact("Thẩm quyền thu hồi", row.authority),
            fact("Nội dung", row.summary),
            fact(
                "Hậu kiểm",
                row.post_check,
                reverse("check", args=[row.post_check_id]) if row.post_check_id else "",
            ),
            fact(
                "Quyết định thu hồi", row.decision_no and f"{row.decision_no} ngày {row.decided_on:%d/%m/%Y}"
            ),
            fact("Kết quả công nhận", row.rating, reverse("recognition", args=[row.rating_id])),
        ],
        steps=open_steps if row.state == WithdrawalState.OPEN else [],
        back="withdrawal_list",
        back_label="Thu hồi giấy chứng nhận",
        warning="Đã quá hạn thu hồi 15 ngày." if _is_late(row) else "",
        status=422 if bound else 200,
    )


@require_POST
def withdrawal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    _withdrawal(request, pk)
    return submit(
        request,
        f.WithdrawalDecisionForm(request.POST),
        lambda **given: withdrawals.decide_withdrawal(withdrawal_id=pk, actor=request.user, **given),
        "Đã thu hồi giấy chứng nhận.",
        _withdrawal_page,
        pk,
    )


@require_POST
def withdrawal_drop(request: HttpRequest, pk: int) -> HttpResponse:
    _withdrawal(request, pk)
    return submit(
        request,
        f.ReasonOnlyForm(request.POST, auto_id="drop_%s"),
        lambda **given: withdrawals.drop_withdrawal(withdrawal_id=pk, actor=request.user, **given),
        "Đã kết thúc, giấy chứng nhận còn hiệu lực.",
        _withdrawal_page,
        pk,
    )


def _mending(row: PostCheck) -> str:
    if row.conclusion != CheckConclusion.MEND or row.mend_by is None:
        return ""
    if row.mended_on:
        return f"xong {row.mended_on:%d/%m/%Y}"
    return "quá hạn" if row.mend_by < timezone.localdate() else "đang chờ"


CHECKS = Listing(
    heading="Hậu kiểm sản phẩm OCOP",
    columns=(
        product_col("check"),
        Col("Chủ thể", lambda row: row.rating.product.producer.name, "rating__product__producer__sort_key"),
        Col("Địa bàn", lambda row: row.rating.product.unit.name, "rating__product__unit__sort_key"),
        Col("Hình thức", lambda row: row.get_kind_display(), "kind"),
        Col("Ngày kiểm tra", lambda row: row.checked_on, "checked_on", kind="date"),
        Col("Kết luận", lambda row: row.get_conclusion_display(), "conclusion"),
        Col("Hạn khắc phục", lambda row: row.mend_by, "mend_by", kind="date"),
        Col(
            "Khắc phục",
            _mending,
            "mended_on",
            tone=lambda row: "state-bad" if _mending(row) == "quá hạn" else "",
        ),
    ),
    order=("-checked_on", "-pk"),
    empty="Không có đợt hậu kiểm nào phù hợp.",
    sheet="Hau kiem",
)


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    form = f.CheckFilter(request.GET or None)
    asked = chosen_in(form)
    rows = PostCheck.objects.visible_to(request.user).select_related(
        "rating__product__producer", "rating__product__unit"
    )
    if asked.get("conclusion"):
        rows = rows.filter(conclusion=asked["conclusion"])
    if asked.get("late"):
        rows = rows.filter(conclusion="mend", mended_on=None, mend_by__lt=timezone.localdate())
    return show(request, CHECKS, search_product(rows, asked.get("q", "")), form)


def check_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an inspection of one recognised product (Điều 9)."""
    rating = seen_rating(request, pk)
    office_only(request)
    form = f.CheckForm(
        request.POST or None, request.FILES or None, initial={"checked_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        content, name = read(request)
        try:
            made = withdrawals.record_check(
                rating_id=pk, actor=request.user, content=content, name=name, **form.details()
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi kết quả hậu kiểm.")
            return redirect("check", made.pk)
    return form_page(
        request,
        form,
        heading="Ghi hậu kiểm",
        intro=rating.product.name,
        button="Ghi hậu kiểm",
        back_url=reverse("recognition", args=[pk]),
        back_label=rating.product.name,
    )


def _check(request: HttpRequest, pk: int) -> PostCheck:
    rows = PostCheck.objects.visible_to(request.user).select_related("rating__product__producer", "scan")
    return get_object_or_404(rows, pk=pk)


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    return _check_page(request, pk)


def _check_page(request: HttpRequest, pk: int, bound: forms.Form | None = None) -> HttpResponse:
    row = _check(request, pk)
    steps, links = [], []
    if row.conclusion == CheckConclusion.MEND and row.mended_on is None:
        steps.append(step("Ghi đã khắc phục", reverse("check_mend", args=[pk]), bound or f.MendingForm()))
    if row.conclusion == CheckConclusion.WITHDRAW and request.user.is_office:
        links.append({"label": "Mở hồ sơ thu hồi", "url": reverse("withdrawal_create", args=[row.rating_id])})
    return page_of(
        request,
        row,
        heading=f"Hậu kiểm: {row.rating.product}",
        subheading=row.rating.product.producer.name,
        facts=[
            fact("Hình thức", row.get_kind_display()),
            fact("Ngày kiểm tra", row.checked_on),
            fact("Đoàn kiểm tra", row.team),
            fact("Duy trì các tiêu chí", "có" if row.keeps_criteria else "không"),
            fact("Sử dụng nhãn hiệu đúng quy định", "có" if row.uses_brand_rightly else "không"),
            fact("Nội dung ghi nhận", row.findings),
            fact("Kết luận", row.get_conclusion_display()),
            fact("Số biên bản, kết luận", row.report_no),
            fact("Hạn khắc phục", row.mend_by),
            fact("Khắc phục", row.mended_on and f"{row.mended_on:%d/%m/%Y}: {row.mended_how}"),
            fact(
                "Bản quét",
                row.scan and row.scan.original_name,
                reverse("check_scan", args=[pk]) if row.scan_id else "",
            ),
            fact("Kết quả công nhận", row.rating, reverse("recognition", args=[row.rating_id])),
        ],
        steps=steps,
        links=links,
        back="check_list",
        back_label="Hậu kiểm",
        warning="Đã quá hạn khắc phục." if _mending(row) == "quá hạn" else "",
        status=422 if bound else 200,
    )


@require_POST
def check_mend(request: HttpRequest, pk: int) -> HttpResponse:
    _check(request, pk)
    return submit(
        request,
        f.MendingForm(request.POST),
        lambda **given: withdrawals.record_mending(check_id=pk, actor=request.user, **given),
        "Đã ghi kết quả khắc phục.",
        _check_page,
        pk,
    )


@require_safe
def check_scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of the minutes, to who sees the check."""
    row = _check(request, pk)
    if row.scan is None:
        raise Http404
    return file_response(request, row.scan)
