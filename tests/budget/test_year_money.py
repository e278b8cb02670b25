"""Estimates, adjustments, vouchers, settlement, carry-over and the closing of a year's money."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from budget.domain import closing, estimates, spending
from budget.domain.queries.split import Stage, split, split_by_group
from budget.models import Allocation, Disbursement, EstimateLine, Settlement
from core.errors import ActRefused, Incomplete
from programme.models import PlanState
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.budget import GIVEN_ON, EstimateLineFactory, FundingSourceFactory, allocation
from tests.factories.programme import ActivityFactory, ContentGroupFactory, PlanFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db

MILLION = 1_000_000
ON = date(2022, 6, 1)


@pytest.fixture
def office():
    return UserFactory()


def pay(given, amount, number="PC-01", **details):
    details = {"on": GIVEN_ON, "actor": UserFactory()} | details
    return spending.disburse(allocation_id=given.pk, amount=amount, voucher_no=number, **details)


def test_lines_of_a_draft_come_and_go_those_of_an_issued_plan_need_a_reason(office):
    plan = PlanFactory(state=PlanState.DRAFT)
    group, source = ContentGroupFactory(plan=plan), FundingSourceFactory()
    details = {"group": group, "source": source, "name": "Lớp học", "amount": 20 * MILLION, "on": ON}
    line = estimates.add_line(plan_id=plan.pk, actor=office, **details)
    changed = estimates.change_line(line_id=line.pk, version=1, amount=30 * MILLION, actor=office)
    assert (changed.amount, line.adjustments.count()) == (30 * MILLION, 0)
    estimates.remove_line(line_id=line.pk, actor=office)
    assert plan.estimates.count() == 0
    plan.state = PlanState.ISSUED
    plan.save()
    with pytest.raises(ActRefused, match="lý do bổ sung"):
        estimates.add_line(plan_id=plan.pk, actor=office, **details)
    line = estimates.add_line(plan_id=plan.pk, actor=office, reason="QĐ 7", **details)
    assert list(line.adjustments.values_list("before", "after")) == [(0, 20 * MILLION)]
    with pytest.raises(ActRefused, match="Điều chỉnh dự toán"):
        estimates.change_line(line_id=line.pk, version=1, amount=1, actor=office)
    with pytest.raises(ActRefused, match="không xóa dự toán"):
        estimates.remove_line(line_id=line.pk, actor=office)


def test_a_line_belongs_where_its_activity_belongs(office):
    plan = PlanFactory()
    activity = ActivityFactory(group__plan=plan)
    details = {"source": FundingSourceFactory(), "name": "x", "amount": 1, "on": ON, "reason": "r"}
    for group in (ContentGroupFactory(plan=plan), ContentGroupFactory()):
        with pytest.raises(ActRefused, match=r"[Nn]hóm"):
            estimates.add_line(plan_id=plan.pk, actor=office, group=group, activity=activity, **details)


def test_adjustments_stay_between_what_was_paid_and_what_there_is(office):
    line = EstimateLineFactory(amount=100 * MILLION)
    given = allocation(line, amount=60 * MILLION)
    pay(given, 40 * MILLION)
    say = {"on": ON, "actor": office, "reason": "QĐ 9/QĐ-UBND"}
    with pytest.raises(ActRefused, match=r"Đã phân bổ 60\.000\.000"):
        spending.adjust_line(line_id=line.pk, amount=59 * MILLION, **say)
    with pytest.raises(ActRefused, match=r"Đã giải ngân 40\.000\.000"):
        spending.adjust_allocation(allocation_id=given.pk, amount=39 * MILLION, **say)
    with pytest.raises(ActRefused, match="vượt quá phần dự toán"):
        spending.adjust_allocation(allocation_id=given.pk, amount=101 * MILLION, **say)
    with pytest.raises(ActRefused, match="ghi lý do"):
        spending.adjust_line(line_id=line.pk, amount=90 * MILLION, **{**say, "reason": " "})
    spending.adjust_allocation(allocation_id=given.pk, amount=40 * MILLION, **say)
    spending.adjust_line(line_id=line.pk, amount=40 * MILLION, **say)
    assert list(line.adjustments.values_list("before", "after", "allocation")) == [
        (60 * MILLION, 40 * MILLION, given.pk),
        (100 * MILLION, 40 * MILLION, None),
    ]


def test_a_voided_voucher_stays_and_counts_no_more(office):
    given = allocation(amount=10 * MILLION)
    wrong = pay(given, 10 * MILLION)
    with pytest.raises(ActRefused, match="lý do hủy"):
        spending.void_disbursement(disbursement_id=wrong.pk, reason="", on=ON, actor=office)
    spending.void_disbursement(disbursement_id=wrong.pk, reason="Ghi nhầm đơn vị", on=ON, actor=office)
    pay(given, 5 * MILLION)
    with pytest.raises(ValidationError, match="Chứng từ này đã được ghi"):
        pay(given, 5 * MILLION)
    pay(given, 5 * MILLION, number="PC-02")
    assert split(given.line.plan, Stage.DISBURSED).total == 10 * MILLION
    with pytest.raises(ActRefused, match="đã được hủy"):
        spending.void_disbursement(disbursement_id=wrong.pk, reason="x", on=ON, actor=office)


def test_the_database_itself_holds_the_sums(office):
    line = EstimateLineFactory(amount=100)
    given = allocation(line, amount=80)
    paid = pay(given, 70)
    for change in (
        lambda: Allocation.objects.create(line=line, recipient="x", amount=21, on=ON),
        lambda: Allocation.objects.filter(pk=given.pk).update(amount=101),
        lambda: Allocation.objects.filter(pk=given.pk).update(amount=69),
        lambda: EstimateLine.objects.filter(pk=line.pk).update(amount=79),
        lambda: Disbursement.objects.create(allocation=given, amount=11, on=ON, voucher_no="x"),
        lambda: Disbursement.objects.create(allocation=given, amount=-1, on=ON, voucher_no="x"),
        lambda: Settlement.objects.create(line=line, estimate=100, settled=70, carried_over=1, on=ON),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    for change in (
        lambda: Disbursement.objects.filter(pk=paid.pk).update(amount=1),
        lambda: Disbursement.objects.filter(pk=paid.pk).delete(),
    ):
        with pytest.raises(Exception, match="pgtrigger"), transaction.atomic():
            change()


def test_settlement_carry_over_and_closing(office):
    line = EstimateLineFactory(plan=PlanFactory(year=2022), amount=100 * MILLION)
    given = allocation(line, amount=80 * MILLION)
    pay(given, 60 * MILLION)
    with pytest.raises(Incomplete) as refused:
        closing.close_year(plan_id=line.plan_id, actor=office)
    assert refused.value.missing == [f"Chưa quyết toán: {line.name} (100.000.000 đồng)."]
    say = {"line_id": line.pk, "on": date(2022, 12, 30), "actor": office}
    with pytest.raises(ActRefused, match="vượt số đã giải ngân"):
        closing.settle_line(settled=61 * MILLION, **say)
    with pytest.raises(ActRefused, match="vượt dự toán"):
        closing.settle_line(settled=60 * MILLION, carried_over=41 * MILLION, **say)
    done = closing.settle_line(settled=60 * MILLION, carried_over=30 * MILLION, **say)
    assert done.cancelled == 10 * MILLION
    with pytest.raises(ActRefused, match="đã quyết toán"):
        pay(given, 1, number="PC-09")
    following = PlanFactory(year=2023)
    ContentGroupFactory(plan=following, order=line.group.order)
    assert estimates.carry_over(plan_id=following.pk, on=ON, actor=office) == 1
    assert estimates.carry_over(plan_id=following.pk, on=ON, actor=office) == 0
    assert list(following.estimates.values_list("amount", "source", "carried_from")) == [
        (30 * MILLION, line.source_id, line.pk)
    ]
    with pytest.raises(ActRefused, match="đã vào kế hoạch năm sau"):
        closing.unsettle_line(line_id=line.pk, actor=office)
    plan = closing.close_year(plan_id=line.plan_id, actor=office)
    assert plan.state == PlanState.CLOSED
    for change in (
        lambda: EstimateLine.objects.filter(pk=line.pk).update(name="x"),
        lambda: Disbursement.objects.create(allocation=given, amount=1, on=ON, voucher_no="x"),
        lambda: Allocation.objects.filter(pk=given.pk).update(recipient="x"),
        lambda: Settlement.objects.filter(line=line).update(note="x"),
    ):
        with pytest.raises(IntegrityError, match="đã khóa sổ"), transaction.atomic():
            change()
    with pytest.raises(ActRefused, match="Năm 2022 đã khóa sổ"):
        pay(given, 1, number="PC-10")


def test_the_rest_is_settled_with_what_was_paid(office):
    plan = PlanFactory(year=2022)
    paid, unpaid = EstimateLineFactory(plan=plan, amount=100), EstimateLineFactory(plan=plan, amount=50)
    pay(allocation(paid, amount=90), 80)
    assert closing.settle_rest(plan_id=plan.pk, on=ON, actor=office) == 2
    rows = Settlement.objects.order_by("line").values_list("line", "settled", "cancelled")
    assert list(rows) == [(paid.pk, 80, 20), (unpaid.pk, 0, 50)]
    closing.unsettle_line(line_id=unpaid.pk, actor=office)
    assert Settlement.objects.count() == 1


def test_estimates_are_copied_into_a_draft_by_group_and_activity(office):
    source = EstimateLineFactory(plan=PlanFactory(year=2022))
    source.activity = ActivityFactory(group=source.group, name="Lớp học")
    source.save()
    draft = PlanFactory(year=2023, state=PlanState.DRAFT)
    group = ContentGroupFactory(plan=draft, order=source.group.order)
    activity = ActivityFactory(group=group, name="Lớp học")
    assert estimates.copy_estimates(plan_id=draft.pk, source_id=source.plan_id, actor=office) == 1
    assert list(draft.estimates.values_list("group", "activity", "amount")) == [
        (group.pk, activity.pk, source.amount)
    ]
    with pytest.raises(ActRefused, match="chưa có dòng dự toán"):
        estimates.copy_estimates(plan_id=draft.pk, source_id=source.plan_id, actor=office)


def test_the_split_is_watched_in_each_group(office):
    plan = PlanFactory(year=2022, state_percent=70, split_tolerance_percent=5)
    inside, outside = ContentGroupFactory(plan=plan, order=1), ContentGroupFactory(plan=plan, order=2)
    mobilised = FundingSourceFactory(mobilised=True)
    EstimateLineFactory(plan=plan, group=inside, amount=70)
    EstimateLineFactory(plan=plan, group=inside, amount=30, source=mobilised)
    EstimateLineFactory(plan=plan, group=outside, amount=100)
    first, second = split_by_group(plan)
    assert (first.stages[0].warning, first.stages[0].total, first.stages[1].total) == ("", 100, 0)
    assert second.stages[0].warning == (
        "Nhóm 2, dự toán: ngân sách nhà nước chiếm 100%, lệch 30 điểm % so với 70% của kế hoạch (cho phép 5)."
    )


@pytest.mark.django_db(transaction=True)
def test_many_hands_on_one_line_end_exact():
    given = allocation(EstimateLineFactory(amount=100 * MILLION), amount=10 * MILLION)
    actor, start = UserFactory(), Barrier(12)

    def one(number):
        start.wait()
        try:
            pay(given, MILLION, number=f"PC-{number}", actor=actor)
        except ActRefused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(12) as pool:
        done = sum(pool.map(one, range(12)))
    assert (done, split(given.line.plan, Stage.DISBURSED).total) == (10, 10 * MILLION)


@pytest.mark.django_db(transaction=True)
def test_closing_against_a_payment():
    """Either the payment is in the closed year, or it is refused; never written afterwards."""
    line = EstimateLineFactory(amount=10 * MILLION)
    given, actor, start = allocation(line, amount=10 * MILLION), UserFactory(), Barrier(2)

    def close():
        start.wait()
        try:
            closing.settle_rest(plan_id=line.plan_id, on=ON, actor=actor)
            closing.close_year(plan_id=line.plan_id, actor=actor)
        finally:
            connection.close()

    def spend():
        start.wait()
        try:
            pay(given, MILLION, actor=actor)
        except ActRefused:
            return 0
        finally:
            connection.close()
        return MILLION

    with ThreadPoolExecutor(2) as pool:
        closed, paid = pool.submit(close), pool.submit(spend)
        closed.result()
    line.plan.refresh_from_db()
    settled = Settlement.objects.get(line=line).settled
    assert (line.plan.state, settled) == (PlanState.CLOSED, paid.result())


def test_the_pages_from_estimate_to_closing(client, office):
    client.force_login(office)
    plan = PlanFactory(year=2022)
    group, source = ContentGroupFactory(plan=plan), FundingSourceFactory()
    form = {"group": group.pk, "source": source.pk, "name": "Lớp học", "amount": "1.08", "reason": "QĐ 7"}
    unclear = client.post(reverse("line_create", args=[plan.pk]), form)
    assert unclear.status_code == 422
    assert "chưa rõ đơn vị" in unclear.context["form"].errors["amount"][0]
    assert (
        client.post(reverse("line_create", args=[plan.pk]), {**form, "amount": "1,08 tỷ"}).status_code == 302
    )
    line = EstimateLine.objects.get()
    assert line.amount == 1_080 * MILLION
    given = allocation(line, amount=80 * MILLION)
    proof = SimpleUploadedFile("hoa-don.pdf", files.pdf())
    client.post(
        reverse("disburse", args=[given.pk]),
        {"amount": "25 triệu", "on": "02/03/2022", "voucher_no": "PC-02", "upload": proof},
    )
    paid = Disbursement.objects.get()
    assert (paid.amount, paid.payee, paid.file.original_name) == (
        25 * MILLION,
        given.recipient,
        "hoa-don.pdf",
    )
    paper = client.get(reverse("voucher", args=[paid.pk]))
    words = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
    assert "25.000.000 đồng" in words
    assert "Hai mươi lăm triệu đồng" in words
    refused = client.post(reverse("plan_close", args=[plan.pk]))
    assert refused.status_code == 422
    client.post(reverse("settle_rest", args=[plan.pk]), {"on": "30/12/2022"})
    assert client.post(reverse("plan_close", args=[plan.pk])).status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.CLOSED
    book = load_workbook(BytesIO(client.get(reverse("budget"), {"nam": "2022", "xuat": "xlsx"}).content))
    assert book.sheetnames == ["Cơ cấu nguồn vốn", "Dự toán", "Phân bổ", "Chứng từ"]
    assert [cell.value for cell in book["Dự toán"][4]][5:9] == [1_080 * MILLION, 80 * MILLION] + [
        25 * MILLION
    ] * 2


def test_vouchers_are_found_without_marks(client, office):
    client.force_login(office)
    given = allocation(EstimateLineFactory(plan=PlanFactory(year=2022)))
    found = pay(given, MILLION, payee="Hợp tác xã Nước mắm Đại Ngãi")
    pay(given, MILLION, number="PC-02", payee="Công ty in")
    page = client.get(reverse("voucher_list"), {"nam": "2022", "words": "dai nuoc mam"}).context["page"]
    assert list(page) == [found]


@pytest.mark.parametrize("name", ["allocation_list", "voucher_list"])
def test_lists_of_money_ask_as_often_for_many_rows_as_for_one(client, office, name):
    client.force_login(office)
    line = EstimateLineFactory(plan=PlanFactory(year=2022))
    address = reverse(name)

    def grow():
        for number in range(3):
            pay(allocation(line, amount=MILLION), 500_000, number=f"PC-{number}")

    grow()
    assert_same_queries(
        lambda: client.get(address, {"nam": "2022", "words": "PC", "xep": "-so-tien"}), grow=grow, at_most=12
    )
