"""Pages about people's own data: what is kept, a copy of it, who looked, making it anonymous."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Erasure, PersonalView, User
from accounts.policy import require
from core.domain.jobs import start_job
from core.errors import ActRefused
from core.listing import ListColumn, chosen_in, show_list
from core.models import JobRun, JobState
from ocop_cantho.personal.copies import JOB, KEPT, key_of
from ocop_cantho.personal.erasing import erase, plan
from ocop_cantho.personal.forms import ErasureForm, LogFilter, WhoseForm
from ocop_cantho.personal.kinds import ACCOUNT, KINDS, Kind, kind_of, rows_about
from ocop_cantho.tasks import make_personal_copy

LOOKS = (
    ListColumn("luc", "Lúc", lambda row: f"{timezone.localtime(row.at):%d/%m/%Y %H:%M}", ("at",)),
    ListColumn("nguoi-xem", "Người xem", lambda row: row.viewer.name, ("viewer__sort_key",)),
    ListColumn("vai-tro", "Vai trò", lambda row: row.viewer.get_role_display(), ("viewer__role",)),
    ListColumn("trang", "Đã xem", lambda row: row.page, ("page",)),
)


def _whose(look: PersonalView) -> str:
    return (
        f"{look.content_type.name.capitalize()} số {look.object_id}" if look.content_type else "Cả danh sách"
    )


def _whose_page(look: PersonalView) -> str:
    of = look.content_type.model_class() if look.content_type else None
    words = [kind.word for kind in KINDS.values() if kind.model is of]
    return reverse("personal_data", args=[words[0], look.object_id]) if words else ""


WHOSE = ListColumn("cua", "Dữ liệu của", _whose, link=_whose_page)


def _subject(request: HttpRequest, word: str, pk: int) -> tuple[Kind, Any]:
    """A row about the user itself; to the office every row."""
    kind = kind_of(word)
    rows = kind.rows() if request.user.is_office else kind.rows().filter(kind.own(request.user))
    return kind, get_object_or_404(rows.distinct(), pk=pk)


def _address(name: str, kind: Kind, pk: int) -> str:
    return reverse(name, args=[kind.word, pk])


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What the programme keeps about whoever asks, with a copy to take away and who looked at it."""
    about = [
        {"kind": kind, "row": row, "name": str(row)}
        for kind in KINDS.values()
        for row in kind.rows().filter(kind.own(request.user)).distinct().order_by("pk")
    ]
    shown = {
        "about": about,
        "looks": list(rows_about(request.user).select_related("viewer").order_by("-pk")[:20]),
        "supports": list(request.user.support_views.select_related("supporter").order_by("-pk")[:10]),
        "account": ACCOUNT,
    }
    return render(request, "personal/mine.html", shown)


@require_safe
def my_looks(request: HttpRequest) -> HttpResponse:
    """Everybody who looked at what is known of whoever asks."""
    return _looks(
        request,
        rows_about(request.user),
        "Ai đã xem dữ liệu của tôi",
        (reverse("my_data"), "Dữ liệu cá nhân"),
    )


def _looks(
    request: HttpRequest,
    rows: QuerySet[PersonalView],
    heading: str,
    back: tuple[str, str],
    columns: Any = LOOKS,
) -> HttpResponse:
    filters = LogFilter(request.GET or None)
    chosen = chosen_in(filters)
    if chosen.get("q"):
        rows = rows.filter(viewer__in=User.objects.search(chosen["q"]).order_by().values("pk"))
    if chosen.get("vai_tro"):
        rows = rows.filter(viewer__role=chosen["vai_tro"])
    if chosen.get("tu"):
        rows = rows.filter(at__date__gte=chosen["tu"])
    if chosen.get("den"):
        rows = rows.filter(at__date__lte=chosen["den"])
    return show_list(
        request,
        rows.select_related("viewer").order_by("-pk"),
        columns,
        heading=heading,
        file_name="luot-xem",
        filters=filters,
        back=back,
        empty="Chưa có ai xem.",
    )


@require_safe
def personal_log(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data: for the office's administrators."""
    require(
        request.user,
        "accounts.manage_accounts",
        reason="Nhật ký xem dành cho quản trị của Văn phòng Điều phối.",
    )
    return _looks(
        request,
        PersonalView.objects.select_related("content_type"),
        "Nhật ký xem dữ liệu cá nhân",
        (reverse("condition"), "Tình trạng hệ thống"),
        (*LOOKS, WHOSE),
    )


@require_safe
def personal_data(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """One row about a person: what can be done with it, who looked, what was erased."""
    kind, row = _subject(request, word, pk)
    jobs = JobRun.objects.filter(kind=JOB, key=key_of(kind, pk, request.user)).order_by("-pk")
    shown = {
        "kind": kind,
        "row": row,
        "name": getattr(row, kind.name),
        "job": jobs.filter(state=JobState.DONE, file__isnull=False).first(),
        "looks": list(PersonalView.objects.of(row).select_related("viewer").order_by("-pk")[:20]),
        "erasures": list(Erasure.objects.of(row).select_related("done_by")),
        "may_erase": request.user.has_perm("accounts.manage_accounts") and row != request.user,
        "page": reverse(kind.page, args=[pk]) if request.user.is_office else "",
    }
    return render(request, "personal/one.html", shown)


@require_safe
def personal_looks(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Everybody who looked at one row."""
    kind, row = _subject(request, word, pk)
    return _looks(
        request,
        PersonalView.objects.of(row),
        f"Ai đã xem: {getattr(row, kind.name)}",
        (_address("personal_data", kind, pk), "Dữ liệu cá nhân"),
    )


@require_POST
def personal_copy_make(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Have a copy made in the background; the page of the job leads to it."""
    kind, row = _subject(request, word, pk)
    job = start_job(
        kind=JOB,
        key=key_of(kind, pk, request.user),
        title=f"Bản sao dữ liệu cá nhân ({kind.called} số {pk})",
        actor=request.user,
        task=make_personal_copy,
        arguments={"word": word, "pk": row.pk, "reader_id": request.user.pk},
    )
    return redirect("job", job.pk)


def _copy(request: HttpRequest, pk: int) -> tuple[JobRun, Kind, int]:
    """A copy is read by who asked for it and nobody else, while that person may see what is in it."""
    job = get_object_or_404(JobRun, pk=pk, kind=JOB, requested_by=request.user, file__isnull=False)
    word, row, _ = job.key.split("/")
    kind, _ = _subject(request, word, int(row))
    return job, kind, int(row)


@require_safe
def personal_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy is ready: what is in it, and until when it is kept."""
    job, kind, row = _copy(request, pk)
    shown = {"job": job, "until": job.requested_at + KEPT, "back": _address("personal_data", kind, row)}
    return render(request, "personal/copy.html", shown)


@require_safe
def personal_copy_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes."""
    job, _, _ = _copy(request, pk)
    stored = job.file
    if stored is None:
        raise Http404
    return FileResponse(
        stored.content.open("rb"),
        as_attachment=True,
        filename=stored.original_name,
        content_type=stored.content_type,
        headers={"Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def personal_erase(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """What would be erased and what stays; a POST with the paper and the reason does it."""
    require(
        request.user, "accounts.manage_accounts", reason="Chỉ quản trị của Văn phòng Điều phối được ẩn danh."
    )
    kind, row = _subject(request, word, pk)
    given = request.POST if request.method == "POST" else request.GET
    whose = WhoseForm(given if "ai" in given else None, kind=kind, row=row)
    chosen = chosen_in(whose)
    # whom the preview showed, even where nobody of that name is left: then it is refused, and no other is taken
    asked: dict[str, Any] = {"whose": given.get("ai", ""), "with_contact": chosen.get("lien_he", False)}
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase(
                kind=kind,
                pk=pk,
                actor=request.user,
                paper=form.cleaned_data["paper"],
                reason=form.cleaned_data["reason"],
                **asked,
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ẩn danh. Số liệu thống kê và văn bản đã ban hành không thay đổi.")
            return redirect("personal_data", word, pk)
    shown = {
        "kind": kind,
        "row": row,
        "name": asked["whose"] or getattr(row, kind.name),
        "form": form,
        "whose": whose,
    }
    shown["plan"] = plan(kind=kind, row=row, **asked)
    return render(request, "personal/erase.html", shown, status=422 if form.is_bound else 200)
