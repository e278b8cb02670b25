"""The register of recognitions with what follows each: certificate, notices, checks, withdrawal, extension."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policy import require
from core.errors import ActRefused
from core.listing import chosen_in
from core.pages import form_page
from evaluations.deadlines import last_extension, window
from evaluations.domain import expiry
from evaluations.enums import ComplaintState, WithdrawalState
from evaluations.interfaces.after_forms import ExpiryFilter, ExtensionForm, RecognitionFilter
from evaluations.models import CentralProposal, Complaint, ExpiryNotice, Outcome, PostCheck, Withdrawal
from evaluations.views.after.listing import Col, Listing, search_product, show
from products.enums import RatingState
from products.models import Rating

OFFICE_REASON = "Chỉ Văn phòng Điều phối được ghi việc này."


def office_only(request: HttpRequest) -> None:
    """Only the office writes what follows a recognition."""
    require(request.user, "evaluations.manage_rounds", reason=OFFICE_REASON)


def seen_rating(request: HttpRequest, pk: int) -> Rating:
    """The recognition, for who may see it."""
    rows = Rating.objects.visible_to(request.user).select_related(
        "product__producer", "product__unit", "regime", "certificate"
    )
    return get_object_or_404(rows, pk=pk)


def standing(rating: Rating, today: date) -> tuple[str, str]:
    """What a recognition is worth today, with the colour it is shown in."""
    if rating.state == RatingState.WITHDRAWN:
        return "Đã thu hồi", "state-bad"
    if rating.expires_on < today:
        return "Hết hiệu lực", ""
    if rating.state == RatingState.POTENTIAL_FIVE:
        return "Tiềm năng 5 sao", "state-wait"
    return "Còn hiệu lực", "state-good"


def stars_of(rating: Rating) -> str:
    return "tiềm năng 5 sao" if rating.state == RatingState.POTENTIAL_FIVE else f"{rating.stars} sao"


def certificate_no(rating: Rating) -> str:
    certificate = getattr(rating, "certificate", None)
    return certificate.number if certificate else ""


def product_col(way: str, key: str = "rating__product") -> Col:
    """The product of a row that hangs on a recognition, leading to the row's own page."""
    return Col(
        "Sản phẩm",
        lambda row: row.rating.product.name,
        f"{key}__sort_key",
        url=lambda row: reverse(way, args=[row.pk]),
    )


RECOGNITIONS = Listing(
    heading="Sổ công nhận và giấy chứng nhận",
    columns=(
        Col(
            "Sản phẩm",
            lambda row: row.product.name,
            "product__sort_key",
            url=lambda row: reverse("recognition", args=[row.pk]),
        ),
        Col("Chủ thể", lambda row: row.product.producer.name, "product__producer__sort_key"),
        Col("Địa bàn", lambda row: row.product.unit.name, "product__unit__sort_key"),
        Col("Hạng", stars_of, "stars"),
        Col("Số giấy chứng nhận", certificate_no, "certificate__number"),
        Col("Quyết định", lambda row: row.decision_no, "decision_no"),
        Col("Ngày", lambda row: row.decided_on, "decided_on", kind="date"),
        Col("Hết hạn", lambda row: row.expires_on, "expires_on", kind="date"),
        Col(
            "Tình trạng",
            lambda row: standing(row, timezone.localdate())[0],
            tone=lambda row: standing(row, timezone.localdate())[1],
        ),
    ),
    order=("-decided_on", "product__sort_key", "pk"),
    empty="Không có kết quả công nhận nào phù hợp. Hãy bớt điều kiện lọc.",
    sheet="So cong nhan",
)


def _standing_rows(rows: QuerySet[Rating], wanted: str, today: date) -> QuerySet[Rating]:
    conditions = {
        "valid": Q(expires_on__gte=today) & ~Q(state=RatingState.WITHDRAWN),
        "potential": Q(state=RatingState.POTENTIAL_FIVE, expires_on__gte=today),
        "expired": Q(expires_on__lt=today) & ~Q(state=RatingState.WITHDRAWN),
        "withdrawn": Q(state=RatingState.WITHDRAWN),
    }
    return rows.filter(conditions[wanted]) if wanted in conditions else rows


@require_safe
def recognition_list(request: HttpRequest) -> HttpResponse:
    """Every recognition the user sees."""
    form = RecognitionFilter(request.GET or None)
    asked = chosen_in(form)
    rows = Rating.objects.visible_to(request.user).select_related(
        "product__producer", "product__unit", "certificate"
    )
    rows = _standing_rows(rows, asked.get("standing", ""), timezone.localdate())
    if asked.get("stars"):
        rows = rows.filter(stars=asked["stars"]).exclude(state=RatingState.POTENTIAL_FIVE)
    if asked.get("year"):
        rows = rows.filter(decided_on__year=asked["year"])
    return show(request, RECOGNITIONS, search_product(rows, asked.get("q", ""), "product"), form)


def _days_left(row: Rating) -> int:
    return (row.expires_on - timezone.localdate()).days


EXPIRING = Listing(
    heading="Giấy chứng nhận sắp hết hạn",
    columns=(
        Col(
            "Sản phẩm",
            lambda row: row.product.name,
            "product__sort_key",
            url=lambda row: reverse("recognition", args=[row.pk]),
        ),
        Col("Chủ thể", lambda row: row.product.producer.name, "product__producer__sort_key"),
        Col("Địa bàn", lambda row: row.product.unit.name, "product__unit__sort_key"),
        Col("Hạng", stars_of, "stars"),
        Col("Hết hạn", lambda row: row.expires_on, "expires_on", kind="date"),
        Col("Còn (ngày)", _days_left, "expires_on", kind="count"),
        Col("Nộp hồ sơ từ", lambda row: window(row.expires_on)[0], "expires_on", kind="date"),
        Col("Nộp hồ sơ đến", lambda row: window(row.expires_on)[1], "expires_on", kind="date"),
        Col("Đã nhắc mốc", lambda row: f"{row.last_notice} ngày" if row.last_notice else "", "last_notice"),
        Col(
            "Hồ sơ mới",
            lambda row: "đã nộp" if row.dossiers_in else "chưa nộp",
            "dossiers_in",
            tone=lambda row: "state-good" if row.dossiers_in else "state-wait",
        ),
    ),
    order=("expires_on", "product__sort_key", "pk"),
    empty="Không có giấy chứng nhận nào sắp hết hạn.",
    sheet="Sap het han",
    intro="nhắc tự động ở mốc 180, 150, 120, 60, 30 và 7 ngày",
)


@require_safe
def expiry_list(request: HttpRequest) -> HttpResponse:
    """The certificates whose end comes near, with what was told and handed in."""
    form = ExpiryFilter(request.GET or None)
    asked = chosen_in(form)
    today = timezone.localdate()
    notices = ExpiryNotice.objects.filter(rating=OuterRef("pk"), expires_on=OuterRef("expires_on"))
    rows = (
        expiry.ending_ratings(first=today, last=today + timedelta(days=asked.get("days") or 180))
        .filter(pk__in=Rating.objects.visible_to(request.user))
        .annotate(
            last_notice=Subquery(notices.order_by("threshold").values("threshold")[:1]),
            dossiers_in=Count(
                "product__dossiers", filter=Q(product__dossiers__state__in=expiry.UNDER_WAY), distinct=True
            ),
        )
    )
    return show(request, EXPIRING, search_product(rows, asked.get("q", ""), "product"), form)


@require_safe
def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    """One recognition and everything that followed it."""
    found = seen_rating(request, pk)
    today = timezone.localdate()
    manages = request.user.is_office
    shown = {
        "rating": found,
        "standing": standing(found, today),
        "stars": stars_of(found),
        "certificate": getattr(found, "certificate", None),
        "extension": getattr(found, "extension", None),
        "window": window(found.expires_on),
        "notices": list(found.expiry_notices.order_by("expires_on", "-threshold")),
        "checks": list(found.checks.all()),
        "withdrawals": list(found.withdrawals.all()),
        "complaints": list(Complaint.objects.visible_to(request.user).filter(product=found.product_id)),
        "may_manage": manages,
        "may_extend": manages and found.state == RatingState.RECOGNISED,
        "is_withdrawn": found.state == RatingState.WITHDRAWN,
    }
    return render(request, "evaluations/after/recognition.html", shown)


def extension_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a certificate valid until the result (Điều 12.3)."""
    found = seen_rating(request, pk)
    office_only(request)
    last = last_extension(found.expires_on)
    form = ExtensionForm(request.POST or None, initial={"until": last})
    if request.method == "POST" and form.is_valid():
        try:
            expiry.extend(rating_id=pk, actor=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã kéo dài hiệu lực giấy chứng nhận.")
            return redirect("recognition", pk)
    return form_page(
        request,
        form,
        heading="Kéo dài hiệu lực chuyển tiếp",
        intro=f"{found.product}: hết hạn {found.expires_on:%d/%m/%Y}, kéo dài được đến {last:%d/%m/%Y}.",
        button="Kéo dài hiệu lực",
        back_url=reverse("recognition", args=[pk]),
        back_label=found.product.name,
    )


@require_safe
def after_home(request: HttpRequest) -> HttpResponse:
    """What waits after recognitions, each line with its list."""
    today = timezone.localdate()
    user = request.user
    withdrawals = Withdrawal.objects.visible_to(user).filter(state=WithdrawalState.OPEN)
    checks = PostCheck.objects.visible_to(user).filter(conclusion="mend", mended_on=None)
    ending = expiry.ending_ratings(first=today, last=today + timedelta(days=180)).filter(
        pk__in=Rating.objects.visible_to(user)
    )
    lines: list[dict[str, Any]] = [
        _line("Giấy chứng nhận hết hạn trong 180 ngày", ending.count(), "expiry_list"),
        _line("Thu hồi đang xử lý", withdrawals.count(), "withdrawal_list", "?state=open"),
        _line(
            "… trong đó quá thời hạn 15 ngày",
            withdrawals.filter(due_on__lt=today).count(),
            "withdrawal_list",
            "?late=on",
        ),
        _line("Hậu kiểm chờ khắc phục", checks.count(), "check_list", "?conclusion=mend"),
    ]
    if user.is_office or user.role == "leader":
        waiting = Outcome.objects.filter(is_potential_five=True, proposal=None, entry__round__state="decided")
        sent = CentralProposal.objects.filter(state="sent")
        complaints = Complaint.objects.filter(state__in=[ComplaintState.RECEIVED, ComplaintState.ACCEPTED])
        lines += [
            _line("Sản phẩm tiềm năng 5 sao chưa gửi Bộ", waiting.count(), "proposal_list", "?state=waiting"),
            _line("Hồ sơ 5 sao chờ kết quả của Bộ", sent.count(), "proposal_list", "?state=sent"),
            _line("Khiếu nại chưa giải quyết xong", complaints.count(), "complaint_list"),
        ]
    lines.append(
        _line("Sổ công nhận và giấy chứng nhận", Rating.objects.visible_to(user).count(), "recognition_list")
    )
    return render(request, "evaluations/after/home.html", {"lines": lines})


def _line(label: str, count: int, page: str, query: str = "") -> dict[str, Any]:
    return {"label": label, "count": count, "url": reverse(page) + query}
