"""Deciding all products of a round that equal the council's result: shown each, then confirmed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.policy import require
from core.pages import carry_out
from evaluations.domain import decisions
from evaluations.domain.queries.papers import EntryFacts, round_facts
from evaluations.enums import EntryState
from evaluations.interfaces.papers.heads import flags, stars_text
from evaluations.models import Round
from evaluations.views.entries import DECIDE_REASON


class BulkForm(forms.Form):
    """The tallies shown and ticked; a tally taken anew since is another one, and refused."""

    tallies = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Hãy chọn ít nhất một sản phẩm."}
    )

    def __init__(self, *args: Any, rows: list[EntryFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tallies"].choices = [(row.tally.pk, "") for row in rows if row.tally]


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Check every result, leave out what is to be decided apart, confirm."""
    found = get_object_or_404(Round.objects.visible_to(request.user).select_related("council"), pk=pk)
    facts = round_facts(found)
    first = facts.entries[0].entry if facts.entries else None
    require(request.user, "evaluations.decide", first, reason=DECIDE_REASON)
    waiting = [row for row in facts.entries if row.entry.state == EntryState.TALLIED]
    if request.method == "POST":
        form = BulkForm(request.POST, rows=waiting)
        if form.is_valid():
            chosen = form.cleaned_data["tallies"]
            done = f"Đã quyết định theo kết quả Hội đồng cho {len(chosen)} sản phẩm."
            if carry_out(
                request,
                lambda: decisions.decide_as_council(round_id=pk, tally_ids=chosen, actor=request.user),
                done,
            ):
                return redirect("round", pk)
        return _page(request, found, waiting, form, status=422)
    return _page(request, found, waiting, None)


def _page(
    request: HttpRequest, found: Round, waiting: list[EntryFacts], form: BulkForm | None, status: int = 200
) -> HttpResponse:
    shown = {
        "round": found,
        "form": form,
        "rows": [
            {"row": row, "result": stars_text(row), "flags": flags(row), "doubtful": is_doubtful(row)}
            for row in waiting
        ],
    }
    return render(request, "evaluations/after/bulk_decide.html", shown, status=status)


def is_doubtful(row: EntryFacts) -> bool:
    """Whether the council still has to speak about it: too far apart, or a dispute it has not concluded."""
    if row.payload.get("over_spread"):
        return True
    concluded = {(one.criterion.code, one.stars) for one in row.conclusions}
    limit = row.tally.stars_by_points if row.tally else 0
    return any(
        vote["stars"] <= limit and (vote["criterion"], vote["stars"]) not in concluded
        for vote in row.disputed
    )
