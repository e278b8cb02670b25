"""Communication, study tours, commendations: lists, one, entered, decided."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import require
from core.listing import ListColumn, chosen_in, show_list
from core.money import format_dong
from core.pages import file_response, save_page
from programme.domain import outreach as acts
from programme.interfaces.record_forms import (
    AwardForm,
    CommendationFilter,
    CommendationForm,
    MediaFilter,
    MediaForm,
    ReasonForm,
    TourFilter,
    TourForm,
)
from programme.models import Commendation, CommendationState, MediaItem, StudyTour

MANAGE_REASON = "Chỉ Văn phòng Điều phối được ghi và sửa."
PROPOSE_REASON = "Chỉ Văn phòng Điều phối và cán bộ địa phương được đề nghị khen thưởng."
STATE_CLASS = {"awarded": "state-good", "proposed": "state-wait", "declined": "state-bad"}


def back() -> tuple[str, str]:
    """Where the lists of the programme lead back to."""
    return reverse("plan_list"), "Kế hoạch năm"


def may_manage(request: HttpRequest) -> None:
    require(request.user, "programme.manage", reason=MANAGE_REASON)


MEDIA = (
    ListColumn("ngay", "Ngày", lambda row: row.on, ("on",), "date"),
    ListColumn(
        "noi-dung",
        "Nội dung",
        lambda row: row.title,
        ("title",),
        link=lambda row: reverse("media_item", args=[row.pk]),
    ),
    ListColumn("hinh-thuc", "Hình thức", lambda row: row.get_medium_display(), ("medium",)),
    ListColumn("co-quan", "Cơ quan, nơi tổ chức", lambda row: row.outlet, ("outlet",)),
    ListColumn("tiep-can", "Số người tiếp cận", lambda row: row.reach, ("reach",), "count"),
    ListColumn("kinh-phi", "Kinh phí (đồng)", lambda row: row.cost, ("cost",), "money"),
)


@require_safe
def media_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.view_plans")
    filters = MediaFilter(request.GET or None)
    chosen = chosen_in(filters)
    rows = MediaItem.objects.visible_to(request.user).search(chosen.get("words", ""))
    if chosen.get("year"):
        rows = rows.filter(on__year=chosen["year"])
    if chosen.get("medium"):
        rows = rows.filter(medium=chosen["medium"])
    create = (reverse("media_create"), "Ghi tin, bài, sự kiện") if request.user.is_office else None
    return show_list(
        request,
        rows.order_by("-on", "-pk"),
        MEDIA,
        heading="Truyền thông, xúc tiến",
        file_name="truyen-thong",
        filters=filters,
        create=create,
        back=back(),
    )


def _record(request: HttpRequest, row: Any, facts: list[tuple[str, Any]], **more: Any) -> HttpResponse:
    """The page of one record: facts in a list, its file, link and activity, buttons for whoever may."""
    shown = {
        "row": row,
        "facts": [(label, value) for label, value in facts if value not in (None, "")],
        "link": getattr(row, "link", ""),
        "file_url": "",
        "activity": getattr(row, "activity", None),
        "people": [],
        "buttons": [],
        "log": [],
        "text": "",
        **more,
    }
    return render(request, "programme/record.html", shown)


def _media(request: HttpRequest, pk: int) -> MediaItem:
    rows = MediaItem.objects.visible_to(request.user).select_related("unit", "file", "activity")
    return get_object_or_404(rows, pk=pk)


@require_safe
def media_item(request: HttpRequest, pk: int) -> HttpResponse:
    row = _media(request, pk)
    return _record(
        request,
        row,
        [
            ("Hình thức", row.get_medium_display()),
            ("Cơ quan, nơi tổ chức", row.outlet),
            ("Ngày", f"{row.on:%d/%m/%Y}"),
            ("Địa bàn", row.unit.name if row.unit else ""),
            ("Số người tiếp cận, tham gia", row.reach),
            ("Kinh phí", format_dong(row.cost) if row.cost is not None else ""),
        ],
        heading=row.title,
        back=(reverse("media_list"), "Truyền thông, xúc tiến"),
        file_url=reverse("media_file", args=[pk]) if row.file_id else "",
        buttons=[(reverse("media_edit", args=[pk]), "Sửa")] if request.user.is_office else [],
    )


@require_safe
def media_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _media(request, pk)
    return file_response(request, row.file) if row.file else redirect("media_item", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def media_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Record an item (without ``pk``) or correct one."""
    may_manage(request)
    day = timezone.localdate()

    def make(data: Any) -> MediaForm:
        row = _media(request, pk) if pk else None
        return MediaForm(
            data, files=request.FILES or None, instance=row, day=day, initial={} if pk else {"on": day}
        )

    def act(form: MediaForm) -> MediaItem:
        version = form.cleaned_data["version"] if pk else None
        return acts.record_media(
            actor=request.user,
            media_id=pk or None,
            version=version,
            upload=form.cleaned_data["upload"],
            **form.details(),
        )

    return save_page(
        request,
        make,
        act,
        heading="Sửa tin, bài, sự kiện" if pk else "Ghi tin, bài, sự kiện",
        back_url=reverse("media_item", args=[pk]) if pk else reverse("media_list"),
        back_label="Truyền thông, xúc tiến",
        done="Đã lưu.",
        leads_to=lambda row: reverse("media_item", args=[row.pk]),
    )


TOURS = (
    ListColumn(
        "ten",
        "Chuyến đi",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("study_tour", args=[row.pk]),
    ),
    ListColumn("noi-den", "Nơi đến", lambda row: row.destination, ("destination",)),
    ListColumn(
        "trong-ngoai",
        "Trong, ngoài nước",
        lambda row: "Nước ngoài" if row.is_abroad else "Trong nước",
        ("is_abroad",),
    ),
    ListColumn("tu", "Từ ngày", lambda row: row.starts_on, ("starts_on",), "date"),
    ListColumn("den", "Đến ngày", lambda row: row.ends_on, ("ends_on",), "date"),
    ListColumn("nguoi", "Số người", lambda row: row.n_people, ("n_people",), "count"),
    ListColumn("kinh-phi", "Kinh phí (đồng)", lambda row: row.cost, ("cost",), "money"),
)


@require_safe
def tour_list(request: HttpRequest) -> HttpResponse:

    require(request.user, "programme.view_plans")
    filters = TourFilter(request.GET or None)
    chosen = chosen_in(filters)
    rows = StudyTour.objects.visible_to(request.user).search(chosen.get("words", ""))
    if chosen.get("year"):
        rows = rows.filter(starts_on__year=chosen["year"])
    if chosen.get("where"):
        rows = rows.filter(is_abroad=chosen["where"] == "ngoai")
    return show_list(
        request,
        rows.annotate(n_people=Count("participants")).order_by("-starts_on", "-pk"),
        TOURS,
        heading="Học tập kinh nghiệm",
        file_name="hoc-tap-kinh-nghiem",
        filters=filters,
        create=(reverse("tour_create"), "Ghi chuyến đi") if request.user.is_office else None,
        back=back(),
    )


def _tour(request: HttpRequest, pk: int) -> StudyTour:
    rows = StudyTour.objects.visible_to(request.user).select_related("file", "activity")
    return get_object_or_404(rows, pk=pk)


@require_safe
def study_tour(request: HttpRequest, pk: int) -> HttpResponse:
    row = _tour(request, pk)
    people = list(row.participants.order_by("order", "pk"))
    return _record(
        request,
        row,
        [
            ("Nơi đến", f"{row.destination} ({'nước ngoài' if row.is_abroad else 'trong nước'})"),
            ("Thời gian", f"{row.starts_on:%d/%m/%Y} – {row.ends_on:%d/%m/%Y}"),
            ("Trưởng đoàn", row.leader),
            ("Nội dung học tập", row.aim),
            ("Kết quả, bài học", row.result),
            ("Kinh phí", format_dong(row.cost) if row.cost is not None else ""),
            ("Số người tham gia", len(people)),
        ],
        heading=row.name,
        back=(reverse("tour_list"), "Học tập kinh nghiệm"),
        file_url=reverse("tour_file", args=[pk]) if row.file_id else "",
        people=people,
        buttons=[(reverse("tour_edit", args=[pk]), "Sửa")] if request.user.is_office else [],
    )


@require_safe
def tour_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _tour(request, pk)
    return file_response(request, row.file) if row.file else redirect("study_tour", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def tour_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    may_manage(request)

    def make(data: Any) -> TourForm:
        return TourForm(data, files=request.FILES or None, instance=_tour(request, pk) if pk else None)

    def act(form: TourForm) -> StudyTour:
        given = form.cleaned_data
        return acts.record_tour(
            actor=request.user,
            tour_id=pk or None,
            version=given["version"] if pk else None,
            participants=given["participants"],
            upload=given["upload"],
            **form.details(),
        )

    return save_page(
        request,
        make,
        act,
        heading="Sửa chuyến đi" if pk else "Ghi chuyến học tập kinh nghiệm",
        back_url=reverse("study_tour", args=[pk]) if pk else reverse("tour_list"),
        back_label="Học tập kinh nghiệm",
        done="Đã lưu.",
        leads_to=lambda row: reverse("study_tour", args=[row.pk]),
    )


COMMENDATIONS = (
    ListColumn(
        "ten",
        "Tập thể, cá nhân",
        lambda row: row.recipient,
        ("recipient",),
        link=lambda row: reverse("commendation", args=[row.pk]),
    ),
    ListColumn("nam", "Năm", lambda row: str(row.year), ("year",)),
    ListColumn("la", "Là", lambda row: "Tập thể" if row.is_collective else "Cá nhân", ("is_collective",)),
    ListColumn("don-vi", "Đơn vị", lambda row: row.organisation, ("organisation",)),
    ListColumn("hinh-thuc", "Hình thức", lambda row: row.get_award_display(), ("award",)),
    ListColumn(
        "tinh-trang",
        "Tình trạng",
        lambda row: row.get_state_display(),
        ("state",),
        state=lambda row: STATE_CLASS.get(row.state, "state-plain"),
    ),
    ListColumn("quyet-dinh", "Số quyết định", lambda row: row.decision_no, ("decision_no",)),
    ListColumn("ngay", "Ngày quyết định", lambda row: row.decided_on, ("decided_on",), "date"),
)


@require_safe
def commendation_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "programme.view_plans")
    filters = CommendationFilter(request.GET or None)
    chosen = chosen_in(filters)
    rows = Commendation.objects.visible_to(request.user).search(chosen.get("words", ""))
    rows = rows.filter(**{name: chosen[name] for name in ("year", "state") if chosen.get(name)})
    may = request.user.is_office or request.user.role == "local_officer"
    return show_list(
        request,
        rows.order_by("-year", "pk"),
        COMMENDATIONS,
        heading="Khen thưởng",
        file_name="khen-thuong",
        filters=filters,
        create=(reverse("commendation_create"), "Đề nghị khen thưởng") if may else None,
        back=back(),
    )


def _commendation(request: HttpRequest, pk: int) -> Commendation:
    rows = Commendation.objects.visible_to(request.user).select_related("proposed_by", "file")
    return get_object_or_404(rows, pk=pk)


def _may_change(request: HttpRequest, row: Commendation) -> bool:
    """The office, and whoever proposed it, until it is decided."""
    return row.state == CommendationState.PROPOSED and (
        request.user.is_office or row.proposed_by_id == request.user.pk
    )


@require_safe
def commendation(request: HttpRequest, pk: int) -> HttpResponse:
    row = _commendation(request, pk)
    buttons = [(reverse("commendation_edit", args=[pk]), "Sửa")] if _may_change(request, row) else []
    if request.user.is_office and row.state == CommendationState.PROPOSED:
        buttons += [
            (reverse("commendation_award", args=[pk]), "Ghi quyết định khen thưởng"),
            (reverse("commendation_decline", args=[pk]), "Không xét"),
        ]
    return _record(
        request,
        row,
        [
            ("Tình trạng", row.get_state_display()),
            ("Là", "Tập thể" if row.is_collective else "Cá nhân"),
            ("Đơn vị công tác, địa chỉ", row.organisation),
            ("Hình thức", row.get_award_display()),
            ("Thành tích", row.reason),
            ("Năm", str(row.year)),
            ("Ngày đề nghị", f"{row.proposed_on:%d/%m/%Y}" if row.proposed_on else ""),
            ("Người đề nghị", row.proposed_by.name if row.proposed_by else ""),
            ("Quyết định", row.decision_no),
            ("Ngày quyết định", f"{row.decided_on:%d/%m/%Y}" if row.decided_on else ""),
            ("Lý do không xét", row.decline_reason),
        ],
        heading=row.recipient,
        back=(reverse("commendation_list"), "Khen thưởng"),
        file_url=reverse("commendation_file", args=[pk]) if row.file_id else "",
        buttons=buttons,
    )


@require_safe
def commendation_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _commendation(request, pk)
    return file_response(request, row.file) if row.file else redirect("commendation", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def commendation_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    require(request.user, "programme.propose_commendation", reason=PROPOSE_REASON)
    if pk and not _may_change(request, _commendation(request, pk)):
        require(request.user, "programme.manage", reason="Chỉ người đề nghị và Văn phòng Điều phối được sửa.")
    today = timezone.localdate()
    initial = {} if pk else {"year": today.year, "proposed_on": today}

    def make(data: Any) -> CommendationForm:
        return CommendationForm(data, instance=_commendation(request, pk) if pk else None, initial=initial)

    def act(form: CommendationForm) -> Commendation:
        version = form.cleaned_data["version"] if pk else None
        return acts.propose_commendation(
            actor=request.user, commendation_id=pk or None, version=version, **form.details()
        )

    return save_page(
        request,
        make,
        act,
        heading="Sửa đề nghị" if pk else "Đề nghị khen thưởng",
        back_url=reverse("commendation", args=[pk]) if pk else reverse("commendation_list"),
        back_label="Khen thưởng",
        done="Đã lưu đề nghị.",
        leads_to=lambda row: reverse("commendation", args=[row.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commendation_award(request: HttpRequest, pk: int) -> HttpResponse:
    row = _commendation(request, pk)
    may_manage(request)
    return save_page(
        request,
        lambda data: AwardForm(data, request.FILES or None, initial={"decided_on": timezone.localdate()}),
        lambda form: acts.award_commendation(commendation_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Ghi quyết định khen thưởng: {row.recipient}",
        back_url=reverse("commendation", args=[pk]),
        back_label=row.recipient,
        done="Đã ghi quyết định.",
        leads_to=lambda done: reverse("commendation", args=[done.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commendation_decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _commendation(request, pk)
    may_manage(request)
    return save_page(
        request,
        ReasonForm,
        lambda form: acts.decline_commendation(commendation_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Không xét: {row.recipient}",
        button="Ghi không xét",
        back_url=reverse("commendation", args=[pk]),
        back_label=row.recipient,
        done="Đã ghi.",
        leads_to=lambda done: reverse("commendation", args=[done.pk]),
    )
