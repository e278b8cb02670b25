"""Complaints: list, page, and one POST for the steps."""

from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import ActRefused
from core.listing import chosen_in
from core.pages import form_page
from evaluations.deadlines import COMPLAIN_DAYS, complaint_too_late
from evaluations.domain import complaints
from evaluations.enums import ComplaintState
from evaluations.interfaces import after_forms as f
from evaluations.models import Complaint, Entry
from evaluations.views.after.listing import Col, Listing, search_product, show
from evaluations.views.after.pages import fact, page_of, submit
from evaluations.views.after.pages import step as form_step
from evaluations.views.after.recognitions import office_only, seen_rating
from products.models import Product


def _next_limit(row: Complaint) -> date | None:
    return {ComplaintState.RECEIVED: row.accept_by, ComplaintState.ACCEPTED: row.resolve_by}.get(row.state)


def _complaint_late(row: Complaint) -> bool:
    limit = _next_limit(row)
    return limit is not None and limit < timezone.localdate()


COMPLAINTS = Listing(
    heading="Khiếu nại",
    columns=(
        Col(
            "Sản phẩm",
            lambda row: row.product.name,
            "product__sort_key",
            url=lambda row: reverse("complaint", args=[row.pk]),
        ),
        Col("Người gửi", lambda row: row.complainant, "complainant"),
        Col("Nhận ngày", lambda row: row.received_on, "received_on", kind="date"),
        Col("Hạn tiếp theo", _next_limit, kind="date"),
        Col("Kết luận", lambda row: row.get_outcome_display(), "outcome"),
        Col(
            "Tình trạng",
            lambda row: row.get_state_display() + (", quá hạn" if _complaint_late(row) else ""),
            "state",
            tone=lambda row: "state-bad" if _complaint_late(row) else "",
        ),
    ),
    order=("-received_on", "-pk"),
    empty="Không có đơn khiếu nại nào phù hợp.",
    sheet="Khieu nai",
)


@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    form = f.ComplaintFilter(request.GET or None)
    asked = chosen_in(form)
    rows = Complaint.objects.visible_to(request.user).select_related("product__producer")
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("late"):
        today = timezone.localdate()
        rows = rows.filter(
            Q(state=ComplaintState.RECEIVED, accept_by__lt=today)
            | Q(state=ComplaintState.ACCEPTED, resolve_by__lt=today)
        )
    return show(request, COMPLAINTS, search_product(rows, asked.get("q", ""), "product"), form)


def _entries(product_id: int) -> QuerySet[Entry]:
    return (
        Entry.objects.filter(dossier__product=product_id)
        .select_related("round", "dossier__product")
        .order_by("-pk")
    )


def complaint_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a complaint about a recognised product."""
    rating = seen_rating(request, pk)
    return _receive(request, rating.product, None, reverse("recognition", args=[pk]))


def complaint_about_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a complaint about a result, also of a product that was not recognised."""
    rows = Entry.objects.visible_to(request.user).select_related("round", "dossier__product__producer")
    entry = get_object_or_404(rows, pk=pk)
    return _receive(request, entry.dossier.product, entry, reverse("entry", args=[pk]))


def _receive(request: HttpRequest, product: Product, entry: Entry | None, back: str) -> HttpResponse:
    office_only(request)
    form = f.ComplaintForm(request.POST or None, entries=_entries(product.pk), initial={"entry": entry})
    if request.method == "POST" and form.is_valid():
        try:
            made = complaints.receive_complaint(product=product, actor=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"Đã nhận đơn; trả lời thụ lý chậm nhất ngày {made.accept_by:%d/%m/%Y}."
            )
            return redirect("complaint", made.pk)
    return form_page(
        request,
        form,
        heading="Ghi khiếu nại",
        intro=product.name,
        button="Ghi khiếu nại",
        back_url=back,
        back_label=product.name,
    )


def _complaint(request: HttpRequest, pk: int) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).select_related(
        "product__producer", "entry__round", "entry__dossier__product"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    return _complaint_page(request, pk)


def _warning(row: Complaint) -> str:
    if _complaint_late(row):
        return "Đã quá thời hạn của Luật Khiếu nại."
    waits = row.state == ComplaintState.RECEIVED and row.entry is not None
    decided = row.entry.round.decisions.first() if waits else None
    if decided is None or not complaint_too_late(decided.signed_on, row.received_on):
        return ""
    return (
        f"Quyết định ký ngày {decided.signed_on:%d/%m/%Y}, đơn nhận sau hơn {COMPLAIN_DAYS} ngày. Hãy xem người gửi "
        "biết quyết định từ ngày nào, có trở ngại khách quan không (Luật Khiếu nại, Điều 9), rồi mới thụ lý."
    )


COMPLAINT_STEPS: dict[str, tuple[str, type[forms.Form], str]] = {
    "accept": ("Thụ lý", f.ComplaintAcceptForm, "btn-primary"),
    "refuse": ("Không thụ lý", f.ComplaintRefuseForm, "btn-outline-primary"),
    "resolve": ("Ghi kết quả giải quyết", f.ComplaintResolveForm, "btn-primary"),
    "back": ("Ghi rút đơn", f.ComplaintBackForm, "btn-outline-primary"),
}
OPEN_TO = {
    ComplaintState.RECEIVED: ("accept", "refuse", "back"),
    ComplaintState.ACCEPTED: ("resolve", "back"),
}


def _complaint_page(request: HttpRequest, pk: int, bound: forms.Form | None = None) -> HttpResponse:
    row = _complaint(request, pk)
    steps = []
    for name in OPEN_TO.get(ComplaintState(row.state), ()):
        label, form, look = COMPLAINT_STEPS[name]
        shown = bound if type(bound) is form else form(auto_id=f"{name}_%s")
        steps.append(form_step(label, reverse("complaint_step", args=[pk, name]), shown, look))
    return page_of(
        request,
        row,
        heading=f"Khiếu nại: {row.product}",
        subheading=row.product.producer.name,
        facts=[
            fact("Tình trạng", row.get_state_display()),
            fact("Người gửi đơn", row.complainant),
            fact("Liên hệ", row.contact),
            fact("Nhận ngày", row.received_on),
            fact(
                "Trả lời thụ lý chậm nhất ngày", row.accept_by if row.state == ComplaintState.RECEIVED else ""
            ),
            fact("Thụ lý ngày", row.accepted_on),
            fact(
                "Phải giải quyết chậm nhất ngày",
                row.resolve_by if row.state == ComplaintState.ACCEPTED else "",
            ),
            fact(
                "Kết quả bị khiếu nại",
                row.entry,
                reverse("entry", args=[row.entry_id]) if row.entry_id else "",
            ),
            fact("Nội dung", row.content),
            fact("Kết luận", row.get_outcome_display()),
            fact("Văn bản trả lời", row.answer_no),
            fact("Trả lời", row.answer),
            fact("Kết thúc ngày", row.ended_on),
        ],
        steps=steps,
        back="complaint_list",
        back_label="Khiếu nại",
        warning=_warning(row),
        status=422 if bound else 200,
    )


@require_POST
def complaint_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One of the steps of a complaint."""
    _complaint(request, pk)
    acts = {
        "accept": complaints.accept_complaint,
        "refuse": complaints.refuse_complaint,
        "resolve": complaints.resolve_complaint,
        "back": complaints.take_back_complaint,
    }
    if step not in acts:
        raise Http404
    label, form, _ = COMPLAINT_STEPS[step]
    return submit(
        request,
        form(request.POST, auto_id=f"{step}_%s"),
        lambda **given: acts[step](complaint_id=pk, actor=request.user, **given),
        f"Đã ghi: {label.lower()}.",
        _complaint_page,
        pk,
    )
