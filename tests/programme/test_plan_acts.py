"""A plan from its draft to the closing of its year."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import ActRefused, Incomplete, StaleVersion
from programme.domain import activities, plans, targets
from programme.domain.queries.targets import compare, shares, target_row
from programme.domain.workflow import ACTIVITY_WORKFLOW, PLAN_WORKFLOW
from programme.models import Activity, Plan, PlanState, Target, UnitTarget
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.factories.programme import ActivityFactory, ContentGroupFactory, PlanFactory, TargetFactory

pytestmark = pytest.mark.django_db

WANTED = {"name": "Sản phẩm mới", "measure": "sản phẩm", "minimum": 20, "maximum": 25, "order": 1}


@pytest.fixture
def office():
    return UserFactory()


def drafted(office, year=2027):
    return plans.draft_plan(actor=office, year=year, title=f"Kế hoạch OCOP năm {year}")


def filled(office, year=2027):
    """A draft with an activity in each group and a target."""
    plan = drafted(office, year)
    for group in plan.content_groups.all():
        activities.add_activity(
            plan_id=plan.pk,
            group=group,
            name=f"Việc {group.order}",
            owner="Văn phòng",
            starts_on=date(year, 2, 28),
            ends_on=date(year, 12, 15),
            actor=office,
        )
    targets.add_target(plan_id=plan.pk, code="san-pham-moi", actor=office, **WANTED)
    return plan


def issued(office, year=2027):
    plan = filled(office, year)
    return plans.issue_plan(
        plan_id=plan.pk, decision_no="05/KH-UBND", decided_on=date(year, 1, 12), actor=office
    )


def test_a_draft_has_the_four_groups_and_is_issued_when_nothing_is_missing(office):
    plan = drafted(office)
    assert plan.content_groups.count() == 4
    with pytest.raises(Incomplete) as refused:
        plans.issue_plan(plan_id=plan.pk, decision_no="5", decided_on=date(2027, 1, 1), actor=office)
    assert len(refused.value.missing) == 5
    done = issued(office, 2028)
    assert (done.state, done.decision_no) == (PlanState.ISSUED, "05/KH-UBND")


def test_a_year_has_one_plan(office):
    drafted(office)
    with pytest.raises(ValidationError) as refused:
        drafted(office)
    assert list(refused.value.error_dict) == ["year"]


def test_last_years_plan_is_copied_without_its_results(office):
    source = issued(office)
    activity = Activity.objects.filter(group__plan=source).first()
    activities.move_activity(activity_id=activity.pk, step="finish", result="Xong", actor=office)
    copy = plans.copy_plan(plan_id=source.pk, year=2028, actor=office)
    rows = Activity.objects.filter(group__plan=copy)
    assert (copy.state, copy.title, copy.copied_from) == (PlanState.DRAFT, "Kế hoạch OCOP năm 2028", source)
    assert {(row.state, row.result, row.starts_on, row.ends_on) for row in rows} == {
        ("planned", "", date(2028, 2, 28), date(2028, 12, 15))
    }
    assert list(copy.targets.values_list("code", "minimum", "maximum")) == [("san-pham-moi", 20, 25)]
    with pytest.raises(ActRefused, match="Đã có kế hoạch năm 2028"):
        plans.copy_plan(plan_id=source.pk, year=2028, actor=office)


def test_who_saves_second_is_told(office):
    plan = drafted(office)
    plans.change_plan(plan_id=plan.pk, version=1, actor=office, general_aim="Một")
    with pytest.raises(StaleVersion):
        plans.change_plan(plan_id=plan.pk, version=1, actor=office, general_aim="Hai")


def test_a_target_of_an_issued_plan_is_changed_on_a_basis_said_anew(office):
    target = issued(office).targets.get()
    with pytest.raises(ValidationError) as refused:
        targets.change_target(target_id=target.pk, version=target.version, minimum=22, actor=office)
    assert list(refused.value.error_dict) == ["basis"]
    changed = targets.change_target(
        target_id=target.pk, version=target.version, minimum=22, basis="QĐ 9/QĐ-UBND", actor=office
    )
    assert (changed.minimum, changed.basis) == (22, "QĐ 9/QĐ-UBND")


def test_a_result_is_typed_with_its_evidence_or_not_at_all(office):
    target = issued(office).targets.get()
    with pytest.raises(ValidationError):
        targets.enter_result(target_id=target.pk, version=target.version, value=3, evidence="", actor=office)
    done = targets.enter_result(
        target_id=target.pk,
        version=target.version,
        value=3,
        evidence="BC 12",
        upload=SimpleUploadedFile("can-cu.pdf", files.pdf()),
        actor=office,
    )
    assert (target_row(done).value, done.manual_file.original_name) == (3, "can-cu.pdf")
    computed = targets.change_target(
        target_id=target.pk,
        version=done.version,
        indicator="new_products",
        basis="Tính tự động",
        actor=office,
    )
    assert computed.manual_value is None
    with pytest.raises(ActRefused, match="tính từ sổ sách"):
        targets.enter_result(
            target_id=target.pk, version=computed.version, value=3, evidence="x", actor=office
        )


def test_each_unit_is_measured_against_its_own_share(office):
    plan = PlanFactory(year=2026)
    target = TargetFactory(plan=plan, indicator="valid_products", minimum=4)
    rich, poor = UnitFactory(), UnitFactory()
    for _ in range(2):
        RatingFactory(
            product=ProductFactory(producer__unit=rich, unit=rich),
            decided_on=date(2026, 2, 1),
            expires_on=date(2029, 2, 1),
        )
    targets.share_out(target_id=target.pk, units=[rich, poor], minimum=2, actor=office)
    found = {row.share.unit: (row.value, row.met) for row in shares(target_row(target))}
    assert found == {rich: (2, True), poor: (0, False)}
    share = UnitTarget.objects.get(unit=poor)
    targets.change_share(share_id=share.pk, minimum=1, actor=office)
    targets.remove_share(share_id=UnitTarget.objects.get(unit=rich).pk, actor=office)
    assert list(target.units.values_list("unit", "minimum")) == [(poor.pk, 1)]


@pytest.mark.parametrize("step", ACTIVITY_WORKFLOW.transitions, ids=lambda step: step.name)
def test_every_step_of_an_activity(office, step):
    row = ActivityFactory(state=step.sources[0])
    moved = activities.move_activity(
        activity_id=row.pk, step=step.name, reason="Theo chỉ đạo", result="Đã làm", actor=office
    )
    assert moved.state == step.target


def test_finishing_asks_for_the_result_and_a_draft_has_no_progress(office):
    row = ActivityFactory()
    with pytest.raises(ActRefused, match="ghi kết quả"):
        activities.move_activity(activity_id=row.pk, step="finish", actor=office)
    draft = ActivityFactory(group__plan__state=PlanState.DRAFT)
    with pytest.raises(ActRefused, match="chưa ban hành"):
        activities.move_activity(activity_id=draft.pk, step="start", actor=office)
    activities.remove_activity(activity_id=draft.pk, actor=office)
    with pytest.raises(ActRefused, match="Không thực hiện"):
        activities.remove_activity(activity_id=row.pk, actor=office)
    assert list(Activity.objects.all()) == [row]


def test_closing_keeps_the_results_and_the_database_refuses_changes(office):
    plan = PlanFactory(year=2022)
    target = TargetFactory(plan=plan, indicator="standardised_products", minimum=1)
    activity = ActivityFactory(group__plan=plan)
    ProductFactory(standardised_year=2022)
    plans.close_plan(plan_id=plan.pk, actor=office)
    ProductFactory(standardised_year=2022)
    target.refresh_from_db()
    assert (target_row(target).value, target_row(target).is_final) == (1, True)
    for change in (
        lambda: Target.objects.filter(pk=target.pk).update(minimum=9),
        lambda: Target.objects.filter(pk=target.pk).delete(),
        lambda: Activity.objects.filter(pk=activity.pk).update(owner="x"),
        lambda: ActivityFactory(group=activity.group),
        lambda: Plan.objects.filter(pk=plan.pk).update(state="issued"),
        lambda: ContentGroupFactory(plan=plan),
    ):
        with pytest.raises(IntegrityError, match="đã khóa sổ"), transaction.atomic():
            change()
    with pytest.raises(ActRefused, match="Năm 2022 đã khóa sổ"):
        targets.change_target(target_id=target.pk, version=1, minimum=2, actor=office)
    with pytest.raises(ActRefused, match="Khóa sổ năm"):
        plans.close_plan(plan_id=plan.pk, actor=office)
    assert [step.name for step in PLAN_WORKFLOW.transitions] == ["issue", "close"]


def test_years_are_compared_by_code(office):
    for year, minimum in ((2022, 20), (2026, 30)):
        TargetFactory(plan=PlanFactory(year=year), code="moi", minimum=minimum, indicator="new_products")
    [row] = compare(Plan.objects.order_by("year"))
    assert [cell.wanted for cell in row.cells] == ["20", "30"]


def test_the_pages_from_draft_to_proof(client, office):
    client.force_login(office)
    answer = client.post(
        reverse("plan_create"),
        {"year": "2027", "title": "Kế hoạch 2027", "state_percent": "70", "split_tolerance_percent": "5"},
    )
    plan = Plan.objects.get(year=2027)
    assert answer.headers["Location"] == reverse("plan", args=[plan.pk])
    refused = client.post(
        reverse("plan_issue", args=[plan.pk]), {"decision_no": "05/KH-UBND", "decided_on": "12/01/2027"}
    )
    assert refused.status_code == 422
    assert "Chưa có chỉ tiêu nào." in refused.context["form"].non_field_errors()
    group = plan.content_groups.first()
    client.post(
        reverse("activity_create", args=[plan.pk]),
        {
            "group": group.pk,
            "order": "1",
            "name": "Kiện toàn Hội đồng",
            "kind": "council",
            "owner_kind": "office",
            "owner": "Văn phòng Điều phối",
            "ends_on": "31/03/2027",
            "remind_days": "14",
        },
    )
    row = Activity.objects.get()
    link = {"title": "Quyết định kiện toàn", "link": "https://cantho.gov.vn/qd"}
    assert client.post(reverse("activity_evidence", args=[row.pk]), link).status_code == 302
    assert (
        client.get(reverse("activity", args=[row.pk])).context["evidence"][0].title == "Quyết định kiện toàn"
    )
    empty = client.post(reverse("activity_evidence", args=[row.pk]), {"title": "Không có gì"})
    assert (empty.status_code, row.evidence.count()) == (422, 1)
    book = client.get(reverse("plan", args=[plan.pk]), {"xuat": "xlsx"})
    assert book.headers["Content-Disposition"].startswith('attachment; filename="ke-hoach-2027-')


def test_an_officer_reports_on_its_own_ground_only(client):
    officer = UserFactory(officer=True)
    own, other = ActivityFactory(unit=officer.unit), ActivityFactory(unit=UnitFactory())
    client.force_login(officer)
    assert client.post(reverse("activity_step", args=[own.pk, "start"])).status_code == 302
    assert client.post(reverse("activity_step", args=[other.pk, "start"])).status_code == 403
    assert client.get(reverse("activity_edit", args=[own.pk])).status_code == 403
    assert list(Activity.objects.filter(state="running")) == [own]
