"""The acts on a year's plan: draft it, copy last year's, change it, issue it, close the year."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.domain.notifications import settle
from accounts.models import User
from core.domain.rows import fill, locked, save
from core.errors import ActRefused, Incomplete
from programme.domain.workflow import PLAN_WORKFLOW
from programme.models import Activity, ActivityState, ContentGroup, Plan, PlanState, Target

PLAN_FIELDS = frozenset(
    {"year", "title", "decision_no", "decided_on", "state_percent", "split_tolerance_percent"}
    | {"general_aim", "source"}
)
GROUPS = (
    "Công tác chỉ đạo, điều hành tổ chức thực hiện",
    "Tuyên truyền, đào tạo nhân lực",
    "Triển khai Chu trình OCOP của thành phố",
    "Củng cố, phát triển các tổ chức kinh tế tham gia Chương trình OCOP",
)
CLOSED = "Năm {year} đã khóa sổ nên không thay đổi được nữa."


def hold_open(plan_id: int) -> Plan:
    """The plan, locked for share until the transaction ends: nobody closes the year meanwhile.

    Raises ActRefused for a closed year. Many may hold it at once; whoever closes waits for all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM programme_plan WHERE id = %s FOR SHARE", [plan_id])
    plan = Plan.objects.get(pk=plan_id)
    if plan.state == PlanState.CLOSED:
        raise ActRefused(CLOSED.format(year=plan.year))
    return plan


@contextmanager
def unless_closed() -> Iterator[None]:
    """Say in words what the database says to a row of a closed year."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "đã khóa sổ" in str(error):
            raise ActRefused("Năm kế hoạch vừa được khóa sổ nên không thay đổi được nữa.") from error
        raise


@transaction.atomic
def draft_plan(*, actor: User, **details: Any) -> Plan:
    """A new plan with the four content groups. Raises ValidationError by field (the year is taken …)."""
    plan = Plan()
    fill(plan, details, PLAN_FIELDS)
    save(plan, actor=actor)
    ContentGroup.objects.bulk_create(
        ContentGroup(plan=plan, order=order, name=name) for order, name in enumerate(GROUPS, start=1)
    )
    return plan


@transaction.atomic
def change_plan(*, plan_id: int, version: int, actor: User, **details: Any) -> Plan:
    """Change a plan that is not closed; locks it. Raises StaleVersion, ValidationError, ActRefused."""
    plan = locked(Plan, plan_id, version=version)
    _check_open(plan)
    if plan.state == PlanState.ISSUED and details.get("year", plan.year) != plan.year:
        raise ActRefused("Kế hoạch đã ban hành thì không đổi năm được.")
    fill(plan, details, PLAN_FIELDS)
    return save(plan, actor=actor)


@transaction.atomic
def copy_plan(*, plan_id: int, year: int, actor: User) -> Plan:
    """A draft for ``year`` with the groups, activities and targets of another plan, dates moved on.

    Results, evidence, states and money are not copied. Raises ActRefused when ``year`` has a plan.
    """
    source = locked(Plan, plan_id)
    if Plan.objects.filter(year=year).exists():
        raise ActRefused(f"Đã có kế hoạch năm {year}. Hãy mở kế hoạch đó để sửa.")
    plan = Plan(
        year=year,
        title=source.title.replace(str(source.year), str(year)),
        state_percent=source.state_percent,
        split_tolerance_percent=source.split_tolerance_percent,
        general_aim=source.general_aim,
        copied_from=source,
    )
    save(plan, actor=actor)
    for group in source.content_groups.order_by("order"):
        made = ContentGroup.objects.create(plan=plan, order=group.order, name=group.name)
        _copy_activities(group, made, year - source.year)
    Target.objects.bulk_create(_copied_target(target, plan) for target in source.targets.order_by("order"))
    return plan


def _copied_target(target: Target, plan: Plan) -> Target:
    kept = (
        "code",
        "order",
        "name",
        "measure",
        "minimum",
        "maximum",
        "period",
        "level",
        "indicator",
        "weight",
    )
    return Target(plan=plan, **{name: getattr(target, name) for name in kept})


def _copy_activities(source: ContentGroup, group: ContentGroup, years: int) -> None:
    kept = ("order", "name", "kind", "owner", "owner_kind", "unit", "responsible")
    numbers = ("remind_days", "classes_wanted")
    rows = [
        Activity(
            group=group,
            starts_on=_moved(row.starts_on, years),
            ends_on=_moved(row.ends_on, years),
            **{name: getattr(row, name) for name in (*kept, *numbers)},
        )
        for row in source.activities.exclude(state=ActivityState.CANCELLED).select_related("unit")
    ]
    for row in rows:
        row.fill_keys()
    Activity.objects.bulk_create(rows)


def _moved(day: date | None, years: int) -> date | None:
    """The same day ``years`` later; 29 February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def issue_plan(*, plan_id: int, decision_no: str, decided_on: date, actor: User) -> Plan:
    """Put the plan into force under its number and date; locks it.

    Raises Incomplete listing what a plan may not lack: targets, and an activity in each content group.
    """
    plan = locked(Plan, plan_id)
    if not decision_no.strip():
        raise ActRefused("Hãy ghi số kế hoạch hoặc quyết định.")
    if missing := _missing(plan):
        raise Incomplete("Chưa ban hành được vì kế hoạch còn thiếu:", missing)
    plan.decision_no, plan.decided_on = decision_no, decided_on
    plan.version += 1
    PLAN_WORKFLOW.move(plan, "issue", actor=actor, save=("decision_no", "decided_on", "version"))
    return plan


def _missing(plan: Plan) -> list[str]:
    missing = [] if plan.targets.exists() else ["Chưa có chỉ tiêu nào."]
    empty = plan.content_groups.filter(activities__isnull=True).order_by("order")
    return missing + [f"Nhóm nội dung “{group}” chưa có hoạt động." for group in empty]


@transaction.atomic
def close_plan(*, plan_id: int, actor: User) -> Plan:
    """Close the year: results of the targets are kept as they are now, nothing of the year changes again.

    Locks the plan against every act on the year's activities, targets and money; those under way finish
    first. The money's side is checked by ``budget.domain.closing``, which pages call.
    """
    from programme.domain.queries.targets import targets

    plan = locked(Plan, plan_id)
    if plan.state != PlanState.ISSUED:
        PLAN_WORKFLOW.move(plan, "close", actor=actor)
    for row in targets(plan):
        if row.value is not None:
            value = row.exact
            Target.objects.filter(pk=row.target.pk).update(
                final_numerator=value.numerator, final_denominator=value.denominator
            )
    plan.version += 1
    PLAN_WORKFLOW.move(plan, "close", actor=actor, save=("version",))
    activities = Activity.objects.filter(group__plan=plan).values_list("pk", flat=True)
    pages = [reverse("activity", args=[pk]) for pk in activities]
    pages += [reverse("scheme", args=[pk]) for pk in plan.schemes.values_list("pk", flat=True)]
    settle(urls=pages)
    return plan


def _check_open(plan: Plan) -> None:
    if plan.state == PlanState.CLOSED:
        raise ActRefused(CLOSED.format(year=plan.year))


@transaction.atomic
def save_group(
    *, plan_id: int, order: int, name: str, actor: User, group_id: int | None = None
) -> ContentGroup:
    """Add a content group or rename one. Raises ValidationError when the number is taken."""
    plan = hold_open(plan_id)
    group = locked(ContentGroup, group_id) if group_id else ContentGroup(plan=plan)
    group.order, group.name = order, name
    return save(group, actor=actor)
