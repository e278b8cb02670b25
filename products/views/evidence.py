"""Papers of a dossier: upload, describe, look at, take off. Files are only given to who sees the paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from products.domain.locking import HANDED_IN
from products.interfaces.evidence_forms import EvidenceForm, UploadForm
from products.models import Dossier, Evidence
from products.policy import can_edit_dossier
from products.views.access import keeps, kept_dossier, seen_dossier

# a file is shown alone or in our own frame, and brings nothing else with it
FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def _editable(request: HttpRequest, pk: int) -> Dossier:
    found = kept_dossier(request, pk)
    if not can_edit_dossier(request.user, found):
        raise PermissionDenied(HANDED_IN)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier's papers with what is wrong with them; a POST uploads one or several files."""
    if request.method == "POST":
        return _upload(request, _editable(request, pk))
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
            {"paper": link.evidence, "doubt": dates_of(link.evidence, today), "codes": []},
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
        "form": form or UploadForm(dossier=found),
    }
    return render(request, "products/evidence_list.html", shown, status=status)


def _upload(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Each file for itself: the good ones stay, each refused one says why."""
    form = UploadForm(request.POST, request.FILES, dossier=found)
    cut_off = files_cut_off(request)
    refusals = [
        too_large(name) if name else "Tổng dung lượng quá 200 MB. Hãy tải lên từng ít tệp."
        for name in cut_off
    ]
    if not form.is_valid():
        if cut_off:
            form.errors.pop("files", None)  # "no file" would be said of a file that was cut off
            for text in refusals:
                form.add_error("files", text)
        return _list(request, found, form, status=422)
    added = 0
    for file in form.cleaned_data["files"]:
        try:
            done = acts.add_evidence(
                dossier_id=found.pk,
                content=file.read(),
                name=file.name,
                actor=request.user,
                requirement=form.cleaned_data["requirement"],
                criteria=form.cleaned_data["criteria"],
            )
        except ActRefused as error:
            refusals.append(str(error))
            continue
        added += 1
        if done.was_known:
            messages.info(request, f"Tệp “{file.name}” đã có từ trước: dùng lại “{done.evidence}”.")
    if added:
        messages.success(
            request, f"Đã nhận {added} tệp. Hãy ghi số, nơi cấp, ngày cấp, ngày hết hạn từng giấy."
        )
    if not refusals:
        return redirect("evidence_list", found.pk)
    for text in refusals:
        form.add_error("files", text)
    return _list(request, found, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """One paper: the file beside what is written on it, and what it proves in this dossier."""
    found = _editable(request, pk) if request.method == "POST" else seen_dossier(request, pk)
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
    _editable(request, pk)
    carry_out(
        request,
        lambda: acts.remove_evidence(dossier_id=pk, evidence_id=evidence_pk, actor=request.user),
        "Đã bỏ giấy tờ khỏi hồ sơ.",
    )
    return redirect("evidence_list", pk)


@require_POST
def evidence_reuse(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Use a paper the producer handed in before."""
    _editable(request, pk)
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
