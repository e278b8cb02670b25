"""Moving house: what lies in units that are no more, and the comparison across the break."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import require
from core.errors import ActRefused
from core.exports import exported
from core.spreadsheets.writing import Column
from exchange.domain.moving import LABELS, REASON, Move, compare, move_house, plan_moves
from products.domain.queries.register import valid_ratings

COMPARED = (
    Column("Đơn vị", lambda row: row[0].name),
    Column("Số sản phẩm ngày đầu", lambda row: row[1]),
    Column("Số sản phẩm ngày sau", lambda row: row[2]),
    Column("Tăng, giảm", lambda row: row[2] - row[1]),
)


class CompareForm(forms.Form):
    """The two days that are compared."""

    tu = forms.DateField(label="Ngày đầu")
    den = forms.DateField(label="Ngày sau")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("tu") and cleaned.get("den") and cleaned["den"] <= cleaned["tu"]:
            self.add_error("den", "Ngày sau phải sau ngày đầu.")
        return cleaned


def _lists(move: Move) -> list[tuple[str, str]]:
    """The administration's lists of what lies in a unit, where each row's unit is changed."""
    found = []
    for label in ("producers.Producer", "products.Product", "accounts.User"):
        if move.counts.get(label):
            page = f"admin:{label.lower().replace('.', '_')}_changelist"
            found.append((f"{reverse(page)}?unit__id__exact={move.step.unit.pk}", f"Sửa {LABELS[label]}"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def moving(request: HttpRequest) -> HttpResponse:
    """What would follow the units that ended; sent, it moves, with the choices for units that were split."""
    require(request.user, "accounts.manage_accounts", reason=REASON)
    today = timezone.localdate()
    status = 200
    if request.method == "POST":
        chosen = {
            int(name.removeprefix("unit-")): int(value)
            for name, value in request.POST.items()
            if name.startswith("unit-") and name.removeprefix("unit-").isdecimal() and value.isdecimal()
        }
        try:
            moved = move_house(on=today, actor=request.user, choices=chosen)
        except ActRefused as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            told = ", ".join(f"{number} {LABELS[label]}" for label, number in moved.items() if number)
            messages.success(request, f"Đã chuyển: {told}." if told else "Không có gì phải chuyển.")
            return redirect("unit_moving")
    moves = plan_moves(on=today)
    shown = {
        "today": today,
        "moves": moves,
        "ready": [move for move in moves if move.step.is_certain],
        "divided": [move for move in moves if not move.step.is_certain and move.step.candidates],
        "left": [
            (move, _lists(move)) for move in moves if not move.step.is_certain and not move.step.candidates
        ],
        "total": sum(move.total for move in moves if move.step.to),
    }
    return render(request, "exchange/moving.html", shown, status=status)


@require_safe
def unit_compare(request: HttpRequest) -> HttpResponse:
    """Recognised products of two days on the ground of today's units, across merging and splitting."""
    require(
        request.user, "exchange.compare", reason="Trang so sánh dành cho Văn phòng Điều phối và lãnh đạo."
    )
    usual = {"tu": date(2022, 12, 31), "den": timezone.localdate()}
    form = CompareForm(request.GET if "tu" in request.GET else usual)
    rows: list[Any] = []
    if form.is_valid():
        rows = compare(
            before=form.cleaned_data["tu"], after=form.cleaned_data["den"], count=_products_by_unit
        )
        if file := exported(request, title="So sánh theo địa bàn", columns=COMPARED, rows=rows):
            return file
    shown = {
        "form": form,
        "rows": [(unit, before, after, after - before) for unit, before, after in rows],
        "sums": (sum(row[1] for row in rows), sum(row[2] for row in rows)),
    }
    return render(request, "exchange/compare.html", shown)


def _products_by_unit(day: date) -> dict[int, int]:
    rows = valid_ratings(day=day).order_by().values_list("product__unit").annotate(n=Count("pk"))
    return dict(rows)
