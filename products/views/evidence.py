"""Papers of a dossier: upload, describe, look at, take off. Files are only given to who sees the paper."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.domain.uploads import SHOWN_IN_PAGE, too_large
from core.errors import ActRefused
from core.forms import Attempt, attempt
from core.pages import carry_out
from core.upload_handlers import files_cut_off
from products.domain import evidence as acts
from products.domain.completeness import dates_of
from products.domain.resuming import PIECE, finish_upload
from products.interfaces.evidence_forms import EvidenceForm, UploadForm
from products.interfaces.paper_lines import is_undescribed
from products.models import Dossier, Evidence
from products.policy import can_edit_dossier
from products.views.access import editable_dossier, keeps, seen_dossier

# a file is shown alone or in our own frame, and brings nothing else with it
FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier's papers with what is wrong with them; a POST uploads one or several files."""
    if request.method == "POST":
        return _upload(request, editable_dossier(request, pk))
    return _list(request, seen_dossier(request, pk), None)


def _list(request: HttpRequest, found: Dossier, form: UploadForm | None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    links = found.evidence_links.select_related(
        "evidence__requirement", "evidence__file", "criterion"
    ).order_by("evidence__requirement__position", "evidence_id", "criterion__position")
    papers: dict[int, dict[str, Any]] = {}
    for link in links:
        row = papers.setdefault(
            link.evidence_id,
            {
                "paper": link.evidence,
                "doubt": dates_of(link.evidence, today),
                "codes": [],
                "is_bare": is_undescribed(link.evidence),
            },
        )
        if link.criterion:
            row["codes"].append(link.criterion.code)
    may_edit = keeps(request, found) and can_edit_dossier(request.user, found)
    others = found.product.producer.evidence.exclude(pk__in=papers).select_related("file").order_by("-pk")
    shown = {
        "dossier": found,
        "papers": list(papers.values()),
        "others": list(others[:50]) if may_edit else [],
        "may_edit": may_edit,
        "form": form or UploadForm(dossier=found, user=request.user),
        "arriving": list(found.partial_uploads.filter(user=request.user)) if may_edit else [],
        "piece": PIECE,
        "undescribed": sum(row["is_bare"] for row in papers.values()) if may_edit else 0,
    }
    return render(request, "products/evidence_list.html", shown, status=status)


def _upload(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Each file for itself: the good ones stay, each refused one says why."""
    form = UploadForm(request.POST, request.FILES, dossier=found, user=request.user)
    refusals = [
        too_large(name) if name else "Tổng dung lượng quá 200 MB. Hãy tải lên từng ít tệp."
        for name in files_cut_off(request)
    ]
    is_valid = form.is_valid()
    if refusals:
        form.errors.pop("files", None)  # "no file" would be said of a file that was cut off
    if is_valid:
        refusals += _take_in(request, found, form.cleaned_data)
    for text in refusals:
        form.add_error("files", text)
    return _list(request, found, form, status=422) if form.errors else redirect("evidence_list", found.pk)


def _take_in(request: HttpRequest, found: Dossier, given: dict[str, Any]) -> list[str]:
    """Take the files into the dossier and say so; returns why those were refused that were."""
    proves = {"actor": request.user, "requirement": given["requirement"], "criteria": given["criteria"]}
    takings = [
        (file.name, partial(acts.add_evidence, dossier_id=found.pk, content=file.read(), name=file.name))
        for file in given["files"]
    ]
    if arrived := given["arrived"]:
        takings.append((arrived.name, partial(finish_upload, upload_id=arrived.pk)))
    added, refusals = 0, []
    for name, take in takings:
        try:
            done = take(**proves)
        except ActRefused as error:
            refusals.append(str(error))
            continue
        added += 1
        if done.was_known:
            messages.info(request, f"Tệp “{name}” đã có từ trước: dùng lại “{done.evidence}”.")
    if added:
        messages.success(
            request, f"Đã nhận {added} tệp. Hãy ghi số, nơi cấp, ngày cấp, ngày hết hạn từng giấy."
        )
    return refusals


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """One paper: the file beside what is written on it, and what it proves in this dossier."""
    found = editable_dossier(request, pk) if request.method == "POST" else seen_dossier(request, pk)
    papers = Evidence.objects.filter(links__dossier=found).select_related("file", "requirement").distinct()
    paper = get_object_or_404(papers, pk=evidence_pk)

    def again(data: Any) -> EvidenceForm:
        return EvidenceForm(data, instance=Evidence.objects.get(pk=evidence_pk), dossier=found)

    def act() -> Evidence:
        return acts.describe_evidence(
            dossier_id=pk,
            evidence_id=evidence_pk,
            version=form.cleaned_data["version"] or 0,
            actor=request.user,
            today=timezone.localdate(),
            criteria=form.cleaned_data["criteria"],
            **form.details(),
        )

    form = again(request.POST or None)
    tried = attempt(form, act, again) if request.method == "POST" else Attempt(form)
    if tried.saved:
        messages.success(request, "Đã lưu giấy tờ.")
        return redirect("evidence_list", pk)
    requirement = paper.requirement
    shown = {
        "dossier": found,
        "paper": paper,
        "usual": requirement.criteria.get(str(found.criteria_set.number), []) if requirement else [],
        "doubt": dates_of(paper, timezone.localdate()),
        "codes": form["criteria"].initial,
        "may_edit": keeps(request, found) and can_edit_dossier(request.user, found),
        "is_picture": paper.file.content_type in SHOWN_IN_PAGE
        and paper.file.content_type.startswith("image/"),
        "is_pdf": paper.file.content_type == "application/pdf",
        **tried.context(),
    }
    status = tried.status if request.method == "POST" else 200
    return render(request, "products/evidence.html", shown, status=status)


@require_POST
def evidence_remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a paper off a dossier that is not handed in."""
    editable_dossier(request, pk)
    carry_out(
        request,
        lambda: acts.remove_evidence(dossier_id=pk, evidence_id=evidence_pk, actor=request.user),
        "Đã bỏ giấy tờ khỏi hồ sơ.",
    )
    return redirect("evidence_list", pk)


@require_POST
def evidence_reuse(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Use a paper the producer handed in before."""
    editable_dossier(request, pk)
    done = carry_out(
        request,
        lambda: acts.reuse_evidence(dossier_id=pk, evidence_id=evidence_pk, actor=request.user),
        "Đã dùng lại giấy tờ. Hãy chọn tiêu chí mà giấy tờ chứng minh.",
    )
    return redirect("evidence", pk, evidence_pk) if done else redirect("evidence_list", pk)


@require_safe
@xframe_options_sameorigin
def evidence_file(request: HttpRequest, evidence_pk: int) -> HttpResponse:
    """The bytes of a paper for whoever sees it; only PDF and pictures are shown, the rest is downloaded."""
    papers = Evidence.objects.visible_to(request.user).select_related("file")
    stored = get_object_or_404(papers, pk=evidence_pk).file
    return FileResponse(
        stored.content.open("rb"),
        as_attachment=stored.content_type not in SHOWN_IN_PAGE or "tai-ve" in request.GET,
        filename=stored.original_name,
        content_type=stored.content_type,
        headers={"Content-Security-Policy": FILE_POLICY, "Cache-Control": "private, no-store"},
    )
