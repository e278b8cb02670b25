"""One product in a round: its tally, the council's conclusions, the decision, its certificate."""

import rules
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.exports import shown_pdf
from core.pages import carry_out, say_errors
from evaluations.domain import decisions, rounds, tallies
from evaluations.domain.paper import may_type, typed_sheets
from evaluations.domain.queries.board import SCORED
from evaluations.domain.queries.conflicts import Hint, hints_for
from evaluations.domain.queries.seats import scoring_members
from evaluations.enums import EntryState, RoundState
from evaluations.interfaces.certificate import render_certificate
from evaluations.interfaces.forms import ConclusionForm, OutcomeForm, PlaceForm, ReasonForm, RecusalForm
from evaluations.models import Certificate, CouncilMember, Entry, Recusal, Sheet
from evaluations.views.rounds import MANAGE_REASON

DECIDE_REASON = (
    "Chỉ Chủ tịch Hội đồng (hoặc Phó Chủ tịch được ủy quyền) và Văn phòng Điều phối được quyết định."
)

WAIVE_REASON = "Chỉ người chủ trì Hội đồng được cho phép thành viên đã khai xung đột lợi ích chấm điểm."
BEFORE_CLOSING = frozenset({RoundState.PREPARING, RoundState.OPEN})


def _seen(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.visible_to(request.user).select_related(
        "round__regime", "round__council", "dossier__product__producer", "dossier__criteria_set"
    )
    return get_object_or_404(rows, pk=pk)


def _managed(request: HttpRequest, pk: int) -> Entry:
    found = _seen(request, pk)
    require(request.user, "evaluations.manage_rounds", found, reason=MANAGE_REASON)
    return found


def _decided(request: HttpRequest, pk: int) -> Entry:
    """An entry whose council the user presides over, or any for the office."""
    found = _seen(request, pk)
    require(request.user, "evaluations.decide", found, reason=DECIDE_REASON)
    return found


def _may_stand_back(request: HttpRequest, entry: Entry) -> QuerySet[CouncilMember]:
    """Whom the user may declare: the office everybody, a member itself."""
    members = scoring_members(entry.round)
    return members if request.user.is_office else members.filter(user=request.user)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    tally = found.tallies.first()
    manages = request.user.is_office
    tallied = found.state == EntryState.TALLIED
    concluded = {
        (row.criterion.code, row.stars): row for row in found.conclusions.select_related("criterion")
    }
    shown = {
        "entry": found,
        "tally": tally,
        "votes": _votes(tally.payload["requirements"], concluded) if tally else [],
        "outcome": getattr(found, "outcome", None),
        "recusals": list(found.recusals.select_related("member__user")),
        "recusal_form": RecusalForm(members=_may_stand_back(request, found), auto_id="recusal_%s"),
        "may_recuse": found.round.state in BEFORE_CLOSING and _may_stand_back(request, found).exists(),
        "may_read": found.round.state in SCORED
        and rules.has_perm("evaluations.read_marks", request.user, found.round),
        "hints": _hints(request, found),
        "may_waive": found.round.state in BEFORE_CLOSING
        and rules.has_perm("evaluations.preside", request.user, found),
        "waive_form": ReasonForm(auto_id="waive_%s"),
        "may_eliminate": manages and found.state == EntryState.WAITING,
        "elimination_form": ReasonForm(auto_id="elimination_%s"),
        "may_decide": tallied and rules.has_perm("evaluations.decide", request.user, found),
        "may_tally": manages and tallied,
        "may_type": found.round.state == RoundState.OPEN and may_type(request.user, found),
        "typed": typed_sheets(found, request.user) if may_type(request.user, found) else [],
        "outcome_form": OutcomeForm(most=tally.stars) if tally else None,
        "sheets": list(
            Sheet.objects.visible_to(request.user)
            .filter(entry=found)
            .select_related("member__user")
            .order_by("member__order", "member_id", "number")
        ),
    }
    return render(request, "evaluations/council/entry.html", shown)


def _hints(request: HttpRequest, entry: Entry) -> list[Hint]:
    """Possible interests: the office and whoever presides see all, a member those about itself."""
    if entry.round.state not in BEFORE_CLOSING:
        return []
    members = scoring_members(entry.round).select_related("user")
    if not (request.user.is_office or rules.has_perm("evaluations.preside", request.user, entry)):
        members = members.filter(user=request.user)
    return hints_for([entry], members)


def _votes(requirements: list[dict], concluded: dict) -> list[dict]:
    """The tally's requirements, each disputed one with the form for the council's conclusion."""
    rows = []
    for index, row in enumerate(requirements):
        key = (row["criterion"], row["stars"])
        initial = {"criterion_code": key[0], "stars": key[1]}
        form = ConclusionForm(initial=initial, auto_id=f"conclusion{index}_%s") if row["disputed"] else None
        rows.append({**row, "conclusion": concluded.get(key), "form": form})
    return rows


@require_POST
def entry_recuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    members = _may_stand_back(request, found)
    require(
        request.user,
        "evaluations.declare_interest",
        members,
        reason="Chỉ Văn phòng Điều phối, hoặc chính thành viên chấm điểm, được ghi xung đột lợi ích.",
    )
    form = RecusalForm(request.POST, members=members)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("entry", pk)

    def act() -> object:
        given = form.cleaned_data
        return rounds.recuse(
            entry_id=pk, member_id=given["member"].pk, reason=given["reason"], actor=request.user
        )

    carry_out(request, act, "Đã ghi xung đột lợi ích.")
    return redirect("entry", pk)


@require_POST
def entry_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another place in the order of the round."""
    found = _managed(request, pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
    else:
        place = form.cleaned_data["place"]
        carry_out(
            request,
            lambda: rounds.move_entry(entry_id=pk, place=place, actor=request.user),
            f"Đã chuyển sản phẩm đến thứ tự {place}.",
        )
    return redirect("round", found.round_id)


@require_POST
def recusal_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever presides lets a member score that declared an interest."""
    seen = Entry.objects.visible_to(request.user)
    recusal = get_object_or_404(Recusal.objects.filter(entry__in=seen).select_related("entry__round"), pk=pk)
    require(request.user, "evaluations.preside", recusal.entry, reason=WAIVE_REASON)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("entry", recusal.entry_id)
    carry_out(
        request,
        lambda: rounds.waive_recusal(recusal_id=pk, actor=request.user, **form.cleaned_data),
        "Đã ghi việc cho phép chấm điểm.",
    )
    return redirect("entry", recusal.entry_id)


@require_POST
def entry_eliminate(request: HttpRequest, pk: int) -> HttpResponse:
    _managed(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("entry", pk)
    carry_out(
        request,
        lambda: rounds.eliminate(entry_id=pk, actor=request.user, **form.cleaned_data),
        "Đã loại hồ sơ khỏi đợt.",
    )
    return redirect("entry", pk)


@require_POST
def entry_tally(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the tally once more, after a conclusion of the council."""
    _managed(request, pk)
    carry_out(
        request, lambda: tallies.take_tally(entry_id=pk, actor=request.user), "Đã tổng hợp lại kết quả."
    )
    return redirect("entry", pk)


@require_POST
def entry_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    _decided(request, pk)
    form = ConclusionForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("entry", pk)
    done = "Đã ghi kết luận của Hội đồng. Hãy tổng hợp lại để kết luận có hiệu lực."
    carry_out(
        request,
        lambda: rounds.conclude_requirement(entry_id=pk, actor=request.user, **form.cleaned_data),
        done,
    )
    return redirect("entry", pk)


@require_POST
def entry_decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decided(request, pk)
    tally = found.tallies.first()
    form = OutcomeForm(request.POST, most=tally.stars if tally else 5)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("entry", pk)
    carry_out(
        request,
        lambda: decisions.decide(entry_id=pk, actor=request.user, **form.cleaned_data),
        "Đã ghi quyết định phân hạng.",
    )
    return redirect("entry", pk)


@require_safe
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Certificate.objects.visible_to(request.user).select_related(
        "decision", "outcome", "rating__product__producer", "rating__product__unit"
    )
    found = get_object_or_404(rows, pk=pk)
    return shown_pdf(render_certificate(found), f"giay-chung-nhan-{found.number.replace('/', '-')}")
