"""The advisory team's pages: what waits, the report on one dossier, its pictures; members read what is handed in."""

from collections.abc import Mapping
from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.documents import render_official
from core.errors import ActRefused, StaleVersion
from core.exports import shown_pdf
from core.pages import carry_out, file_response, say_errors
from evaluations.domain import advisory
from evaluations.domain.advisory import Finding
from evaluations.domain.queries.advising import entries_to_advise, findings_of, handed_in_report
from evaluations.enums import EntryState, ReportState, RoundState, Verdict
from evaluations.interfaces.advisory_forms import AdviserForm, PhotoForm, ReportForm
from evaluations.interfaces.forms import ReasonForm
from evaluations.interfaces.papers.advisory import advisory_paper
from evaluations.models import Adviser, AdvisoryPhoto, AdvisoryReport, Council, Entry
from evaluations.views.rounds import MANAGE_REASON, PAGE
from products.domain.queries.claims import claims_of, general_evidence
from products.models import Evidence
from regimes.domain.queries.specs import spec_of

ADVISE_REASON = "Chỉ Tổ tư vấn của Hội đồng và Văn phòng Điều phối được lập báo cáo này."


def _seen(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.visible_to(request.user).select_related(
        "round__council", "dossier__criteria_set__regime", "dossier__product__producer"
    )
    return get_object_or_404(rows, pk=pk)


def _advised(request: HttpRequest, pk: int) -> Entry:
    found = _seen(request, pk)
    require(request.user, "evaluations.advise", found, reason=ADVISE_REASON)
    return found


@require_safe
def advisory_home(request: HttpRequest) -> HttpResponse:
    """The products whose reports the user writes."""
    page = Paginator(entries_to_advise(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/advisory/home.html", {"page": page})


def advisory_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: written by the team while it is a draft, read by the council once handed in."""
    found = _seen(request, pk)
    report = AdvisoryReport.objects.visible_to(request.user).filter(entry=found).first()
    if request.method == "POST" or report is None:
        require(request.user, "evaluations.advise", found, reason=ADVISE_REASON)
    if request.method != "POST":
        return _page(request, found, report)
    form = ReportForm(request.POST, instance=report, entry=found)
    sent = _sent(request.POST)
    if not form.is_valid():
        return _page(request, found, report, form=form, sent=sent, status=422)
    try:
        advisory.save_report(
            entry_id=pk,
            findings={code: row for code, row in sent.items() if row.verdict or row.note or row.option},
            version=_number(request.POST.get("version", "")) or 0,
            actor=request.user,
            **form.cleaned_data,
        )
        if request.POST.get("action") == "hand_in":
            advisory.hand_in_report(entry_id=pk, actor=request.user)
    except ActRefused as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        messages.error(request, str(refusal))
        for line in getattr(refusal, "missing", []):
            messages.warning(request, line)
        fresh = AdvisoryReport.objects.filter(entry=found).first()
        return _page(request, found, fresh, form=form, sent=sent, status=status)
    handed = request.POST.get("action") == "hand_in"
    messages.success(request, "Đã nộp báo cáo cho Hội đồng." if handed else "Đã lưu báo cáo.")
    return redirect("advisory_report", pk)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _sent(given: Any) -> dict[str, Finding]:
    """The findings as the form holds them, by criterion."""
    codes = [name.removeprefix("note-") for name in given if name.startswith("note-")]
    return {
        code: Finding(
            verdict=given.get(f"verdict-{code}", ""),
            option=_number(given.get(f"option-{code}", "")),
            note=given.get(f"note-{code}", ""),
        )
        for code in codes
    }


def _page(
    request: HttpRequest,
    found: Entry,
    report: AdvisoryReport | None,
    *,
    form: ReportForm | None = None,
    sent: Mapping[str, Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    advises = rules.has_perm("evaluations.advise", request.user, found)
    live = found.state == EntryState.WAITING and found.round.state in {RoundState.PREPARING, RoundState.OPEN}
    draft = report is None or report.state == ReportState.DRAFT
    shown = {
        "entry": found,
        "entry_pk": found.pk,
        "report": report,
        "version": report.version if report else 0,
        "form": form or ReportForm(instance=report, entry=found),
        "rows": _rows(found, findings_of(report) if sent is None else sent),
        "verdicts": Verdict.choices,
        "papers": general_evidence(found.dossier),
        "photos": list(report.photos.select_related("file")) if report else [],
        "today": timezone.localdate(),
        "may_write": advises and live and draft,
        "may_take_back": advises and live and not draft,
        "photo_form": PhotoForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "evaluations/advisory/report.html", shown, status=status)


def _rows(found: Entry, findings: Mapping[str, Finding]) -> list[dict[str, Any]]:
    claims = claims_of(found.dossier)
    return [
        {
            "part": part,
            "line": line,
            "claim": claims.get(line.code),
            "finding": findings.get(line.code, Finding("")),
            "verdict": dict(Verdict.choices).get(findings.get(line.code, Finding("")).verdict, ""),
            "points": next(
                (
                    option.points
                    for option in line.options
                    if option.number == findings.get(line.code, Finding("")).option
                ),
                None,
            ),
        }
        for part, line in spec_of(found.dossier.criteria_set).criteria
    ]


@require_safe
def advisory_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report handed in, as an official paper, for whoever reads it."""
    report = handed_in_report(_seen(request, pk).pk)
    if report is None:
        raise Http404
    return shown_pdf(render_official(advisory_paper(report)), f"bao-cao-tu-van-{pk}")


@require_POST
def advisory_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    _advised(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("advisory_report", pk)
    carry_out(
        request,
        lambda: advisory.take_back_report(entry_id=pk, actor=request.user, **form.cleaned_data),
        "Đã lấy lại báo cáo để sửa.",
    )
    return redirect("advisory_report", pk)


@require_POST
def advisory_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    _advised(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("advisory_report", pk)
    photo, caption = form.cleaned_data["photo"], form.cleaned_data["caption"]
    carry_out(
        request,
        lambda: advisory.add_photo(
            entry_id=pk, content=photo.read(), name=photo.name, caption=caption, actor=request.user
        ),
        "Đã thêm ảnh khảo sát.",
    )
    return redirect("advisory_report", pk)


def _photo(request: HttpRequest, pk: int) -> AdvisoryPhoto:
    rows = AdvisoryPhoto.objects.filter(report__in=AdvisoryReport.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("file", "report__entry__round"), pk=pk)


@require_safe
def advisory_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a picture for whoever reads the report."""
    return file_response(request, _photo(request, pk).file)


@require_POST
def advisory_photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    photo = _photo(request, pk)
    entry = photo.report.entry_id
    _advised(request, entry)
    carry_out(request, lambda: advisory.remove_photo(photo_id=pk, actor=request.user), "Đã gỡ ảnh.")
    return redirect("advisory_report", entry)


@require_safe
@xframe_options_sameorigin
def entry_paper(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """A paper of the dossier for those who evaluate it."""
    found = _seen(request, pk)
    papers = Evidence.objects.filter(links__dossier=found.dossier_id).select_related("file").distinct()
    return file_response(request, get_object_or_404(papers, pk=evidence_pk).file)


def adviser_add(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    council = get_object_or_404(Council.objects.visible_to(request.user), pk=pk)
    form = AdviserForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        say_errors(request, form)
        return redirect("council", pk)
    carry_out(
        request,
        lambda: advisory.appoint_adviser(council_id=council.pk, actor=request.user, **form.cleaned_data),
        "Đã thêm thành viên Tổ tư vấn.",
    )
    return redirect("council", pk)


@require_POST
def adviser_remove(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "evaluations.manage_rounds", reason=MANAGE_REASON)
    adviser = get_object_or_404(Adviser, pk=pk)
    carry_out(
        request,
        lambda: advisory.dismiss_adviser(adviser_id=pk, actor=request.user),
        "Đã ghi thôi tham gia Tổ tư vấn.",
    )
    return redirect("council", adviser.council_id)
