"""Potential five-star products: the package for the ministry, the proposal, the centre's result."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.errors import ActRefused, Incomplete
from core.listing import chosen_in
from core.pages import file_response
from evaluations.domain import central
from evaluations.domain.queries.ministry import Item, ministry_items, missing_of
from evaluations.enums import ProposalState
from evaluations.interfaces import after_forms as f
from evaluations.interfaces.papers.package import five_star_package
from evaluations.models import CentralProposal, Outcome, ProposalPaper
from evaluations.views.after.listing import Col, Listing, search_product, show
from evaluations.views.after.pages import fact, page_of, step
from evaluations.views.after.recognitions import office_only

SEEN_BY = "Hồ sơ đề nghị 5 sao dành cho Văn phòng Điều phối và lãnh đạo."


def _proposal(row: Outcome) -> CentralProposal | None:
    return getattr(row, "proposal", None)


def _state(row: Outcome) -> str:
    proposal = _proposal(row)
    return proposal.get_state_display() if proposal else "Chưa gửi Bộ"


PROPOSALS = Listing(
    heading="Đề nghị công nhận 5 sao",
    columns=(
        Col(
            "Sản phẩm",
            lambda row: row.entry.dossier.product.name,
            "entry__dossier__product__sort_key",
            url=lambda row: reverse("proposal", args=[row.pk]),
        ),
        Col(
            "Chủ thể",
            lambda row: row.entry.dossier.product.producer.name,
            "entry__dossier__product__producer__sort_key",
        ),
        Col("Đợt", lambda row: row.entry.round.name, "entry__round__year"),
        Col(
            "Điểm của thành phố",
            lambda row: row.tally.payload["mean"],
            "tally__points_numerator",
            kind="share",
        ),
        Col("Văn bản đề nghị", lambda row: getattr(_proposal(row), "letter_no", ""), "proposal__letter_no"),
        Col(
            "Ngày gửi", lambda row: getattr(_proposal(row), "sent_on", None), "proposal__sent_on", kind="date"
        ),
        Col(
            "Tình trạng",
            _state,
            "proposal__state",
            tone=lambda row: "state-good" if _state(row) == ProposalState.FIVE.label else "state-wait",
        ),
    ),
    order=("-decided_at", "pk"),
    empty="Chưa có sản phẩm nào từ 90 điểm trở lên.",
    sheet="De nghi 5 sao",
    intro="sản phẩm từ 90 điểm, là “tiềm năng 5 sao” đến khi Bộ quyết định",
)


def _potential() -> QuerySet[Outcome]:
    return Outcome.objects.filter(is_potential_five=True).select_related(
        "tally",
        "entry__round",
        "entry__dossier__product__producer",
        "proposal__rating",
        "proposal__final_rating",
    )


def _watched(request: HttpRequest) -> None:
    require(request.user, "evaluations.view_councils", reason=SEEN_BY)


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    _watched(request)
    form = f.ProposalFilter(request.GET or None)
    asked = chosen_in(form)
    rows = _potential()
    if asked.get("state") == "waiting":
        rows = rows.filter(proposal=None)
    elif asked.get("state"):
        rows = rows.filter(proposal__state=asked["state"])
    return show(request, PROPOSALS, search_product(rows, asked.get("q", ""), "entry__dossier__product"), form)


def _outcome(request: HttpRequest, pk: int) -> Outcome:
    _watched(request)
    return get_object_or_404(_potential(), pk=pk)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


STEPS: dict[str, tuple[str, type[forms.Form], str, str]] = {
    "five": ("Ghi quyết định 5 sao của Bộ", f.CentralFiveForm, "btn-primary", ""),
    "lower": (
        "Công nhận theo kết quả trung ương",
        f.CentralLowerForm,
        "btn-outline-primary",
        "Dưới 90 điểm: thành phố công nhận 3 hoặc 4 sao và cấp giấy chứng nhận (Điều 7.4.g).",
    ),
    "back": (
        "Đánh giá lại ở thành phố",
        f.CentralBackForm,
        "btn-outline-primary",
        "Dưới 90 điểm: không dùng kết quả trung ương, đưa sản phẩm vào đợt đánh giá khác.",
    ),
}


def _page(request: HttpRequest, pk: int, bound: forms.Form | None = None) -> HttpResponse:
    row = _outcome(request, pk)
    found = _proposal(row)
    items = ministry_items(row)
    missing = missing_of(items)
    return page_of(
        request,
        found or row,
        heading=f"Đề nghị 5 sao: {row.entry.dossier.product}",
        subheading=row.entry.dossier.product.producer.name,
        facts=[*_city_facts(row), *_paper_facts(items), *(_central_facts(found) if found else [])],
        steps=_steps(row, found, bound),
        warning=f"Bộ hồ sơ gửi Bộ còn thiếu: {'; '.join(missing)}." if missing and not found else "",
        links=[{"label": "Tải bộ hồ sơ gửi Bộ (ZIP)", "url": reverse("proposal_package", args=[pk])}],
        back="proposal_list",
        back_label="Đề nghị 5 sao",
        status=422 if bound else 200,
    )


def _before_sending(row: Outcome, bound: forms.Form | None) -> list[dict[str, Any]]:
    """Documents are put in and taken out until the bundle goes."""
    given: list[tuple[str, str, forms.Form, str]] = [
        ("Thêm văn bản đã ký", "proposal_paper_add", f.ProposalPaperForm(auto_id="add_%s"), "btn-primary"),
        ("Ghi đã gửi Bộ", "proposal_send", f.ProposalForm(), "btn-primary"),
    ]
    if row.ministry_papers.exists():
        remove = f.ProposalPaperRemoveForm(auto_id="remove_%s", outcome=row)
        given.insert(1, ("Gỡ văn bản đã thêm", "proposal_paper_remove", remove, "btn-outline-danger"))
    return [
        step(label, reverse(name, args=[row.pk]), bound if type(bound) is type(form) else form, look)
        for label, name, form, look in given
    ]


def _paper_facts(items: list[Item]) -> list[dict[str, Any]]:
    """The documents of Điều 6.3, those added by hand as links."""
    lines = []
    for item in items:
        lines.append(fact(item.label, str(item.source)))
        lines += [
            fact("", paper.file.original_name, reverse("proposal_paper", args=[paper.pk]))
            for paper in item.papers
        ]
    return lines


def _steps(row: Outcome, found: CentralProposal | None, bound: forms.Form | None) -> list[dict[str, Any]]:
    if found is None:
        return _before_sending(row, bound)
    if found.state != ProposalState.SENT:
        return []
    return [
        step(
            label,
            reverse("proposal_step", args=[row.pk, name]),
            bound if type(bound) is form else form(auto_id=f"{name}_%s"),
            look,
            intro,
        )
        for name, (label, form, look, intro) in STEPS.items()
    ]


def _city_facts(row: Outcome) -> list[dict[str, Any]]:
    return [
        fact("Tình trạng", _state(row)),
        fact("Kết quả của thành phố", f"{row.tally.payload['mean']} điểm, {row.entry.round.name}"),
        fact("Sản phẩm trong đợt", row.entry, reverse("entry", args=[row.entry_id])),
        fact(
            "Hồ sơ",
            row.entry.dossier.form_number or "mở hồ sơ",
            reverse("dossier", args=[row.entry.dossier_id]),
        ),
    ]


def _central_facts(found: CentralProposal) -> list[dict[str, Any]]:
    final = found.final_rating
    points = (
        f"{found.central_points.normalize():f}".replace(".", ",") if found.central_points is not None else ""
    )
    return [
        fact("Văn bản đề nghị", f"{found.letter_no} ngày {found.sent_on:%d/%m/%Y}"),
        fact("Điểm của trung ương", points),
        fact("Văn bản kết quả", found.result_on and f"{found.result_no} ngày {found.result_on:%d/%m/%Y}"),
        fact("Kết quả công nhận", final, reverse("recognition", args=[final.pk]) if final else ""),
    ]


def _carry_out(
    request: HttpRequest, pk: int, form: forms.Form, act: Any, done: str, **key: int
) -> HttpResponse:
    office_only(request)
    if form.is_valid():
        try:
            act(actor=request.user, **key, **form.cleaned_data)
        except ActRefused as refusal:
            missing = refusal.missing if isinstance(refusal, Incomplete) else []
            form.add_error(None, [str(refusal), *missing])
        else:
            messages.success(request, done)
            return redirect("proposal", pk)
    return _page(request, pk, bound=form)


@require_POST
def proposal_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the package went to the ministry."""
    _outcome(request, pk)
    form = f.ProposalForm(request.POST)
    return _carry_out(request, pk, form, central.send_proposal, "Đã ghi văn bản đề nghị.", outcome_id=pk)


@require_POST
def proposal_paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a signed document into the bundle."""
    _outcome(request, pk)
    form = f.ProposalPaperForm(request.POST, request.FILES, auto_id="add_%s")

    def add(*, scan_file: UploadedFile, **given: Any) -> None:
        central.add_paper(outcome_id=pk, content=scan_file.read(), name=scan_file.name, **given)

    return _carry_out(request, pk, form, add, "Đã thêm văn bản vào bộ hồ sơ.")


@require_POST
def proposal_paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document out of the bundle again."""
    form = f.ProposalPaperRemoveForm(request.POST, auto_id="remove_%s", outcome=_outcome(request, pk))
    return _carry_out(request, pk, form, central.remove_paper, "Đã gỡ văn bản khỏi bộ hồ sơ.")


@require_safe
def proposal_paper(request: HttpRequest, pk: int) -> FileResponse:
    """A document that was put into the bundle."""
    _watched(request)
    return file_response(request, get_object_or_404(ProposalPaper.objects.select_related("file"), pk=pk).file)


@require_POST
def proposal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Record the centre's result in one of the three ways there are."""
    found = _proposal(_outcome(request, pk))
    acts = {"five": central.record_five, "lower": central.fall_back, "back": central.hand_back}
    if found is None or step not in acts:
        raise Http404
    form = STEPS[step][1](request.POST, auto_id=f"{step}_%s")
    return _carry_out(request, pk, form, acts[step], "Đã ghi kết quả của trung ương.", proposal_id=found.pk)


@require_safe
def proposal_package(request: HttpRequest, pk: int) -> FileResponse:
    """The documents of Điều 6.3 in one bundle."""
    row = _outcome(request, pk)
    return FileResponse(
        five_star_package(row),
        as_attachment=True,
        filename=f"de-nghi-5-sao-{pk}.zip",
        content_type="application/zip",
    )
