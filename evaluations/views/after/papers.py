"""The papers of a round: what can be printed, each as PDF, Word or Excel, and the large bundles as jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.documents import OfficialDocument, render_docx, render_official, render_workbook
from core.domain.jobs import start_job
from core.file_types import DOCX, PDF, XLSX
from core.models import JobRun, JobState
from core.pages import carry_out, file_response, say_errors
from evaluations.domain import decisions
from evaluations.domain.levels import recognises
from evaluations.domain.queries.papers import RoundFacts, round_facts
from evaluations.enums import RoundState
from evaluations.interfaces.after_forms import SignedDecisionForm
from evaluations.interfaces.papers import marks, minutes, recognition, sheets
from evaluations.interfaces.papers.bundles import BUNDLES, bundle_key
from evaluations.models import Decision, Entry, Round, Sheet
from evaluations.tasks import print_bundle
from evaluations.views.rounds import MANAGE_REASON

CLOSED = frozenset({RoundState.CLOSED, RoundState.DECIDED})
NOT_CLOSED = "Văn bản có kết quả chấm chỉ in được sau khi đã khóa phiếu."
NOT_HERE = (
    "Cấp này chỉ đánh giá và đề nghị cấp trên; quyết định công nhận và giấy chứng nhận là của cấp trên."
)
CITYS = frozenset({"quyet-dinh", "giay-chung-nhan"})  # made only where products are recognised
TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX}
RENDERERS: dict[str, Callable[[OfficialDocument], bytes]] = {
    "pdf": render_official,
    "docx": render_docx,
    "xlsx": render_workbook,
}


@dataclass(frozen=True)
class Paper:
    """A paper of a whole round and the forms it comes in."""

    label: str
    describe: Callable[[RoundFacts, Decision | None], OfficialDocument]
    endings: tuple[str, ...] = ("pdf", "docx")


PAPERS = {
    "bien-ban": Paper("Biên bản họp Hội đồng", lambda facts, decision: minutes.minutes(facts)),
    "tong-hop": Paper(
        "Bảng tổng hợp điểm của đợt",
        lambda facts, decision: minutes.summary(facts),
        ("pdf", "docx", "xlsx"),
    ),
    "bao-cao": Paper("Báo cáo của Hội đồng", lambda facts, decision: recognition.council_report(facts)),
    "quyet-dinh": Paper("Quyết định công nhận và danh sách", recognition.recognition_decision),
}


def _seen(request: HttpRequest, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("council", "regime")
    return get_object_or_404(rows, pk=pk)


def _closed(request: HttpRequest, pk: int) -> Round:
    found = _seen(request, pk)
    if found.state not in CLOSED:
        raise PermissionDenied(NOT_CLOSED)
    return found


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    shown = "inline" if ending == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


def _decision(facts: RoundFacts) -> Decision | None:
    return facts.round.decisions.order_by("pk").first()


@require_safe
def round_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be printed of a round, with the bundles made so far."""
    found = _seen(request, pk)
    closed = found.state in CLOSED
    entries = sheets.entries_to_print(found)
    may_manage = request.user.is_office
    shown = {
        "round": found,
        "closed": closed,
        "papers": PAPERS
        if recognises(found)
        else {name: PAPERS[name] for name in PAPERS if name not in CITYS},
        "entries": entries,
        "units": _distinct(entries, "unit") if closed else [],
        "producers": _distinct(entries, "producer") if closed else [],
        "may_manage": may_manage,
        "bundles": _bundles(found, closed) if may_manage else [],
        "decisions": found.decisions.select_related("scan"),
        "scan_form": SignedDecisionForm(),
    }
    return render(request, "evaluations/after/round_papers.html", shown)


def _distinct(entries: list[Entry], field: str) -> list[Any]:
    rows = {getattr(entry.dossier.product, field) for entry in entries}
    return sorted(rows, key=lambda row: (row.sort_key, row.pk))


def _bundles(found: Round, closed: bool) -> list[dict[str, Any]]:
    """The large prints: each with the last job made of it."""
    keys = {name: bundle_key(found.pk, name) for name in BUNDLES}
    jobs = {
        job.key: job
        for job in JobRun.objects.filter(kind="in-dot", key__in=keys.values())
        .select_related("file")
        .order_by("pk")
    }
    return [
        {"name": name, "bundle": bundle, "job": jobs.get(keys[name])}
        for name, bundle in BUNDLES.items()
        if (closed or not bundle.after_closing) and (name not in CITYS or recognises(found))
    ]


@require_safe
def round_paper(request: HttpRequest, pk: int, paper: str, ending: str) -> HttpResponse:
    """One paper of the round in one of its forms."""
    found = _closed(request, pk)
    if paper not in PAPERS or ending not in PAPERS[paper].endings:
        raise Http404
    if paper in CITYS and not recognises(found):
        raise PermissionDenied(NOT_HERE)
    facts = round_facts(found)
    document = PAPERS[paper].describe(facts, _decision(facts))
    return _file(RENDERERS[ending](document), f"{paper}-dot-{found.sequence}-{found.year}", ending)


@require_safe
def round_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Every mark of the round as a workbook, with the tables of the minutes."""
    found = _closed(request, pk)
    return _file(
        marks.marks_workbook(round_facts(found)), f"diem-cham-dot-{found.sequence}-{found.year}", "xlsx"
    )


@require_safe
def entry_summary(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The summary table of one product, criterion by criterion."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    facts = round_facts(_closed(request, entry.round_id))
    row = next(row for row in facts.entries if row.entry.pk == pk)
    if row.tally is None:
        raise Http404
    if ending not in RENDERERS:
        raise Http404
    return _file(RENDERERS[ending](marks.product_summary(facts, row)), f"tong-hop-san-pham-{pk}", ending)


@require_safe
def entry_blank_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Blank sheets of one product, one for each member that scores it."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user).select_related("round"), pk=pk)
    found = next(row for row in sheets.entries_to_print(entry.round) if row.pk == pk)
    return _file(sheets.blank_sheets(found), f"phieu-trong-{pk}", "pdf")


@require_safe
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet as its member filled it; of others only after closing, as on every page."""
    rows = Sheet.objects.visible_to(request.user).select_related(
        "member__user",
        "typed_by",
        "entry__round",
        "entry__dossier__criteria_set__regime",
        "entry__dossier__product__producer",
        "entry__dossier__product__unit__parent",
    )
    found = get_object_or_404(rows, pk=pk)
    paper = sheets.PaperSheet(found.entry, found.member, found)
    return _file(sheets.render_sheets([paper]), f"phieu-{pk}", "pdf")


@require_safe
def notice(request: HttpRequest, pk: int, whom: str, whom_pk: int) -> HttpResponse:
    """The notice of the result to a commune or a producer of the round."""
    found = _closed(request, pk)
    facts = round_facts(found)
    products = [row.entry.dossier.product for row in facts.entries]
    if whom == "xa":
        unit = next((product.unit for product in products if product.unit_id == whom_pk), None)
        document = recognition.notice_to_unit(facts, unit, _decision(facts)) if unit else None
    else:
        producer = next((product.producer for product in products if product.producer_id == whom_pk), None)
        document = recognition.notice_to_producer(facts, producer, _decision(facts)) if producer else None
    if document is None:
        raise Http404
    return _file(render_official(document), f"thong-bao-{whom}-{whom_pk}", "pdf")


def _decided(request: HttpRequest, pk: int) -> Decision:
    """A decision on a round that the user sees."""
    rows = Decision.objects.filter(round__in=Round.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("scan", "round"), pk=pk)


@require_safe
def decision_scan(request: HttpRequest, pk: int) -> FileResponse:
    """The signed decision, to who sees its round."""
    found = _decided(request, pk)
    if found.scan is None:
        raise Http404
    return file_response(request, found.scan)


@require_POST
def decision_scan_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the scan of the signed decision."""
    found = _decided(request, pk)
    require(request.user, "evaluations.manage_rounds", found.round, reason=MANAGE_REASON)
    form = SignedDecisionForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["scan_file"]
        carry_out(
            request,
            lambda: decisions.keep_signed(
                decision_id=pk, content=sent.read(), name=sent.name, actor=request.user
            ),
            f"Đã lưu bản ký của Quyết định số {found.number}.",
        )
    else:
        say_errors(request, form)
    return redirect("round_papers", found.round_id)


@require_POST
def bundle_start(request: HttpRequest, pk: int, bundle: str) -> HttpResponse:
    """Print a whole bundle in the background."""
    found = _seen(request, pk)
    require(request.user, "evaluations.manage_rounds", found, reason=MANAGE_REASON)
    if bundle not in BUNDLES:
        raise Http404
    if BUNDLES[bundle].after_closing and found.state not in CLOSED:
        raise PermissionDenied(NOT_CLOSED)
    job = start_job(
        kind="in-dot",
        key=bundle_key(pk, bundle),
        title=f"{BUNDLES[bundle].label}: {found.name}",
        actor=request.user,
        task=print_bundle,
        arguments={"round_id": pk, "bundle": bundle},
    )
    return redirect("job", job.pk)


@require_safe
def bundle_file(request: HttpRequest, pk: int, bundle: str) -> FileResponse:
    """The last bundle of this kind that was made."""
    found = _seen(request, pk)
    require(request.user, "evaluations.manage_rounds", found, reason=MANAGE_REASON)
    rows = JobRun.objects.filter(kind="in-dot", key=bundle_key(pk, bundle), state=JobState.DONE)
    job = rows.exclude(file=None).select_related("file").order_by("-pk").first()
    if job is None:
        raise Http404
    return FileResponse(
        job.file.content.open(), content_type=job.file.content_type, filename=job.file.original_name
    )
