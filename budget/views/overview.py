"""The year's money as a whole: split, lines, allocations, vouchers; taken away as workbooks; the year's end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budget.domain import closing, estimates
from budget.domain.queries.lines import allocations_of, by_group, lines, vouchers_of
from budget.domain.queries.split import Stage, split, split_by_group
from budget.interfaces.forms import CopyEstimatesForm, SettleRestForm, YearForm
from budget.models import Settlement
from budget.views.common import (
    budget_address,
    chosen_plan,
    may_look,
    recorded_plan,
    visible_plans,
)
from core.documents.model import Column, Table
from core.listing import ListColumn, show_list, table_of, workbook
from core.numbers import format_percent
from core.pages import carry_out, save_page
from programme.models import Plan, PlanState

LINES = (
    ListColumn("nhom", "Nhóm nội dung", lambda row: str(row.group)),
    ListColumn("hoat-dong", "Hoạt động", lambda row: row.activity.name if row.activity else ""),
    ListColumn("noi-dung", "Nội dung chi", lambda row: row.name),
    ListColumn("nguon", "Nguồn vốn", lambda row: row.source.name),
    ListColumn("thuoc", "Thuộc", lambda row: row.source.get_side_display()),
    ListColumn("du-toan", "Dự toán (đồng)", lambda row: row.amount, kind="money"),
    ListColumn("phan-bo", "Phân bổ (đồng)", lambda row: row.allocated, kind="money"),
    ListColumn("giai-ngan", "Giải ngân (đồng)", lambda row: row.disbursed, kind="money"),
    ListColumn("quyet-toan", "Quyết toán (đồng)", lambda row: _settled(row, "settled"), kind="money"),
    ListColumn("chuyen", "Chuyển nguồn (đồng)", lambda row: _settled(row, "carried_over"), kind="money"),
    ListColumn("huy", "Hủy dự toán (đồng)", lambda row: _settled(row, "cancelled"), kind="money"),
)
ALLOCATIONS = (
    ListColumn(
        "don-vi",
        "Đơn vị thực hiện",
        lambda row: row.recipient,
        ("recipient",),
        link=lambda row: reverse("budget_line", args=[row.line_id]),
    ),
    ListColumn("dia-ban", "Địa bàn", lambda row: row.unit.name if row.unit else "", ("unit__sort_key",)),
    ListColumn("noi-dung", "Nội dung chi", lambda row: row.line.name, ("line__name",)),
    ListColumn("nguon", "Nguồn vốn", lambda row: row.line.source.name, ("line__source__order",)),
    ListColumn("ngay", "Ngày", lambda row: row.on, ("on",), "date"),
    ListColumn("quyet-dinh", "Số quyết định", lambda row: row.decision_no, ("decision_no",)),
    ListColumn("so-tien", "Phân bổ (đồng)", lambda row: row.amount, ("amount",), "money"),
    ListColumn("da-chi", "Giải ngân (đồng)", lambda row: row.paid, ("paid",), "money"),
    ListColumn("con-lai", "Còn lại (đồng)", lambda row: row.left, ("left",), "money"),
)
VOUCHERS = (
    ListColumn(
        "so",
        "Số chứng từ",
        lambda row: row.voucher_no,
        ("voucher_no",),
        link=lambda row: reverse("budget_line", args=[row.allocation.line_id]),
    ),
    ListColumn("ngay", "Ngày", lambda row: row.on, ("on",), "date"),
    ListColumn("nguoi-nhan", "Người nhận", lambda row: row.payee, ("payee",)),
    ListColumn("noi-dung", "Nội dung", lambda row: row.purpose or row.allocation.line.name, ("purpose",)),
    ListColumn("nguon", "Nguồn vốn", lambda row: row.allocation.line.source.name),
    ListColumn("so-tien", "Số tiền (đồng)", lambda row: row.amount, ("amount",), "money"),
    ListColumn(
        "tinh-trang",
        "Tình trạng",
        lambda row: "Đã hủy" if row.voided_on else "Có hiệu lực",
        ("voided_on",),
        state=lambda row: "state-bad" if row.voided_on else "state-good",
    ),
)


def _settled(row: Any, name: str) -> int | None:
    settlement = getattr(row, "settlement", None)
    return getattr(settlement, name) if settlement else None


@require_safe
def budget(request: HttpRequest) -> HttpResponse:
    """The year's money; ``?xuat=xlsx`` takes split, lines and vouchers away as one workbook."""
    may_look(request)
    plans = visible_plans(request)
    chosen = chosen_plan(request, plans)
    if chosen and request.GET.get("xuat") == "xlsx":
        return workbook(f"ngan-sach-{chosen.year}", _tables(chosen))
    shown: dict[str, Any] = {"plans": plans, "plan": chosen, "may_record": False}
    if chosen:
        groups = by_group(plan=chosen)
        every = [line for group in groups for line in group.lines]
        shown |= {
            "splits": [split(chosen, stage) for stage in Stage],
            "group_splits": split_by_group(chosen),
            "groups": groups,
            "unsettled": sum(_settled(line, "settled") is None for line in every),
            "waiting": _waiting(chosen) if request.user.is_office else 0,
            "may_record": request.user.is_office and chosen.state != PlanState.CLOSED,
        }
    return render(request, "budget/budget.html", shown)


def _waiting(plan: Plan) -> int:
    """How many lines of the year before wait to be carried over."""
    return Settlement.objects.filter(
        line__plan__year=plan.year - 1, carried_over__gt=0, line__carried_to__isnull=True
    ).count()


def _tables(plan: Plan) -> list[Table]:
    whole = [("Cả kế hoạch", row) for row in (split(plan, stage) for stage in Stage)]
    by_groups = [(str(one.group), row) for one in split_by_group(plan) for row in one.stages]
    split_columns = ("Phạm vi", "Giai đoạn", "Ngân sách nhà nước (đồng)", "Tỷ lệ", "Xã hội hóa (đồng)")
    kinds = {"Ngân sách nhà nước (đồng)": "money", "Xã hội hóa (đồng)": "money", "Tổng (đồng)": "money"}
    year = plan.year
    return [
        Table(
            sheet="Cơ cấu nguồn vốn",
            caption=f"Cơ cấu nguồn vốn năm {year} (kế hoạch: ngân sách {plan.state_percent}%)",
            columns=tuple(
                Column(label, kinds.get(label, "text"))
                for label in (*split_columns, "Tổng (đồng)", "Cảnh báo")
            ),
            rows=tuple(
                (
                    what,
                    row.stage.label,
                    row.state,
                    "" if row.state_share is None else format_percent(row.state_share),
                    row.mobilised,
                    row.total,
                    row.warning,
                )
                for what, row in (*whole, *by_groups)
            ),
        ),
        table_of(lines(plan=plan), LINES, sheet="Dự toán", caption=f"Dự toán năm {year}"),
        table_of(allocations_of(plan=plan), ALLOCATIONS, sheet="Phân bổ", caption=f"Phân bổ năm {year}"),
        table_of(vouchers_of(plan=plan), VOUCHERS, sheet="Chứng từ", caption=f"Chứng từ năm {year}"),
    ]


def _list(
    request: HttpRequest,
    rows_of: Any,
    columns: Any,
    *,
    line: str,
    words: tuple[str, ...],
    heading: str,
    name: str,
) -> HttpResponse:
    may_look(request)
    plans = visible_plans(request)
    chosen = chosen_plan(request, plans)
    filters = YearForm(request.GET or {"nam": str(chosen.year)} if chosen else None, plans=plans)
    rows = rows_of(plan=chosen) if chosen else rows_of(plan=None)
    return show_list(
        request,
        filters.narrow(rows, line, words),
        columns,
        heading=f"{heading} năm {chosen.year}" if chosen else heading,
        file_name=f"{name}-{chosen.year}" if chosen else name,
        filters=filters,
        back=(budget_address(chosen) if chosen else reverse("budget"), "Ngân sách"),
    )


@require_safe
def allocation_list(request: HttpRequest) -> HttpResponse:
    """What was given to whom, and what each has left."""
    return _list(
        request,
        allocations_of,
        ALLOCATIONS,
        line="line__",
        words=("recipient", "decision_no", "line__name"),
        heading="Phân bổ",
        name="phan-bo",
    )


@require_safe
def voucher_list(request: HttpRequest) -> HttpResponse:
    """Every voucher of a year, those voided too."""
    return _list(
        request,
        vouchers_of,
        VOUCHERS,
        line="allocation__line__",
        words=("voucher_no", "payee", "purpose", "allocation__recipient"),
        heading="Chứng từ",
        name="chung-tu",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def estimates_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another plan's lines into a draft."""
    found = recorded_plan(request, pk)
    others = Plan.objects.visible_to(request.user).exclude(pk=pk).order_by("-year")

    def act(form: CopyEstimatesForm) -> Plan:
        estimates.copy_estimates(plan_id=pk, source_id=form.cleaned_data["source"].pk, actor=request.user)
        return found

    return save_page(
        request,
        lambda data: CopyEstimatesForm(data, plans=others),
        act,
        heading=f"Chép dự toán vào kế hoạch năm {found.year}",
        button="Chép dự toán",
        back_url=budget_address(found),
        back_label="Ngân sách",
        done="Đã chép dự toán. Hãy xem lại từng số tiền.",
        leads_to=budget_address,
    )


@require_POST
def estimates_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the year before carries over into this plan."""
    found = recorded_plan(request, pk)
    carry_out(
        request,
        lambda: estimates.carry_over(plan_id=pk, on=timezone.localdate(), actor=request.user),
        f"Đã nhận chuyển nguồn từ năm {found.year - 1}.",
    )
    return redirect(budget_address(found))


@require_http_methods(["GET", "HEAD", "POST"])
def settle_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle all lines not settled yet with what was paid of them."""
    found = recorded_plan(request, pk)

    def act(form: SettleRestForm) -> Plan:
        closing.settle_rest(plan_id=pk, actor=request.user, **form.cleaned_data)
        return found

    return save_page(
        request,
        lambda data: SettleRestForm(data, initial={"on": timezone.localdate()}),
        act,
        heading=f"Quyết toán các dòng còn lại năm {found.year}",
        intro="Mỗi dòng chưa quyết toán được quyết toán đúng số đã giải ngân, phần còn lại hủy dự toán. "
        "Dòng nào chuyển nguồn thì quyết toán riêng dòng đó trước.",
        button="Quyết toán",
        back_url=budget_address(found),
        back_label="Ngân sách",
        done="Đã quyết toán.",
        leads_to=budget_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the year: asked once more, since there is no way back."""
    found = recorded_plan(request, pk)
    if request.method == "POST" and carry_out(
        request, lambda: closing.close_year(plan_id=pk, actor=request.user), f"Đã khóa sổ năm {found.year}."
    ):
        return redirect(budget_address(found))
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/close.html", {"plan": found, "back": budget_address(found)}, status=status)
