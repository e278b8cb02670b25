"""Imports: the list, a file taken in, looked at, applied, undone, given back with its problems marked."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.confirming import identity_question
from accounts.policy import require
from core.domain.jobs import start_job
from core.errors import ActRefused
from core.exports import download, exported
from core.pages import carry_out, form_page
from core.spreadsheets.correcting import corrected
from core.spreadsheets.importing import ACTION_LABELS, Action
from core.spreadsheets.writing import Column
from core.upload_handlers import files_cut_off
from exchange.domain import imports
from exchange.interfaces.forms import ImportReasonForm, MappingForm, UploadForm
from exchange.interfaces.preview import SHOWN, Preview, preview_of
from exchange.models import ADMIN_KINDS, ImportRun, ImportState
from exchange.tasks import import_file

PAGE = 50
RUNS = (
    Column("Tệp", lambda row: row.name),
    Column("Loại dữ liệu", lambda row: row.get_kind_display()),
    Column("Trạng thái", lambda row: row.get_state_display()),
    Column("Số hàng đã ghi", lambda row: row.counts.get("applied")),
    Column("Người tải lên", lambda row: row.created_by),
    Column("Tải lên lúc", lambda row: row.created_at),
    Column("Ghi lúc", lambda row: row.applied_at),
    Column("Hoàn tác lúc", lambda row: row.undone_at),
)


def _seen(request: HttpRequest, pk: int) -> ImportRun:
    require(request.user, "exchange.import_files", reason=imports.REASON)
    rows = ImportRun.objects.visible_to(request.user).select_related("file", "created_by", "job")
    return get_object_or_404(rows, pk=pk)


def _asked_first(request: HttpRequest, run: ImportRun) -> HttpResponse | None:
    """Accounts and units change by a file as by hand: only after the password was given again."""
    return identity_question(request) if run.kind in ADMIN_KINDS else None


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """The files taken in, the latest first; `?xuat=xlsx` or `csv` takes the list away."""
    require(request.user, "exchange.import_files", reason=imports.REASON)
    rows = ImportRun.objects.visible_to(request.user).select_related("created_by").defer("trace", "accepted")
    if file := exported(request, title="Các tệp đã nhập", columns=RUNS, rows=rows):
        return file
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "exchange/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file in."""
    require(request.user, "exchange.import_files", reason=imports.REASON)
    start = {"kind": request.GET.get("loai")}
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=start)
    if request.method == "POST" and files_cut_off(request):
        form.add_error("file", "Tệp lớn hơn 25 MB. Hãy tách thành nhiều tệp nhỏ hơn.")
    if request.method == "POST" and form.is_valid():
        file, training_class = form.cleaned_data["file"], form.cleaned_data["training_class"]
        try:
            run = imports.take_in(
                kind=form.cleaned_data["kind"],
                content=file.read(),
                name=file.name,
                as_of=form.cleaned_data["as_of"],
                actor=request.user,
                **({"class": training_class.pk} if training_class else {}),
            )
        except ActRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_run", run.pk)
    return form_page(
        request,
        form,
        heading="Nhập từ tệp Excel",
        intro="Tệp được đọc và kiểm tra trước; chưa ghi gì vào sổ cho đến khi bạn bấm “Ghi vào sổ”.",
        button="Đọc tệp",
        back_url=reverse("import_list"),
        back_label="Nhập dữ liệu",
    )


@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """What was recognised in a file and what each row would do; after writing, what was written."""
    return _run_page(request, _seen(request, pk))


def _run_page(request: HttpRequest, run: ImportRun, reason: ImportReasonForm | None = None) -> HttpResponse:
    shown: dict[str, Any] = {"run": run, "labels": _counted(run.counts)}
    if run.state in {ImportState.READ, ImportState.APPLYING}:
        try:
            shown |= _previewed(request, run)
            shown["reason"] = reason or ImportReasonForm(initial=run.extra)
        except ActRefused as refusal:
            messages.error(request, str(refusal))
    return render(request, "exchange/import_run.html", shown, status=422 if reason else 200)


def _previewed(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    found = preview_of(run)
    only = request.GET.get("loc", "")
    only = only if only in set(Action) else ""
    lines = [line for line in found.lines if not only or line.action == only]
    written = sum(1 for line in found.lines if line.action in {"new", "changed"} or _is_accepted(line))
    return {
        "preview": found,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "headings": [label for _, label in SHOWN[run.kind]],
        "only": only,
        "labels": _counted(found.counts),
        "written": written,
        "left_out": len(found.lines) - written - found.counts["unchanged"],
        "before": imports.same_file_before(run),
        "several": len(found.tables) > 1,
    }


def _is_accepted(line: Any) -> bool:
    return line.action == Action.DOUBTFUL and line.accepted


def _counted(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(str(action), label, counts.get(action, 0)) for action, label in ACTION_LABELS.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is what, and which units unclear names mean."""
    run = _seen(request, pk)
    found = imports.look_at(run)
    form = MappingForm(request.POST or None, run=run, found=found, questions=found.importer.questions())
    if request.method == "POST" and form.is_valid():
        mapping = {**run.mapping, **form.mapping(found)}
        chosen = {"mapping": mapping, "as_of": form.cleaned_data["as_of"]}
        choices = {**run.choices, **form.choices()}
        if carry_out(
            request,
            lambda: imports.choose(run_id=pk, actor=request.user, choices=choices, **chosen),
            "Đã đọc lại tệp theo lựa chọn của bạn.",
        ):
            return redirect("import_run", pk)
    shown = {"run": run, "form": form}
    return render(request, "exchange/import_columns.html", shown, status=422 if form.is_bound else 200)


@require_POST
def import_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the ticked doubtful rows of a page, or all of them; rows of the page not ticked are given back."""
    run = _seen(request, pk)
    found = preview_of(run)
    doubtful = {line.place: [line.sheet, line.row] for line in found.lines if line.action == Action.DOUBTFUL}
    accepted = {f"{row}@{sheet}" for sheet, row in run.accepted}
    if "all" in request.POST:
        accepted = set(doubtful)
    else:
        accepted -= set(request.POST.getlist("shown"))
        accepted |= set(request.POST.getlist("row"))
    chosen = [place for name, place in doubtful.items() if name in accepted]
    carry_out(
        request,
        lambda: imports.choose(run_id=pk, actor=request.user, accepted=chosen),
        f"Đã nhận {len(chosen)} hàng cần xem lại.",
    )
    return redirect(f"{reverse('import_run', args=[pk])}?loc=doubtful")


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the file's rows: a job in one transaction, with a page that shows how far it is."""
    run = _seen(request, pk)
    if (question := _asked_first(request, run)) is not None:
        return question
    if run.state != ImportState.READ:
        messages.error(request, "Tệp này đã được ghi hoặc đang ghi.")
        return redirect("import_run", pk)
    found: Preview = preview_of(run)
    if found.asks_reason:
        form = ImportReasonForm(request.POST)
        if not form.is_valid():
            return _run_page(request, run, form)
        imports.choose(run_id=pk, actor=request.user, extra={**run.extra, **form.cleaned_data})
    job = start_job(
        kind="import",
        key=f"{run.kind}/{run.pk}",
        title=f"Nhập tệp {run.name}",
        actor=request.user,
        task=import_file,
        arguments={"run_id": run.pk, "promised": found.promised},
    )
    ImportRun.objects.filter(pk=pk).update(job=job)
    return redirect("job", job.pk)


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the import wrote."""
    if (question := _asked_first(request, _seen(request, pk))) is not None:
        return question
    carry_out(
        request,
        lambda: imports.undo_import(run_id=pk, actor=request.user),
        "Đã hoàn tác: sổ trở lại như trước lần nhập này.",
    )
    return redirect("import_run", pk)


@require_safe
def import_corrected(request: HttpRequest, pk: int) -> HttpResponse:
    """The file with its problems marked, to be mended and sent again."""
    run = _seen(request, pk)
    with run.file.content.open("rb") as stored:
        content = stored.read()
    made = corrected(content, imports.book_of(run), imports.look_at(run))
    return download(made, f"kiem-tra-{run.pk}")
