"""Classes: list, one, planned, changed, moved on; sessions, attendance by tapping, papers."""

from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from accounts.policy import require
from core.errors import ActRefused
from core.exports import shown_pdf
from core.listing import ListColumn, chosen_in, show_list
from core.models import TransitionLog
from core.pages import carry_out, save_page
from training.domain import classes as acts
from training.domain.queries.classes import classes, sessions, visible_enrolments
from training.domain.workflow import CLASS_WORKFLOW
from training.interfaces.forms import ClassFilter, ClassForm, ReasonForm, SessionForm
from training.interfaces.printing import attendance_pdf, certificates_pdf
from training.models import Attendance, ClassSession, Enrolment, Feedback, TrainingClass

MANAGE_REASON = "Chỉ Văn phòng Điều phối được lập và sửa lớp."
STATE_CLASS = {"held": "state-good", "running": "state-wait", "cancelled": "state-bad"}
COLUMNS = (
    ListColumn(
        "lop",
        "Lớp",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("class_detail", args=[row.pk]),
    ),
    ListColumn("loai", "Loại", lambda row: row.get_kind_display(), ("kind",)),
    ListColumn("nam", "Năm", lambda row: str(row.year), ("year",)),
    ListColumn("ngay", "Bắt đầu", lambda row: row.starts_on, ("starts_on",), "date"),
    ListColumn("dia-ban", "Địa bàn", lambda row: row.unit.name if row.unit else "", ("unit__sort_key",)),
    ListColumn(
        "trang-thai",
        "Trạng thái",
        lambda row: row.get_state_display(),
        ("state",),
        state=lambda row: STATE_CLASS.get(row.state, "state-plain"),
    ),
    ListColumn("hoc-vien", "Học viên", lambda row: row.enrolled, ("enrolled",), "count"),
    ListColumn("hoan-thanh", "Hoàn thành", lambda row: row.completed, ("completed",), "count"),
    ListColumn("kinh-phi", "Kinh phí (đồng)", lambda row: row.cost, ("cost",), "money"),
)


@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    form = ClassFilter(request.GET or None)
    chosen = chosen_in(form)
    is_office = request.user.is_office
    return show_list(
        request,
        classes(user=request.user, **chosen),
        COLUMNS,
        heading="Lớp đào tạo, tập huấn",
        file_name="lop-dao-tao",
        template="training/class_list.html",
        filters=form,
        create=(reverse("class_create"), "Lập lớp") if is_office else None,
        sees_people=has_perm("training.view_people", request.user),
    )


def seen_class(request: HttpRequest, pk: int) -> TrainingClass:
    rows = TrainingClass.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(rows, pk=pk)


def managed_class(request: HttpRequest, pk: int) -> TrainingClass:
    found = seen_class(request, pk)
    require(request.user, "training.manage", reason=MANAGE_REASON)
    return found


def attended_class(request: HttpRequest, pk: int) -> TrainingClass:
    """The class, for whoever may take attendance there."""
    found = seen_class(request, pk)
    if not takes_attendance(request, found):
        raise PermissionDenied("Chỉ Văn phòng Điều phối và cán bộ của địa bàn mở lớp được điểm danh.")
    return found


def takes_attendance(request: HttpRequest, found: TrainingClass) -> bool:
    return request.user.is_office or bool(
        found.unit_id and has_perm("training.take_attendance", request.user, found)
    )


def class_address(row: TrainingClass) -> str:
    return reverse("class_detail", args=[row.pk])


@require_safe
def class_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_class(request, pk)
    enrolments = visible_enrolments(training_class=found, user=request.user)
    is_open = found.state in acts.OPEN
    shown = {
        "training_class": found,
        "sessions": sessions(found),
        "enrolments": enrolments,
        "enrolled": found.enrolments.count(),
        "completed": found.enrolments.filter(completed=True).count(),
        "feedback": _feedback(found),
        "files": list(found.files.visible_to(request.user).select_related("file", "added_by")),
        "steps": CLASS_WORKFLOW.allowed(found) if request.user.is_office else [],
        "log": list(
            TransitionLog.objects.filter(
                content_type__app_label="training", content_type__model="trainingclass", object_id=found.pk
            ).select_related("actor")
        ),
        "may_manage": request.user.is_office,
        "may_register": is_open and has_perm("training.register", request.user),
        "may_attend": is_open and takes_attendance(request, found),
        "may_print": takes_attendance(request, found),
    }
    return render(request, "training/class_detail.html", shown)


def _feedback(found: TrainingClass) -> dict[str, Any]:
    rows = Feedback.objects.filter(enrolment__training_class=found)
    asked = ("content", "trainer", "organisation")
    sums = rows.aggregate(count=Count("pk"), **{f"sum_{name}": Sum(name) for name in asked})
    count = sums["count"]
    said = list(rows.exclude(comment="").order_by("pk").values_list("comment", flat=True)[:50])
    shown = {name: Fraction(sums[f"sum_{name}"], count) if count else None for name in asked}
    return {**shown, "count": count, "comments": said}


@require_http_methods(["GET", "HEAD", "POST"])
def class_create(request: HttpRequest) -> HttpResponse:
    require(request.user, "training.manage", reason=MANAGE_REASON)
    return save_page(
        request,
        lambda data: ClassForm(data, initial={"year": timezone.localdate().year}),
        lambda form: acts.plan_class(actor=request.user, **form.details()),
        heading="Lập lớp đào tạo, tập huấn",
        back_url=reverse("class_list"),
        back_label="Đào tạo, tập huấn",
        done="Đã lập lớp. Hãy thêm buổi học và học viên.",
        leads_to=class_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_class(request, pk)

    def act(form: ClassForm) -> TrainingClass:
        version = form.cleaned_data["version"] or 0
        return acts.change_class(class_id=pk, version=version, actor=request.user, **form.details())

    return save_page(
        request,
        lambda data: ClassForm(data, instance=seen_class(request, pk)),
        act,
        heading="Sửa lớp",
        back_url=class_address(found),
        back_label=found.name,
        done="Đã lưu lớp.",
        leads_to=class_address,
    )


STEPS: dict[str, Any] = {
    "start": acts.start_class,
    "finish": acts.finish_class,
    "cancel": acts.cancel_class,
    "reopen": acts.reopen_class,
}


@require_http_methods(["GET", "HEAD", "POST"])
def class_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step of the class; one that needs a reason asks for it first."""
    found = managed_class(request, pk)
    chosen = next((one for one in CLASS_WORKFLOW.transitions if one.name == step), None)
    if chosen is None:
        return redirect(class_address(found))
    act = STEPS[step]
    if chosen.needs_reason:
        return save_page(
            request,
            ReasonForm,
            lambda form: act(class_id=pk, actor=request.user, **form.cleaned_data),
            heading=f"{chosen.label}: {found.name}",
            button=chosen.label,
            back_url=class_address(found),
            back_label=found.name,
            done="Đã ghi.",
            leads_to=class_address,
        )
    if request.method == "POST":
        carry_out(request, lambda: act(class_id=pk, actor=request.user), "Đã ghi.")
    return redirect(class_address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed_class(request, pk)
    return save_page(
        request,
        lambda data: SessionForm(data, initial={"held_on": found.starts_on, "trainer": found.trainers}),
        lambda form: acts.add_session(class_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Thêm buổi học: {found.name}",
        back_url=class_address(found),
        back_label=found.name,
        done="Đã thêm buổi học.",
        leads_to=lambda _: class_address(found),
    )


def _session(request: HttpRequest, pk: int) -> ClassSession:
    found = get_object_or_404(ClassSession.objects.select_related("training_class__unit"), pk=pk)
    attended_class(request, found.training_class_id)
    return found


@require_POST
def session_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ClassSession, pk=pk)
    managed_class(request, found.training_class_id)
    carry_out(request, lambda: acts.remove_session(session_id=pk, actor=request.user), "Đã xóa buổi học.")
    return redirect("class_detail", found.training_class_id)


@require_safe
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a session on a tablet: one tap a person, saved at once."""
    found = _session(request, pk)
    marks = dict(Attendance.objects.filter(session=found).values_list("enrolment", "is_present"))
    people = found.training_class.enrolments.select_related("trainee").order_by("trainee__sort_key", "pk")
    rows = [{"enrolment": one, "mark": marks.get(one.pk)} for one in people]
    shown = {
        "session": found,
        "training_class": found.training_class,
        "rows": rows,
        "marked": len(marks),
        "is_open": found.training_class.state in acts.OPEN,
    }
    return render(request, "training/attendance.html", shown)


@require_POST
def attendance_mark(request: HttpRequest, pk: int, enrolment_pk: int) -> HttpResponse:
    """One tap; htmx gets the row back, without JavaScript the whole list."""
    found = _session(request, pk)
    one = get_object_or_404(
        Enrolment.objects.select_related("trainee"), pk=enrolment_pk, training_class=found.training_class
    )
    is_present = request.POST.get("co_mat") == "1"
    try:
        acts.mark_attendance(
            session_id=pk, enrolment_id=enrolment_pk, is_present=is_present, actor=request.user
        )
    except ActRefused as refusal:
        return HttpResponse(str(refusal), status=409)
    if not request.htmx:
        return redirect(f"{reverse('attendance', args=[pk])}#hv-{enrolment_pk}")
    shown = {"row": {"enrolment": one, "mark": is_present}, "session": found, "is_open": True}
    return render(request, "training/attendance_row.html", shown)


@require_POST
def attendance_all(request: HttpRequest, pk: int) -> HttpResponse:
    _session(request, pk)
    carry_out(
        request,
        lambda: acts.mark_all(session_id=pk, actor=request.user),
        "Đã ghi có mặt cho những người chưa điểm danh.",
    )
    return redirect("attendance", pk)


@require_safe
def attendance_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return shown_pdf(attendance_pdf(attended_class(request, pk)), f"diem-danh-lop-{pk}")


@require_safe
def class_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    found = attended_class(request, pk)
    if not found.enrolments.filter(completed=True).exclude(certificate_no="").exists():
        return redirect(class_address(found))
    return shown_pdf(certificates_pdf(found), f"chung-nhan-lop-{pk}")
