"""A plan of 2026 with targets, money and classes. The aim of 30 new products is the city's, the rest invented."""

from datetime import date, timedelta

from accounts.models import User
from budget.domain.spending import allocate, disburse
from budget.models import EstimateLine, FundingSource
from localities.models import Era, Level, Unit
from ocop_cantho.demo.plan_2022 import MILLION, load_groups, load_sources, load_targets
from ocop_cantho.demo.playing import mark_demo
from producers.models import Producer
from programme.models import Activity, ActivityState, ContentGroup, MediaItem, Plan, PlanState, Target
from training.domain.classes import number_certificates
from training.models import (
    Attendance,
    ClassKind,
    ClassSession,
    ClassState,
    Enrolment,
    Trainee,
    TraineeGroup,
    TrainingClass,
)

OFFICE, COMMUNES, COUNCIL = "Văn phòng Điều phối", "UBND xã, phường", "Hội đồng cấp thành phố"
DONE, RUNNING, PLANNED = ActivityState.DONE, ActivityState.RUNNING, ActivityState.PLANNED
# group, activity, owner, state million đồng, mobilised million đồng, how far: 5.600 + 2.400 = 8.000
ACTIVITIES = (
    (1, "Kiện toàn Hội đồng, ban hành Quy chế theo Quyết định 26/2026/QĐ-TTg", OFFICE, 120, 0, DONE),
    (1, "Hướng dẫn 103 xã, phường tiếp nhận hồ sơ OCOP", OFFICE, 380, 0, DONE),
    (1, "Hậu kiểm sản phẩm đã được công nhận", OFFICE, 300, 0, RUNNING),
    (2, "Tuyên truyền trên báo, đài, nền tảng số", OFFICE, 600, 150, RUNNING),
    (2, "Đào tạo nhân lực, chuyển đổi số, bán hàng trực tuyến", OFFICE, 900, 200, RUNNING),
    (2, "Phiên chợ, hội chợ, kết nối tiêu thụ sản phẩm OCOP", "Sở Công Thương", 700, 400, RUNNING),
    (3, "Đánh giá, phân hạng sản phẩm đợt 1", COUNCIL, 250, 0, DONE),
    (3, "Đánh giá, phân hạng sản phẩm đợt 2", COUNCIL, 250, 0, RUNNING),
    (3, "Hỗ trợ bao bì, nhãn mác, mã truy xuất nguồn gốc", COMMUNES, 900, 600, RUNNING),
    (3, "Hỗ trợ máy móc, thiết bị chế biến", COMMUNES, 800, 700, RUNNING),
    (
        4,
        "Phát triển chuỗi giá trị vùng nguyên liệu OCOP",
        "Liên minh Hợp tác xã thành phố",
        300,
        350,
        PLANNED,
    ),
    (4, "Kỷ yếu sản phẩm OCOP tiêu biểu năm 2026", OFFICE, 100, 0, PLANNED),
)
PAID_TENTHS = {DONE: 10, RUNNING: 6}
# code, name, measure, minimum, maximum, indicator
TARGETS = (
    ("san-pham-moi", "Sản phẩm mới đạt 3 đến 4 sao", "sản phẩm", 30, None, "new_products"),
    ("tiem-nang-5-sao", "Sản phẩm đạt tiềm năng 5 sao", "sản phẩm", 1, 2, "potential_five_star"),
    ("xa-phuong", "Xã, phường có ít nhất 2 sản phẩm từ 3 sao", "xã, phường", 20, None, "districts_with_two"),
    ("lop-nhan-luc", "Lớp đào tạo nhân lực", "lớp", 3, None, "classes_human_resources"),
    ("lop-chat-luong", "Lớp tập huấn đánh giá chất lượng sản phẩm", "lớp", 2, None, "classes_quality"),
    ("lop-chuyen-doi-so", "Lớp chuyển đổi số", "lớp", 2, None, "classes_digital"),
    ("can-bo-dao-tao", "Cán bộ quản lý nhà nước được đào tạo", "%", 100, None, "managers_trained_percent"),
    ("lanh-dao-dao-tao", "Lãnh đạo chủ thể được đào tạo", "%", 100, None, "leaders_trained_percent"),
)
# kind, state, first day
CLASSES = (
    (ClassKind.POLICY, ClassState.HELD, date(2026, 6, 10)),
    (ClassKind.HUMAN_RESOURCES, ClassState.HELD, date(2026, 7, 7)),
    (ClassKind.HUMAN_RESOURCES, ClassState.HELD, date(2026, 8, 11)),
    (ClassKind.QUALITY, ClassState.HELD, date(2026, 9, 8)),
    (ClassKind.DIGITAL, ClassState.HELD, date(2026, 10, 13)),
    (ClassKind.QUALITY, ClassState.RUNNING, date(2026, 11, 23)),
    (ClassKind.DIGITAL, ClassState.PLANNED, date(2026, 12, 8)),
    (ClassKind.HUMAN_RESOURCES, ClassState.PLANNED, date(2026, 12, 15)),
)
MEDIA = (
    ("radio_tv", "Đài Phát thanh và Truyền hình Cần Thơ"),
    ("newspaper", "Báo Cần Thơ"),
    ("fair", "Phiên chợ sản phẩm OCOP thành phố"),
    ("loudspeaker", "Đài truyền thanh xã, phường"),
)


def load_plan(*, actor: User) -> Plan:
    """The plan with groups, activities, targets, and the money given out and paid by November."""
    plan = Plan.objects.create(
        year=2026,
        title="Kế hoạch thực hiện Chương trình OCOP thành phố Cần Thơ năm 2026 (minh họa)",
        state=PlanState.ISSUED,
        state_percent=70,
        general_aim="Nâng chất lượng và giá trị sản phẩm OCOP của thành phố sau sắp xếp, gắn bao bì, "
        "truy xuất nguồn gốc và chuỗi giá trị (minh họa).",
        source="Số liệu minh họa. Mục tiêu thêm khoảng 30 sản phẩm 3 đến 4 sao: vietnamnews.vn 1766166 "
        "(24/02/2026). Số kế hoạch không tìm thấy.",
        is_demo=True,
    )
    load_targets(plan, TARGETS)
    Target.objects.create(
        plan=plan,
        code="hau-kiem",
        order=len(TARGETS) + 1,
        name="Sản phẩm được hậu kiểm",
        measure="sản phẩm",
        minimum=20,
        manual_value=12,
        manual_evidence="Biên bản hậu kiểm sáu tháng đầu năm (số liệu minh họa)",
    )
    groups, sources = load_groups(plan), load_sources()
    for order, line in enumerate(ACTIVITIES, start=1):
        _load_activity(groups[line[0]], order, line, sources, actor)
    for offset, (medium, outlet) in enumerate(MEDIA):
        MediaItem.objects.create(
            medium=medium,
            outlet=outlet,
            title=f"Tuyên truyền Chương trình OCOP năm 2026: {outlet} (minh họa)",
            on=date(2026, 6, 15) + timedelta(days=35 * offset),
            is_demo=True,
        )
    return plan


def _load_activity(
    group: ContentGroup, order: int, line: tuple, sources: dict[str, FundingSource], actor: User
) -> None:
    _, name, owner, state, mobilised, progress = line
    activity = Activity.objects.create(
        group=group,
        order=order,
        name=name,
        owner=owner,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 12, 15),
        state=progress,
        result="Đã thực hiện (số liệu minh họa)." if progress == DONE else "",
        is_demo=True,
    )
    for source, amount in ((sources["nstp"], state), (sources["doiung"], mobilised)):
        if not amount:
            continue
        estimate = EstimateLine.objects.create(
            plan=group.plan,
            group=group,
            activity=activity,
            source=source,
            name=name,
            amount=amount * MILLION,
            is_demo=True,
        )
        if progress in PAID_TENTHS:
            _spend(estimate, owner, PAID_TENTHS[progress], f"MH-2026-{order:02d}-{source.code}", actor)


def _spend(estimate: EstimateLine, owner: str, tenths: int, voucher: str, actor: User) -> None:
    allocation = allocate(
        line_id=estimate.pk,
        recipient=owner,
        amount=estimate.amount,
        on=date(2026, 4, 1),
        decision_no="minh họa",
        actor=actor,
    )
    mark_demo(allocation)
    payment = disburse(
        allocation_id=allocation.pk,
        amount=estimate.amount * tenths // 10,
        on=date(2026, 10, 15),
        voucher_no=voucher,
        purpose=estimate.name,
        actor=actor,
    )
    mark_demo(payment)


def load_classes() -> None:
    """Classes held, running and planned; leaders of producers and commune officers on their lists."""
    trainees = _trainees()
    for number, (kind, state, first) in enumerate(CLASSES, start=1):
        held = state == ClassState.HELD
        made = TrainingClass.objects.create(
            name=f"Lớp {kind.label.lower()} số {number} năm 2026 (minh họa)",
            year=2026,
            kind=kind,
            state=state,
            partner="Trường Đại học Cần Thơ",
            venue="Hội trường Văn phòng Điều phối (minh họa)",
            starts_on=first,
            ends_on=first + timedelta(days=1),
            capacity=40,
            cost=30 * MILLION,
            is_demo=True,
        )
        if state == ClassState.PLANNED:
            continue
        places = [
            Enrolment(training_class=made, trainee=trainee, completed=held and index % 12 != 0)
            for index, trainee in enumerate(trainees)
            if index % 6 == number - 1
        ]
        number_certificates(places, made)
        on_list = Enrolment.objects.bulk_create(places)
        _load_sessions(made, on_list)


def _load_sessions(made: TrainingClass, on_list: list[Enrolment]) -> None:
    for part, topic in (("am", "Quy định, tiêu chí (minh họa)"), ("pm", "Thực hành hồ sơ (minh họa)")):
        session = ClassSession.objects.create(
            training_class=made, held_on=made.starts_on, part=part, topic=topic
        )
        Attendance.objects.bulk_create(
            Attendance(session=session, enrolment=enrolment, is_present=index % 9 != 0)
            for index, enrolment in enumerate(on_list)
        )


def _trainees() -> list[Trainee]:
    producers = (
        Producer.objects.filter(is_demo=True, unit__era=Era.FROM_2025).select_related("unit").by_name()
    )
    communes = Unit.objects.filter(era=Era.FROM_2025, level=Level.COMMUNE, parent__code="92").by_name()
    people = [
        Trainee(
            name=f"Đại diện {producer.name}"[:200],
            group=TraineeGroup.PRODUCER_LEADER,
            organisation=producer.name,
            unit=producer.unit,
            producer=producer,
            is_demo=True,
        )
        for producer in producers
    ]
    people += [
        Trainee(
            name=f"Cán bộ {commune.name} (minh họa)",
            group=TraineeGroup.COMMUNE_MANAGER,
            organisation=f"UBND {commune.name}",
            unit=commune,
            is_demo=True,
        )
        for commune in communes
    ]
    for person in people:
        person.fill_keys()
    return Trainee.objects.bulk_create(people)
