"""Estimate lines out of a file go through the act of the page: reason, adjustment, and back again."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from budget.domain import spending
from budget.domain.closing import close_year, settle_rest
from budget.models import Adjustment, EstimateLine, FundingSource
from core.errors import ActRefused
from core.models import JobRun
from exchange.domain import imports
from exchange.models import ImportRun, ImportState
from exchange.tasks import import_file
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory, FundingSourceFactory
from tests.factories.programme import ContentGroupFactory, PlanFactory

pytestmark = pytest.mark.django_db

FILE = """Nội dung chi;Nguồn vốn;Số tiền (đồng);Nhóm nội dung
Thuê hội trường;Ngân sách thành phố;45.000.000đ;1
In tài liệu;Ngân sách thành phố;12.500.000;1
"""
WHY = {"reason": "Bổ sung hai lớp", "decision_no": "17/QĐ-UBND"}


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


def plan_of(state):
    plan = PlanFactory(year=2022, state=state)
    ContentGroupFactory(plan=plan, order=1)
    FundingSourceFactory(name="Ngân sách thành phố")
    return plan


def taken_in(office, text=FILE):
    return imports.take_in(
        kind="budget", content=text.encode(), name="du-toan.csv", as_of=date(2022, 6, 1), actor=office
    )


def press(client, run, **said):
    return client.post(reverse("import_apply", args=[run.pk]), said)


def written(office, run):
    run.refresh_from_db()
    promised = imports.promise_of(imports.look_at(run))
    return imports.apply_import(run_id=run.pk, actor=office, promised=promised)


def tables():
    return [list(model.objects.order_by("pk").values()) for model in (EstimateLine, Adjustment)]


def test_an_issued_plan_asks_for_the_reason_and_each_line_is_an_adjustment(
    client, office, django_capture_on_commit_callbacks
):
    plan = plan_of(PlanState.ISSUED)
    source = FundingSource.objects.get()
    EstimateLineFactory(plan=plan, group=plan.content_groups.get(), source=source)
    run, before = taken_in(office), tables()
    page = client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert "Kế hoạch năm 2022 đã ban hành" in page
    refused = press(client, run, reason=" ", decision_no="17/QĐ-UBND")
    assert (refused.status_code, refused.context["reason"]["decision_no"].value()) == (422, "17/QĐ-UBND")
    assert not JobRun.objects.exists()
    with django_capture_on_commit_callbacks():
        press(client, run, **WHY)
    promised = imports.promise_of(imports.look_at(run))
    import_file(job_id=JobRun.objects.get().pk, run_id=run.pk, promised=promised)
    told = Adjustment.objects.order_by("pk").values_list(
        "line__name", "before", "after", "reason", "decision_no", "recorded_by"
    )
    assert list(told) == [
        ("Thuê hội trường", 0, 45_000_000, "Bổ sung hai lớp", "17/QĐ-UBND", office.pk),
        ("In tài liệu", 0, 12_500_000, "Bổ sung hai lớp", "17/QĐ-UBND", office.pk),
    ]
    imports.undo_import(run_id=run.pk, actor=office)
    assert tables() == before


def test_a_draft_asks_for_nothing_and_has_no_adjustments(client, office):
    plan_of(PlanState.DRAFT)
    run, before = taken_in(office), tables()
    assert "đã ban hành" not in client.get(reverse("import_run", args=[run.pk])).content.decode()
    written(office, run)
    assert (EstimateLine.objects.count(), Adjustment.objects.count()) == (2, 0)
    imports.undo_import(run_id=run.pk, actor=office)
    assert tables() == before


def test_what_was_built_on_or_closed_since_is_not_undone(office):
    plan = plan_of(PlanState.ISSUED)
    run = taken_in(office)
    with pytest.raises(ActRefused, match="hãy ghi lý do bổ sung dự toán"):
        written(office, run)
    assert not EstimateLine.objects.exists()
    imports.choose(run_id=run.pk, actor=office, extra=WHY)
    written(office, run)
    line = EstimateLine.objects.get(name="In tài liệu")
    spending.adjust_line(line_id=line.pk, amount=13_000_000, reason="Giá mới", on=run.as_of, actor=office)
    with pytest.raises(ActRefused, match="In tài liệu"):
        imports.undo_import(run_id=run.pk, actor=office)
    settle_rest(plan_id=plan.pk, on=date(2022, 12, 31), actor=office)
    close_year(plan_id=plan.pk, actor=office)
    with pytest.raises(ActRefused, match=r"In tài liệu|khóa sổ"):
        imports.undo_import(run_id=run.pk, actor=office)
    assert ImportRun.objects.get().state == ImportState.APPLIED


def test_one_row_of_two_amounts_keeps_its_promise_though_one_is_wrong(office):
    plan_of(PlanState.DRAFT)
    FundingSourceFactory(mobilised=True)
    head = "Nội dung chi;Ngân sách nhà nước;Xã hội hóa;Nhóm nội dung"
    run = taken_in(office, f"{head}\nTập huấn;700;12x;1\n")
    assert written(office, run).counts["applied"] == 1


def test_the_command_takes_the_reason(tmp_path, capsys):
    plan_of(PlanState.ISSUED)
    file = tmp_path / "du-toan.csv"
    file.write_text(FILE, encoding="utf-8")
    with pytest.raises(CommandError, match="lý do bổ sung dự toán"):
        call_command("import_excel", "budget", str(file), "--as-of", "2022-06-01")
    call_command("import_excel", "budget", str(file), "--as-of", "2022-06-01", "--reason", "Bổ sung hai lớp")
    assert [row.reason for row in Adjustment.objects.all()] == ["Bổ sung hai lớp"] * 2
    capsys.readouterr()
