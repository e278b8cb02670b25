"""After closing: what-if of a product, what hangs on one member, the jury read. Nothing here changes anything."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.policy import require
from evaluations import jury
from evaluations.domain.queries.board import SCORED
from evaluations.domain.queries.counted import Basis, bases_of
from evaluations.interfaces.reading_forms import WhatIfForm
from evaluations.models import Entry, Round
from evaluations.views.board import WATCH_REASON
from evaluations.whatif import Case, outcome, pivotal

CLOSED_REASON = "Chỉ xem được sau khi khóa phiếu: trước đó các thành viên chấm độc lập."


def _closed_round(request: HttpRequest, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("council", "regime")
    found = get_object_or_404(rows, pk=pk)
    _require(request, found)
    return found


def _require(request: HttpRequest, round_: Round) -> None:
    reason = WATCH_REASON if round_.state in SCORED else CLOSED_REASON
    watched = round_ if round_.state in SCORED else None
    require(request.user, "evaluations.read_marks", watched, reason=reason)


def _bases(round_: Round) -> list[Basis]:
    rows = round_.entries.select_related("round", "dossier__criteria_set", "dossier__product")
    return [basis for basis in bases_of(rows.order_by("order")) if basis.sheets]


def case_of(basis: Basis) -> Case:
    """The entry in the form the arithmetic takes."""
    picks = {sheet.member: sheet.picks for sheet in basis.sheets}
    return Case(basis.spec, picks, basis.concluded, basis.majority)


@require_safe
def entry_what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave sheets out, move one mark: the star, the requirements, the distance to the edge."""
    rows = Entry.objects.visible_to(request.user).select_related(
        "round__council", "dossier__criteria_set", "dossier__product__producer"
    )
    found = get_object_or_404(rows, pk=pk)
    _require(request, found.round)
    [basis] = bases_of([found])
    form = WhatIfForm(request.GET or None, basis=basis)
    asked: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        asked = {"without": form.without(), "moved": form.moved()}
    case = case_of(basis)
    shown = {
        "entry": found,
        "form": form,
        "now": outcome(case),
        "then": outcome(case, **asked) if asked else None,
        "asked": bool(asked),
        "pivotal": _pivotal(basis),
    }
    return render(request, "evaluations/reading/what_if.html", shown)


def _pivotal(basis: Basis) -> list[tuple[str, int]]:
    names = {sheet.member: sheet.name for sheet in basis.sheets}
    return [(names[member], stars) for member, stars in pivotal(case_of(basis)).items()]


@require_safe
def round_sensitivity(request: HttpRequest, pk: int) -> HttpResponse:
    """Which products change star if any one member is left out, and which lie at an edge."""
    found = _closed_round(request, pk)
    lines = [
        {"entry": basis.entry, "now": outcome(case_of(basis)), "pivotal": _pivotal(basis)}
        for basis in _bases(found)
    ]
    return render(request, "evaluations/reading/sensitivity.html", {"round": found, "lines": lines})


@require_safe
def round_jury(request: HttpRequest, pk: int) -> HttpResponse:
    """Each member against the others, agreement by criterion, who causes wide spreads and where."""
    found = _closed_round(request, pk)
    bases = _bases(found)
    names = {sheet.member: sheet.name for basis in bases for sheet in basis.sheets}
    totals = [{sheet.member: sheet.score.total for sheet in basis.sheets} for basis in bases]
    shown = {
        "round": found,
        "profiles": [(names[row.member], row) for row in jury.profiles(totals)],
        "concordance": jury.kendall_w(totals),
        "agreements": _agreements(bases)[:15],
        "spreads": [row for basis in bases if (row := _spread(basis, names))],
    }
    return render(request, "evaluations/reading/jury.html", shown)


def _agreements(bases: list[Basis]) -> list[tuple[str, jury.Agreement]]:
    """Criteria by name, the least agreement first: 4.4 of one set is not 4.4 of another."""
    labels = {
        f"{basis.spec.number}/{code}": f"{code}. {criterion.name} (bộ {basis.spec.number})"
        for basis in bases
        for code, criterion in basis.spec.by_code.items()
    }
    points = [
        [
            {f"{basis.spec.number}/{code}": given for code, given in sheet.score.points.items()}
            for sheet in basis.sheets
        ]
        for basis in bases
    ]
    return [(labels[row.criterion], row) for row in jury.agreements(points)]


def _spread(basis: Basis, names: dict[int, str]) -> dict[str, Any] | None:
    """The product's extremes where they lie further apart than the rules allow."""
    sheets = {sheet.member: (sheet.score.total, sheet.score.points) for sheet in basis.sheets}
    found = jury.spread(sheets)
    if found is None or found.points <= basis.entry.round.max_spread:
        return None
    return {
        "entry": basis.entry,
        "points": found.points,
        "lowest": names[found.lowest],
        "highest": names[found.highest],
        "criteria": found.criteria,
    }
