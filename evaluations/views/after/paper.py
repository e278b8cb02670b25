"""Paper in: the secretary types a member's sheet from its scan."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import ActRefused, Incomplete, StaleVersion
from core.pages import carry_out, file_response, form_page, say_errors
from evaluations.domain import paper
from evaluations.domain.queries.seats import eligible_members
from evaluations.domain.queries.sheets import SavedSheet, state_of
from evaluations.enums import SheetSource, SheetState
from evaluations.interfaces.after_forms import PaperSheetForm, RetypeForm
from evaluations.models import Entry, Sheet
from evaluations.views.after.pages import read

TYPIST = "Chỉ thư ký Hội đồng và Văn phòng Điều phối được nhập phiếu giấy."


def _entry(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.visible_to(request.user).select_related("round__council", "dossier__product")
    found = get_object_or_404(rows, pk=pk)
    if not paper.may_type(request.user, found):
        raise PermissionDenied(TYPIST)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheet_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the member, send the scan; typing begins on the next page."""
    found = _entry(request, pk)
    having = found.sheets.exclude(state=SheetState.SUPERSEDED).values("member")
    members = eligible_members(found).exclude(pk__in=having)
    form = PaperSheetForm(request.POST or None, request.FILES or None, members=members)
    if request.method == "POST" and form.is_valid():
        content, name = read(request)
        try:
            made = paper.start_paper_sheet(
                entry_id=pk,
                member_id=form.cleaned_data["member"].pk,
                content=content,
                name=name,
                actor=request.user,
            )
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("paper_sheet", made.pk)
    return form_page(
        request,
        form,
        heading="Nhập phiếu giấy",
        intro=f"{found.dossier.product}. Phiếu nhập từ giấy được đánh dấu và giữ bản quét bên cạnh.",
        button="Tải bản quét và nhập điểm",
        back_url=reverse("entry", args=[pk]),
        back_label=found.dossier.product.name,
    )


def _typed(request: HttpRequest, pk: int) -> Sheet:
    """A paper sheet of a council the user types for: still open, or typed by the user."""
    rows = Sheet.objects.filter(
        source=SheetSource.PAPER, entry__in=Entry.objects.visible_to(request.user)
    ).select_related(
        "entry__round__council",
        "entry__dossier__criteria_set",
        "entry__dossier__product",
        "member__user",
        "scan",
    )
    # what was handed in is as blind as any other sheet, but for who typed it
    rows = rows.filter(Q(state=SheetState.OPEN) | Q(typed_by=request.user))
    found = get_object_or_404(rows, pk=pk)
    if not paper.may_type(request.user, found.entry):
        raise PermissionDenied(TYPIST)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The criteria in the order of the sheet beside its scan; saved whole, handed in when asked to."""
    found = _typed(request, pk)
    if request.method != "POST":
        return _page(request, found, state_of(found))
    picks, remarks = _sent(request, found)
    try:
        paper.type_sheet(
            sheet_id=pk,
            picks=picks,
            remarks=remarks,
            comment=request.POST.get("comment", ""),
            revision=_number(request.POST.get("revision")),
            actor=request.user,
        )
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _page(request, _typed(request, pk), state_of(found), picks, remarks, status)
    if request.POST.get("action") != "submit":
        messages.success(request, "Đã lưu phiếu giấy.")
        return redirect("paper_sheet", pk)
    try:
        paper.submit_typed_sheet(sheet_id=pk, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        for line in refusal.missing if isinstance(refusal, Incomplete) else []:
            messages.warning(request, line)
        found = _typed(request, pk)
        return _page(request, found, state_of(found), status=422)
    messages.success(request, f"Đã gửi phiếu giấy của {found.member.user}.")
    return redirect("entry", found.entry_id)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


def _sent(request: HttpRequest, found: Sheet) -> tuple[dict[str, int], dict[str, str]]:
    picks, remarks = {}, {}
    for name, value in request.POST.items():
        if name.startswith("mark-") and value.isdecimal():
            picks[name.removeprefix("mark-")] = int(value)
        elif name.startswith("remark-"):
            remarks[name.removeprefix("remark-")] = value
    return picks, remarks


def _page(
    request: HttpRequest,
    found: Sheet,
    saved: SavedSheet,
    picks: dict[str, int] | None = None,
    remarks: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The typing page; what was sent and not saved stays in its boxes."""
    chosen = {code: mark.option for code, mark in saved.marks.items()} | (picks or {})
    said = {code: mark.comment for code, mark in saved.marks.items()} | (remarks or {})
    is_open = found.state == SheetState.OPEN
    shown: dict[str, Any] = {
        "sheet": found,
        "saved": saved,
        "score": saved.score,
        "rows": [
            {"line": line, "picked": chosen.get(line.code), "remark": said.get(line.code, "")}
            for _, line in saved.spec.criteria
        ],
        "comment": request.POST.get("comment", saved.comment) if picks is not None else saved.comment,
        "is_open": is_open,
        "retype_form": RetypeForm() if found.state == SheetState.SUBMITTED else None,
        "is_picture": found.scan is not None and found.scan.content_type.startswith("image/"),
    }
    return render(request, "evaluations/after/paper_sheet.html", shown, status=status)


@require_POST
def paper_sheet_retype(request: HttpRequest, pk: int) -> HttpResponse:
    """Type a submitted paper sheet anew, as a new version."""
    found = _typed(request, pk)
    form = RetypeForm(request.POST, request.FILES)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("paper_sheet", pk)
    content, name = read(request)
    made: list[Sheet] = []
    carry_out(
        request,
        lambda: made.append(
            paper.retype_sheet(
                sheet_id=pk,
                reason=form.cleaned_data["reason"],
                content=content,
                name=name,
                actor=request.user,
            )
        ),
        f"Đã mở bản mới của phiếu giấy {found.member.user}.",
    )
    return redirect("paper_sheet", made[0].pk if made else pk)


@xframe_options_sameorigin
@require_safe
def paper_scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan: to who types, and after closing to who sees the sheet."""
    rows = Sheet.objects.exclude(scan=None).select_related("scan", "entry__round__council")
    found = get_object_or_404(rows, pk=pk)
    sees = Sheet.objects.visible_to(request.user).filter(pk=pk).exists()
    if not sees:
        _typed(request, pk)
    return file_response(request, found.scan)
