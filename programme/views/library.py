"""The documents library with its search, schemes of localities, economic organisations."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.policy import require
from core.listing import ListColumn, chosen_in, show_list
from core.models import TransitionLog
from core.pages import carry_out, file_response, save_page
from core.text import fold
from programme.domain import library as acts
from programme.domain.queries.organisations import by_kind, organisations, villages
from programme.domain.queries.snippets import snippet
from programme.domain.workflow import SCHEME_WORKFLOW
from programme.interfaces.record_forms import (
    AskSchemesForm,
    DocumentFilter,
    DocumentForm,
    OpinionForm,
    OrganisationFilter,
    ReceiveForm,
    SchemeFilter,
)
from programme.models import LibraryDocument, Plan, PlanState, UnitScheme
from programme.views.records import back, may_manage
from training.domain.queries.by_unit import units_of

DOCUMENTS = (
    ListColumn(
        "so",
        "Số, ký hiệu",
        lambda row: row.number,
        ("number",),
        link=lambda row: reverse("document", args=[row.pk]),
    ),
    ListColumn("trich-yeu", "Trích yếu", lambda row: row.name, ("sort_key",)),
    ListColumn("loai", "Loại", lambda row: row.kind, ("kind",)),
    ListColumn("co-quan", "Cơ quan ban hành", lambda row: row.issuer, ("issuer",)),
    ListColumn("cap", "Cấp", lambda row: row.get_level_display(), ("level",)),
    ListColumn("ngay", "Ngày ban hành", lambda row: row.issued_on, ("issued_on",), "date"),
    ListColumn(
        "hieu-luc",
        "Hiệu lực",
        lambda row: _force(row)[0],
        ("in_force_to",),
        state=lambda row: _force(row)[1],
    ),
)


def _force(row: LibraryDocument) -> tuple[str, str]:
    """Whether a document is in force today, in words and colour."""
    today = timezone.localdate()
    if row.in_force_to and row.in_force_to < today:
        return f"Hết {row.in_force_to:%d/%m/%Y}", "state-bad"
    if row.in_force_from and row.in_force_from > today:
        return f"Từ {row.in_force_from:%d/%m/%Y}", "state-wait"
    return "Còn hiệu lực", "state-good"


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents found by words of their summary or of what their files say."""
    filters = DocumentFilter(request.GET or None)
    chosen = chosen_in(filters)
    words = chosen.get("words", "")
    rows = LibraryDocument.objects.visible_to(request.user).full_text(words).defer("folded")
    if chosen.get("level"):
        rows = rows.filter(level=chosen["level"])
    if chosen.get("in_force"):
        today = timezone.localdate()
        rows = rows.filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gte=today),
            Q(in_force_from__isnull=True) | Q(in_force_from__lte=today),
        )
    columns = DOCUMENTS
    if fold(words):
        found = ListColumn("doan", "Đoạn tìm thấy", lambda row: snippet(row.body, words))
        columns = (*DOCUMENTS, found)
    else:
        rows = rows.defer("folded", "body")
    return show_list(
        request,
        rows.order_by("-issued_on", "-pk"),
        columns,
        heading="Thư viện văn bản",
        file_name="thu-vien-van-ban",
        filters=filters,
        create=(reverse("document_create"), "Thêm văn bản") if request.user.is_office else None,
        back=back() if has_perm("programme.view_plans", request.user) else None,
    )


def _document(request: HttpRequest, pk: int) -> LibraryDocument:
    rows = LibraryDocument.objects.visible_to(request.user).select_related("replaces", "file")
    return get_object_or_404(rows.defer("folded"), pk=pk)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    row = _document(request, pk)
    words, colour = _force(row)
    shown = {
        "document": row,
        "force": words,
        "force_class": colour,
        "replaced_by": list(row.replaced_by.order_by("-issued_on")),
        "activities": list(row.activities.select_related("group__plan").order_by("pk")),
        "regimes": list(row.regimes.order_by("-valid_from")),
        "may_edit": request.user.is_office,
        "sees_plans": has_perm("programme.view_plans", request.user),
    }
    return render(request, "programme/document.html", shown)


@require_safe
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _document(request, pk)
    return file_response(request, row.file) if row.file else redirect("document", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    may_manage(request)

    def make(data: Any) -> DocumentForm:
        return DocumentForm(
            data, files=request.FILES or None, instance=_document(request, pk) if pk else None
        )

    def act(form: DocumentForm) -> LibraryDocument:
        given = form.cleaned_data
        return acts.file_document(
            actor=request.user,
            document_id=pk or None,
            version=given["version"] if pk else None,
            upload=given["upload"],
            activities=given["activities"],
            regimes=given["regimes"],
            **form.details(),
        )

    return save_page(
        request,
        make,
        act,
        heading="Sửa văn bản" if pk else "Thêm văn bản",
        back_url=reverse("document", args=[pk]) if pk else reverse("document_list"),
        back_label="Thư viện văn bản",
        done="Đã lưu văn bản.",
        leads_to=lambda row: reverse("document", args=[row.pk]),
    )


SCHEME_CLASS = {"accepted": "state-good", "received": "state-wait", "returned": "state-bad"}
SCHEMES = (
    ListColumn(
        "don-vi",
        "Đơn vị",
        lambda row: row.unit.name,
        ("unit__sort_key",),
        link=lambda row: reverse("scheme", args=[row.pk]),
    ),
    ListColumn("ten", "Đề án, kế hoạch", lambda row: row.title, ("title",)),
    ListColumn("nam", "Năm", lambda row: str(row.plan.year), ("plan__year",)),
    ListColumn("han", "Hạn gửi", lambda row: row.due_on, ("due_on",), "date"),
    ListColumn("so", "Số văn bản", lambda row: row.number, ("number",)),
    ListColumn("nhan", "Ngày nhận", lambda row: row.received_on, ("received_on",), "date"),
    ListColumn(
        "tinh-trang",
        "Tình trạng",
        lambda row: row.get_state_display(),
        ("state",),
        state=lambda row: SCHEME_CLASS.get(row.state, "state-plain"),
    ),
)


@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.view_plans")
    filters = SchemeFilter(request.GET or None)
    chosen = chosen_in(filters)
    rows = UnitScheme.objects.visible_to(request.user).select_related("unit", "plan")
    for word in fold(chosen.get("words", "")).split():
        rows = rows.filter(unit__search_key__contains=word)
    if chosen.get("year"):
        rows = rows.filter(plan__year=chosen["year"])
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    return show_list(
        request,
        rows.order_by("-plan__year", "unit__sort_key", "pk"),
        SCHEMES,
        heading="Đề án, kế hoạch của địa phương",
        file_name="de-an-dia-phuong",
        filters=filters,
        create=(reverse("scheme_ask"), "Yêu cầu địa phương gửi") if request.user.is_office else None,
        back=back(),
    )


def _scheme(request: HttpRequest, pk: int) -> UnitScheme:
    rows = UnitScheme.objects.visible_to(request.user).select_related("unit", "plan", "file")
    return get_object_or_404(rows, pk=pk)


@require_safe
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    row = _scheme(request, pk)
    is_open = row.plan.state != PlanState.CLOSED
    steps = SCHEME_WORKFLOW.allowed(row) if request.user.is_office and is_open else []
    shown = {
        "scheme": row,
        "steps": [step for step in steps if step.name != "accept"],
        "may_accept": any(step.name == "accept" for step in steps),
        "log": list(
            TransitionLog.objects.filter(
                content_type__app_label="programme", content_type__model="unitscheme", object_id=pk
            ).select_related("actor")
        ),
    }
    return render(request, "programme/scheme.html", shown)


@require_safe
def scheme_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _scheme(request, pk)
    return file_response(request, row.file) if row.file else redirect("scheme", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_ask(request: HttpRequest) -> HttpResponse:
    """Put units on the list of those whose scheme of the year is awaited."""
    may_manage(request)
    plans = Plan.objects.visible_to(request.user).exclude(state=PlanState.CLOSED).order_by("-year")
    year = timezone.localdate().year

    def act(form: AskSchemesForm) -> bool:
        given = form.cleaned_data
        acts.ask_for_schemes(
            plan_id=given["plan"].pk,
            units=form.chosen(),
            title=given["title"],
            due_on=given["due_on"],
            actor=request.user,
        )
        return True

    return save_page(
        request,
        lambda data: AskSchemesForm(
            data, plans=plans, units=units_of(year), initial={"plan": plans.filter(year=year).first()}
        ),
        act,
        heading="Yêu cầu địa phương gửi đề án, kế hoạch",
        back_url=reverse("scheme_list"),
        back_label="Đề án, kế hoạch của địa phương",
        done="Đã lập danh sách.",
        leads_to=lambda _: reverse("scheme_list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = _scheme(request, pk)
    may_manage(request)
    return save_page(
        request,
        lambda data: ReceiveForm(data, request.FILES or None, initial={"received_on": timezone.localdate()}),
        lambda form: acts.receive_scheme(scheme_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Ghi đã nhận: {row.unit.name}",
        back_url=reverse("scheme", args=[pk]),
        back_label=row.unit.name,
        done="Đã ghi.",
        leads_to=lambda done: reverse("scheme", args=[done.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_return(request: HttpRequest, pk: int) -> HttpResponse:
    row = _scheme(request, pk)
    may_manage(request)
    return save_page(
        request,
        OpinionForm,
        lambda form: acts.return_scheme(scheme_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Góp ý, trả lại: {row.unit.name}",
        button="Gửi góp ý",
        back_url=reverse("scheme", args=[pk]),
        back_label=row.unit.name,
        done="Đã ghi góp ý.",
        leads_to=lambda done: reverse("scheme", args=[done.pk]),
    )


@require_POST
def scheme_accept(request: HttpRequest, pk: int) -> HttpResponse:
    _scheme(request, pk)
    may_manage(request)
    carry_out(request, lambda: acts.accept_scheme(scheme_id=pk, actor=request.user), "Đã ghi thống nhất.")
    return redirect("scheme", pk)


ORGANISATIONS = (
    ListColumn(
        "ten",
        "Tổ chức kinh tế",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("producer", args=[row.pk]),
    ),
    ListColumn("loai", "Loại hình", lambda row: row.get_kind_display(), ("kind",)),
    ListColumn("dia-ban", "Địa bàn", lambda row: row.unit.name, ("unit__sort_key",)),
    ListColumn("thanh-vien", "Thành viên", lambda row: row.members, ("members",), "count"),
    ListColumn("lao-dong", "Lao động", lambda row: row.workers, ("workers",), "count"),
    ListColumn("san-pham", "Sản phẩm", lambda row: row.n_products, ("n_products",), "count"),
    ListColumn("moi", "Thành lập mới", lambda row: "Có" if row.is_founded else "", ("is_founded",)),
    ListColumn(
        "cung-co", "Được củng cố", lambda row: "Có" if row.is_strengthened else "", ("is_strengthened",)
    ),
    ListColumn("lang-nghe", "Làng nghề", lambda row: row.craft_village.name if row.craft_village else ""),
)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Economic organisations of a year, by kind and one by one, with the craft villages."""
    require(request.user, "programme.view_plans")
    filters = OrganisationFilter(request.GET or None)
    chosen = chosen_in(filters)
    year = chosen.get("year") or timezone.localdate().year
    rows = organisations(year=year)
    if request.user.role == "local_officer":
        rows = rows.filter(request.user.scope("unit__path"))
    rows = rows.search(chosen.get("words", ""))
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("only"):
        rows = rows.filter(**{"is_founded" if chosen["only"] == "moi" else "is_strengthened": True})
    return show_list(
        request,
        rows,
        ORGANISATIONS,
        heading=f"Tổ chức kinh tế năm {year}",
        file_name=f"to-chuc-kinh-te-{year}",
        template="programme/organisations.html",
        filters=filters,
        back=back(),
        kinds=by_kind(year=year),
        villages=list(villages()),
        intro="Củng cố: doanh thu hoặc lao động tăng so với năm trước",
    )
