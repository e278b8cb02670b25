"""The live board of a round: for the office, leaders, the council's chairman and its secretary."""

from typing import Any

import rules
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import require
from core.pages import carry_out, say_errors
from evaluations.domain import meetings
from evaluations.domain.queries.board import Board, board_of, missing_before_closing, sees_results
from evaluations.enums import EntryState, RoundMode, RoundState
from evaluations.interfaces.forms import PresenceForm, ReasonForm, RescoreForm
from evaluations.models import Round

PAGE = 50
WATCH_REASON = (
    "Bảng theo dõi dành cho Văn phòng Điều phối, lãnh đạo, Chủ tịch và thư ký Hội đồng; "
    "thành viên chấm độc lập đến khi khóa phiếu."
)
RUN_REASON = "Chỉ Văn phòng Điều phối, Chủ tịch và thư ký Hội đồng được điều hành phiên chấm."
REOPEN_REASON = "Chỉ Văn phòng Điều phối và người chủ trì Hội đồng được mở lại đợt để chấm lại."


def _round(request: HttpRequest, pk: int, permission: str, reason: str) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("council", "regime")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, permission, found, reason=reason)
    return found


def _chosen(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The products asked for, fifty on a page; the ways to choose with how many each shows."""
    ways = {
        "": ("Tất cả", board.entries),
        "thieu": ("Còn thiếu phiếu", [line for line in board.entries if line.lacks_sheets]),
    }
    if board.shows_results:
        ways["ban"] = ("Cần thảo luận", [line for line in board.entries if line.needs_talk])
    wanted = request.GET.get("xem", "")
    wanted = wanted if wanted in ways else ""
    return {
        "page": Paginator(ways[wanted][1], PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "ways": [(key, label, len(lines)) for key, (label, lines) in ways.items()],
    }


def _shown(request: HttpRequest, found: Round) -> dict[str, Any]:
    board = board_of(found, results=sees_results(request.user, found))
    is_open = found.state == RoundState.OPEN
    return {
        "round": found,
        "board": board,
        "may_run": rules.has_perm("evaluations.run_meeting", request.user, found),
        "in_session": found.state in meetings.IN_SESSION,
        "missing": missing_before_closing(found, board) if is_open else [],
        **_chosen(request, board),
    }


@require_safe
def round_board(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk, "evaluations.watch_meeting", WATCH_REASON)
    tallied = found.entries.filter(state=EntryState.TALLIED).select_related("dossier__product")
    may_reopen = found.state == RoundState.CLOSED and rules.has_perm(
        "evaluations.reopen_round", request.user, found
    )
    shown = _shown(request, found)
    shown["reopen_form"] = (
        RescoreForm(entries=tallied.order_by("order"), auto_id="reopen_%s") if may_reopen else None
    )
    shown["meet_form"] = (
        ReasonForm(auto_id="meet_%s")
        if shown["may_run"] and shown["in_session"] and found.mode == RoundMode.WRITTEN
        else None
    )
    return render(request, "evaluations/council/board.html", shown)


@require_safe
def round_board_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the board that renews itself."""
    found = _round(request, pk, "evaluations.watch_meeting", WATCH_REASON)
    return render(request, "evaluations/council/board_live.html", _shown(request, found))


@require_POST
def round_presence(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk, "evaluations.run_meeting", RUN_REASON)
    form = PresenceForm(request.POST, members=found.council.members.filter(is_active=True))
    if not form.is_valid():
        say_errors(request, form)
        return redirect("round_board", pk)
    member, here = form.cleaned_data["member"], form.cleaned_data["is_present"]
    carry_out(
        request,
        lambda: meetings.record_presence(
            round_id=pk, member_id=member.pk, is_present=here, actor=request.user
        ),
        f"Đã ghi {member.user}: {'có mặt' if here else 'rời họp'}.",
    )
    return redirect("round_board", pk)


@require_POST
def round_remind(request: HttpRequest, pk: int) -> HttpResponse:
    _round(request, pk, "evaluations.run_meeting", RUN_REASON)
    carry_out(
        request,
        lambda: meetings.remind(round_id=pk, actor=request.user),
        "Đã nhắc các thành viên còn phiếu chưa gửi.",
    )
    return redirect("round_board", pk)


@require_POST
def round_meet(request: HttpRequest, pk: int) -> HttpResponse:
    """From written opinions to a meeting."""
    _round(request, pk, "evaluations.run_meeting", RUN_REASON)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("round_board", pk)
    carry_out(
        request,
        lambda: meetings.call_meeting(round_id=pk, actor=request.user, **form.cleaned_data),
        "Đã chuyển đợt sang họp Hội đồng.",
    )
    return redirect("round_board", pk)


@require_POST
def round_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Some products of a closed round are scored again."""
    found = _round(request, pk, "evaluations.reopen_round", REOPEN_REASON)
    form = RescoreForm(request.POST, entries=found.entries.order_by("order"))
    if not form.is_valid():
        say_errors(request, form)
        return redirect("round_board", pk)
    chosen = [entry.pk for entry in form.cleaned_data["entries"]]
    carry_out(
        request,
        lambda: meetings.reopen_round(
            round_id=pk, entry_ids=chosen, reason=form.cleaned_data["reason"], actor=request.user
        ),
        f"Đã mở lại {len(chosen)} sản phẩm để chấm lại. Phiếu và bảng tổng hợp cũ được giữ nguyên.",
    )
    return redirect("round_board", pk)
