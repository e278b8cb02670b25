"""People: on the list of a class, on record, and who is trained unit by unit."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policy import require
from core.exports import exported
from core.forms import Attempt, attempt
from core.listing import ListColumn, chosen_in, show_list
from core.pages import carry_out, save_page
from core.spreadsheets.writing import Column
from localities.models import lies_in
from producers.models import Producer
from training.domain import classes as class_acts
from training.domain import enrolling as acts
from training.domain.queries.by_unit import coverage_by_unit, units_of
from training.domain.queries.coverage import coverage
from training.interfaces.forms import (
    CoverageFilter,
    CoverageListFilter,
    FeedbackForm,
    MergeForm,
    PeopleFilter,
    PersonForm,
    ReasonForm,
)
from training.models import Enrolment, Trainee, TraineeGroup
from training.views.classes import class_address, managed_class, seen_class

REGISTER_REASON = "Chỉ Văn phòng Điều phối, cán bộ địa phương và chủ thể được đăng ký học viên."
PEOPLE_REASON = "Danh sách học viên dành cho Văn phòng Điều phối, lãnh đạo và cán bộ địa phương."


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the list: typed anew, or one of those who may be the same person."""
    found = seen_class(request, pk)
    require(request.user, "training.register", reason=REGISTER_REASON)
    day = timezone.localdate()
    initial = _own(request)

    def make(data: Any) -> PersonForm:
        return PersonForm(data, user=request.user, day=day, initial=initial)

    shown = {"training_class": found, "back_url": class_address(found)}
    if request.method != "POST":
        return render(request, "training/enrol.html", {**shown, **Attempt(make(None)).context()})
    form = make(request.POST)
    chosen = request.POST.get("trainee", "")
    if chosen.isdecimal():
        done = carry_out(
            request,
            lambda: acts.enrol(class_id=pk, trainee_id=int(chosen), on=day, actor=request.user),
            "Đã ghi vào danh sách.",
        )
        return redirect(class_address(found) if done else reverse("enrol", args=[pk]))

    def act() -> Enrolment:
        return acts.enrol(
            class_id=pk, on=day, actor=request.user, confirmed=form.confirmed_keys(), **form.details()
        )

    tried = attempt(form, act, make)
    if tried.saved is None:
        return render(request, "training/enrol.html", {**shown, **tried.context()}, status=tried.status)
    messages.success(request, f"Đã ghi {tried.saved.trainee.name} vào danh sách.")
    again = "them" in request.POST
    return redirect(reverse("enrol", args=[pk]) if again else class_address(found))


def _own(request: HttpRequest) -> dict[str, Any]:
    """What is likely for whoever registers: its own unit, its own producer."""
    if request.user.role == "producer":
        producer = Producer.objects.visible_to(request.user).first()
        if producer:
            leader = TraineeGroup.PRODUCER_LEADER
            return {
                "producer": producer,
                "unit": producer.unit,
                "organisation": producer.name,
                "group": leader,
            }
    return {"unit": request.user.unit} if request.user.unit_id else {}


def _enrolment(request: HttpRequest, pk: int) -> Enrolment:
    seen = Trainee.objects.visible_to(request.user).order_by().values("pk")
    rows = Enrolment.objects.filter(trainee__in=seen).select_related("trainee", "training_class")
    return get_object_or_404(rows, pk=pk)


@require_POST
def enrolment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _enrolment(request, pk)
    require(request.user, "training.register", reason=REGISTER_REASON)
    carry_out(request, lambda: acts.take_off(enrolment_id=pk, actor=request.user), "Đã bỏ khỏi danh sách.")
    return redirect("class_detail", found.training_class_id)


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Say against attendance that somebody completed the class, or did not: ``?hoan-thanh=1``."""
    found = _enrolment(request, pk)
    managed_class(request, found.training_class_id)
    completed = not found.completed

    def act(form: ReasonForm) -> Enrolment:
        return class_acts.set_completed(
            enrolment_id=pk, completed=completed, actor=request.user, **form.cleaned_data
        )

    said = "hoàn thành" if completed else "chưa hoàn thành"
    return save_page(
        request,
        ReasonForm,
        act,
        heading=f"Ghi {said}: {found.trainee.name}",
        intro="Kết quả ghi tay đi kèm lý do và không đổi theo điểm danh.",
        back_url=class_address(found.training_class),
        back_label=found.training_class.name,
        done="Đã ghi.",
        leads_to=lambda _: class_address(found.training_class),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody thought of the class: its own word, or the paper the office types in."""
    found = _enrolment(request, pk)
    known = getattr(found, "feedback", None)
    return save_page(
        request,
        lambda data: FeedbackForm(data, instance=known),
        lambda form: class_acts.give_feedback(enrolment_id=pk, actor=request.user, **form.cleaned_data),
        heading=f"Ý kiến học viên: {found.trainee.name}",
        intro=found.training_class.name,
        back_url=class_address(found.training_class),
        back_label=found.training_class.name,
        done="Đã ghi ý kiến. Cảm ơn bạn.",
        leads_to=lambda _: class_address(found.training_class),
    )


PEOPLE = (
    ListColumn(
        "ten",
        "Họ và tên",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("person", args=[row.pk]),
    ),
    ListColumn("doi-tuong", "Đối tượng", lambda row: row.get_group_display(), ("group",)),
    ListColumn("don-vi", "Đơn vị công tác", lambda row: row.organisation, ("organisation",)),
    ListColumn("dia-ban", "Địa bàn", lambda row: row.unit.name if row.unit else "", ("unit__sort_key",)),
    ListColumn("lop", "Số lớp", lambda row: row.n_classes, ("n_classes",), "count"),
    ListColumn("hoan-thanh", "Hoàn thành", lambda row: row.n_completed, ("n_completed",), "count"),
)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    require(request.user, "training.view_people", reason=PEOPLE_REASON)
    filters = PeopleFilter(request.GET or None)
    chosen = chosen_in(filters)
    rows = Trainee.objects.visible_to(request.user).search(chosen.get("words", ""))
    if chosen.get("group"):
        rows = rows.filter(group=chosen["group"])
    rows = rows.select_related("unit").annotate(
        n_classes=Count("enrolments"), n_completed=Count("enrolments", filter=Q(enrolments__completed=True))
    )
    return show_list(
        request,
        rows.order_by("sort_key", "pk"),
        PEOPLE,
        heading="Học viên",
        file_name="hoc-vien",
        filters=filters,
        back=(reverse("class_list"), "Đào tạo, tập huấn"),
    )


def _person(request: HttpRequest, pk: int) -> Trainee:
    rows = Trainee.objects.visible_to(request.user).select_related("unit", "producer", "user")
    return get_object_or_404(rows, pk=pk)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with the classes it was in."""
    found = _person(request, pk)
    shown = {
        "person": found,
        "enrolments": list(found.enrolments.select_related("training_class").order_by("-pk")),
        "may_edit": request.user.is_office,
    }
    return render(request, "training/person.html", shown)


def _person_address(row: Trainee) -> str:
    return reverse("person", args=[row.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _person(request, pk)
    require(request.user, "training.manage", reason="Chỉ Văn phòng Điều phối được sửa học viên.")
    return save_page(
        request,
        lambda data: PersonForm(
            data, instance=_person(request, pk), user=request.user, day=timezone.localdate()
        ),
        lambda form: acts.change_person(trainee_id=pk, actor=request.user, **form.details()),
        heading=f"Sửa: {found.name}",
        back_url=_person_address(found),
        back_label=found.name,
        done="Đã lưu.",
        leads_to=_person_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of two rows that mean the same person."""
    found = _person(request, pk)
    require(request.user, "training.manage", reason="Chỉ Văn phòng Điều phối được gộp học viên.")
    last = found.name.split(" ")[-1]
    others = Trainee.objects.search(last).exclude(pk=pk).by_name()
    return save_page(
        request,
        lambda data: MergeForm(data, people=others),
        lambda form: acts.merge_people(keep_id=pk, drop_id=form.cleaned_data["other"].pk, actor=request.user),
        heading=f"Gộp người ghi trùng vào: {found.name}",
        button="Gộp",
        back_url=_person_address(found),
        back_label=found.name,
        done="Đã gộp thành một người.",
        leads_to=_person_address,
    )


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    return int(asked) if asked.isdecimal() and 2018 <= int(asked) <= 2100 else timezone.localdate().year


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """The share of the trained, as a whole and by unit; an officer sees the units of its ground."""
    require(request.user, "training.view_people", reason=PEOPLE_REASON)
    year = _year(request)
    within = request.user.scope("path") if request.user.role == "local_officer" else None
    whole, rows = coverage_by_unit(year=year, within=within)
    title, filters = f"Độ bao phủ đào tạo năm {year}", CoverageFilter(initial={"nam": year})
    if file := exported(request, title=title, columns=_COVERAGE, rows=rows, filters=filters):
        return file
    shown = {
        "year": year,
        "whole": whole,
        "rows": rows,
        "filters": filters,
        "sees_whole": within is None,
    }
    return render(request, "training/coverage.html", shown)


def _percent(value: Fraction | None) -> Fraction | None:
    return None if value is None else value * 100


_COVERAGE = (
    Column("Đơn vị", lambda row: row.unit.name),
    Column("Cán bộ quản lý", lambda row: row.managers),
    Column("Cán bộ đã đào tạo", lambda row: row.managers_trained),
    Column("Tỷ lệ cán bộ (%)", lambda row: _percent(row.managers_share)),
    Column("Chủ thể", lambda row: row.leaders),
    Column("Lãnh đạo đã đào tạo", lambda row: row.leaders_trained),
    Column("Tỷ lệ chủ thể (%)", lambda row: _percent(row.leaders_share)),
)


_STATE = ListColumn(
    "dao-tao",
    "Đào tạo trong năm",
    lambda row: "Đã đào tạo" if row.is_trained else "Chưa đào tạo",
    ("is_trained",),
    state=lambda row: "state-good" if row.is_trained else "state-wait",
)
_UNIT = ListColumn("dia-ban", "Địa bàn", lambda row: row.unit.name if row.unit else "", ("unit__sort_key",))
MANAGERS = (
    ListColumn(
        "ten",
        "Họ và tên",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("person", args=[row.pk]),
    ),
    ListColumn("cap", "Đối tượng", lambda row: row.get_group_display(), ("group",)),
    ListColumn("don-vi", "Đơn vị công tác", lambda row: row.organisation, ("organisation",)),
    _UNIT,
    _STATE,
)
LEADERS = (
    ListColumn(
        "ten",
        "Chủ thể",
        lambda row: row.name,
        ("sort_key",),
        link=lambda row: reverse("producer", args=[row.pk]),
    ),
    ListColumn("dai-dien", "Người đại diện", lambda row: row.representative, ("representative",)),
    _UNIT,
    _STATE,
)


@require_safe
def coverage_list(request: HttpRequest) -> HttpResponse:
    """Who is trained and who is not, by name."""
    require(request.user, "training.view_people", reason=PEOPLE_REASON)
    year = _year(request)
    given = request.GET or {"nam": str(year)}
    filters = CoverageListFilter(given, units=units_of(year))
    chosen = chosen_in(filters)
    whole = coverage(year=year)
    of_leaders = chosen.get("ai") == "chu-the"
    rows = _trained_or_not(whole.leaders if of_leaders else whole.managers)
    model: Any = Producer if of_leaders else Trainee
    rows = rows.filter(pk__in=model.objects.visible_to(request.user).order_by().values("pk"))
    if chosen.get("dao_tao"):
        rows = rows.filter(is_trained=chosen["dao_tao"] == "co")
    if chosen.get("don_vi"):
        rows = rows.filter(lies_in("unit__path", [chosen["don_vi"].path]))
    return show_list(
        request,
        rows,
        LEADERS if of_leaders else MANAGERS,
        heading=f"Đào tạo {'lãnh đạo chủ thể' if of_leaders else 'cán bộ quản lý'} năm {year}",
        file_name=f"dao-tao-{'chu-the' if of_leaders else 'quan-ly'}-{year}",
        filters=filters,
        back=(f"{reverse('coverage')}?nam={year}", f"Độ bao phủ năm {year}"),
    )


def _trained_or_not(covered: Any) -> Any:
    """Those wanted, each with ``is_trained``."""
    trained = covered.trained.order_by().filter(pk=OuterRef("pk"))
    return covered.wanted.annotate(is_trained=Exists(trained))
