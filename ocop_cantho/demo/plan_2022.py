"""The city's plan of 2022 with its own numbers; what was done with them is demonstration data."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounts.models import User
from budget.models import Allocation, Disbursement, EstimateLine, FundingSide, FundingSource
from localities.models import Era, Unit
from producers.models import Producer
from programme.models import Activity, ActivityState, ContentGroup, MediaItem, Plan, PlanState, Target
from training.domain.classes import number_certificates
from training.models import ClassKind, ClassState, Enrolment, Trainee, TraineeGroup, TrainingClass

GROUPS = (
    "Công tác chỉ đạo, điều hành tổ chức thực hiện",
    "Tuyên truyền, đào tạo nhân lực",
    "Triển khai Chu trình OCOP của thành phố",
    "Củng cố, phát triển các tổ chức kinh tế tham gia Chương trình OCOP",
)
# group, activity, owner, state million đồng, mobilised million đồng: 2.520 + 1.080 = 3.600
ACTIVITIES = (
    (1, "Kiện toàn Hội đồng đánh giá, xếp hạng sản phẩm và rà soát Quy chế", "Văn phòng Điều phối", 60, 0),
    (1, "Tổng hợp, ban hành tài liệu về chủ trương, chính sách", "Văn phòng Điều phối", 80, 0),
    (1, "Hướng dẫn quận, huyện rà soát Đề án Mỗi xã một sản phẩm", "Văn phòng Điều phối", 60, 0),
    (1, "Khen thưởng tập thể, cá nhân tiêu biểu", "Văn phòng Điều phối", 50, 0),
    (
        2,
        "Tuyên truyền trên báo, đài và truyền thanh cơ sở",
        "Đài Phát thanh và Truyền hình thành phố",
        250,
        80,
    ),
    (2, "20 lớp đào tạo nhân lực cho Chương trình OCOP", "Văn phòng Điều phối, các viện, trường", 400, 100),
    (2, "10 lớp tập huấn về đánh giá chất lượng sản phẩm", "Văn phòng Điều phối, các viện, trường", 220, 50),
    (2, "Học tập kinh nghiệm trong và ngoài nước", "Văn phòng Điều phối", 150, 50),
    (3, "Tiêu chuẩn hóa 41 sản phẩm hiện có", "UBND quận, huyện", 450, 300),
    (3, "Phát triển 20 đến 25 sản phẩm mới", "UBND quận, huyện", 400, 300),
    (3, "Đánh giá, xếp hạng sản phẩm cấp thành phố", "Hội đồng cấp thành phố", 150, 0),
    (3, "Xây dựng kỷ yếu sản phẩm OCOP tiêu biểu", "Văn phòng Điều phối", 50, 20),
    (4, "Phát triển làng nghề tranh gạo", "UBND quận Ninh Kiều", 100, 80),
    (4, "Củng cố doanh nghiệp, hợp tác xã tham gia Chương trình", "Liên minh Hợp tác xã thành phố", 100, 100),
)
# code, name, measure, minimum, maximum, indicator
TARGETS = (
    ("tieu-chuan-hoa", "Tiêu chuẩn hóa sản phẩm hiện có", "sản phẩm", 41, None, "standardised_products"),
    ("san-pham-moi", "Sản phẩm mới đạt 3 đến 4 sao trở lên", "sản phẩm", 20, 25, "new_products"),
    ("tiem-nang-5-sao", "Sản phẩm đạt tiềm năng 5 sao", "sản phẩm", 1, 2, "potential_five_star"),
    (
        "quan-huyen-2-san-pham",
        "Quận, huyện có ít nhất 2 sản phẩm từ 3 sao",
        "quận, huyện",
        9,
        None,
        "districts_with_two",
    ),
    ("lang-nghe", "Làng nghề tranh gạo được phát triển", "làng nghề", 1, None, "craft_villages"),
    ("lop-nhan-luc", "Lớp đào tạo nhân lực", "lớp", 20, None, "classes_human_resources"),
    ("lop-chat-luong", "Lớp tập huấn đánh giá chất lượng sản phẩm", "lớp", 10, None, "classes_quality"),
    ("lop-chuyen-doi-so", "Lớp chuyển đổi số", "lớp", 1, None, "classes_digital"),
    (
        "can-bo-trien-khai",
        "Cán bộ quản lý nhà nước các cấp được triển khai nội dung Chương trình",
        "%",
        100,
        None,
        "managers_informed_percent",
    ),
    (
        "chu-the-trien-khai",
        "Tổ chức, cá nhân tham gia được triển khai nội dung Chương trình",
        "%",
        100,
        None,
        "producers_informed_percent",
    ),
    (
        "can-bo-dao-tao",
        "Cán bộ quản lý nhà nước các cấp được đào tạo",
        "%",
        100,
        None,
        "managers_trained_percent",
    ),
    (
        "lanh-dao-dao-tao",
        "Lãnh đạo chủ thể có đăng ký tham gia được đào tạo",
        "%",
        100,
        None,
        "leaders_trained_percent",
    ),
)
SOURCES = (
    ("nstw", "Ngân sách trung ương", FundingSide.STATE),
    ("nstp", "Ngân sách thành phố", FundingSide.STATE),
    ("nsqh", "Ngân sách quận, huyện", FundingSide.STATE),
    ("doiung", "Vốn đối ứng của chủ thể", FundingSide.MOBILISED),
    ("tindung", "Vốn tín dụng", FundingSide.MOBILISED),
    ("taitro", "Tài trợ", FundingSide.MOBILISED),
)
MILLION = 1_000_000


def load_plan(*, actor: User) -> Plan:
    """The plan with groups, activities, targets, estimates, allocations and payments."""
    plan, made = Plan.objects.get_or_create(
        year=2022,
        defaults={
            "title": "Kế hoạch thực hiện Đề án “Mỗi xã một sản phẩm” trên địa bàn thành phố Cần Thơ năm 2022",
            "state": PlanState.ISSUED,
            "state_percent": 70,
            "general_aim": "Phát triển các tổ chức sản xuất, kinh doanh sản phẩm truyền thống, có lợi thế, "
            "góp phần tái cơ cấu kinh tế thành phố theo hướng phát triển nội sinh và gia tăng giá trị.",
            "source": "Cổng thông tin thành phố Cần Thơ, ngày 13/01/2022. Số kế hoạch không tìm thấy.",
            "is_demo": True,
        },
    )
    if not made:
        return plan
    groups = load_groups(plan)
    load_targets(plan, TARGETS)
    sources = load_sources()
    for order, activity in enumerate(ACTIVITIES, start=1):
        _load_activity(plan, groups[activity[0]], order, activity, sources, actor)
    _load_media()
    return plan


def load_groups(plan: Plan) -> dict[int, ContentGroup]:
    """The four content groups of the city's plans, by number."""
    return {
        order: ContentGroup.objects.create(plan=plan, order=order, name=name)
        for order, name in enumerate(GROUPS, start=1)
    }


def load_targets(plan: Plan, rows: Sequence[tuple]) -> None:
    """Targets in order; a row is code, name, measure, minimum, maximum, indicator."""
    for order, (code, name, measure, minimum, maximum, indicator) in enumerate(rows, start=1):
        Target.objects.create(
            plan=plan,
            code=code,
            order=order,
            name=name,
            measure=measure,
            minimum=minimum,
            maximum=maximum,
            indicator=indicator,
        )


def load_sources() -> dict[str, FundingSource]:
    """The sources of money the city's reports name."""
    return {
        code: FundingSource.objects.get_or_create(
            code=code, defaults={"name": name, "side": side, "order": order}
        )[0]
        for order, (code, name, side) in enumerate(SOURCES)
    }


def _load_activity(
    plan: Plan,
    group: ContentGroup,
    order: int,
    line: tuple[int, str, str, int, int],
    sources: dict[str, FundingSource],
    actor: User,
) -> None:
    _, name, owner, state, mobilised = line
    activity = Activity.objects.create(
        group=group,
        order=order,
        name=name,
        owner=owner,
        starts_on=date(2022, 2, 1),
        ends_on=date(2022, 12, 15),
        state=ActivityState.DONE,
        result="Đã thực hiện (số liệu minh họa).",
        is_demo=True,
    )
    for source, amount in ((sources["nstp"], state), (sources["doiung"], mobilised)):
        if not amount:
            continue
        estimate = EstimateLine.objects.create(
            plan=plan,
            group=group,
            activity=activity,
            source=source,
            name=name,
            amount=amount * MILLION,
            is_demo=True,
        )
        allocation = Allocation.objects.create(
            line=estimate,
            recipient=owner,
            amount=amount * MILLION,
            on=date(2022, 3, 1),
            decision_no="minh họa",
            recorded_by=actor,
            is_demo=True,
        )
        # payments are invented: nine tenths, in whole đồng
        Disbursement.objects.create(
            allocation=allocation,
            amount=amount * MILLION * 9 // 10,
            on=date(2022, 11, 30),
            voucher_no=f"MH-{order:02d}-{source.code}",
            payee=owner,
            purpose=name,
            recorded_by=actor,
            is_demo=True,
        )


def _load_media() -> None:
    for offset, (medium, outlet) in enumerate(
        (
            ("radio_tv", "Đài Phát thanh và Truyền hình thành phố"),
            ("newspaper", "Báo Cần Thơ"),
            ("newspaper", "Báo Nông nghiệp Việt Nam"),
            ("newspaper", "Báo Nông thôn ngày nay"),
            ("loudspeaker", "Đài truyền thanh quận, huyện"),
        )
    ):
        MediaItem.objects.create(
            medium=medium,
            outlet=outlet,
            title=f"Tuyên truyền Chương trình OCOP trên {outlet} (minh họa)",
            on=date(2022, 4, 1) + timedelta(days=30 * offset),
            is_demo=True,
        )


def load_classes() -> None:
    """Thirty classes of the plan, two on digital transformation, and the meeting on the programme; who came."""
    if TrainingClass.objects.filter(year=2022, is_demo=True).exists():
        return
    kinds = [ClassKind.HUMAN_RESOURCES] * 20 + [ClassKind.QUALITY] * 10 + [ClassKind.DIGITAL] * 2
    classes = []
    for number, kind in enumerate(kinds, start=1):
        held = date(2022, 3, 7) + timedelta(days=8 * number)
        classes.append(
            TrainingClass.objects.create(
                name=f"Lớp {kind.label.lower()} số {number} (minh họa)",
                year=2022,
                kind=kind,
                state=ClassState.HELD,
                partner="Trường Đại học Cần Thơ",
                venue="Hội trường UBND quận, huyện",
                starts_on=held,
                ends_on=held + timedelta(days=1),
                capacity=30,
                cost=(20 if kind == ClassKind.HUMAN_RESOURCES else 22) * MILLION,
                is_demo=True,
            )
        )
    told = TrainingClass.objects.create(
        name="Hội nghị triển khai nội dung Chương trình OCOP (minh họa)",
        year=2022,
        kind=ClassKind.POLICY,
        state=ClassState.HELD,
        venue="Hội trường UBND thành phố",
        starts_on=date(2022, 2, 22),
        ends_on=date(2022, 2, 22),
        is_demo=True,
    )
    people = [*_leaders(), *_managers()]
    places: dict[TrainingClass, list[Enrolment]] = {one: [] for one in (told, *classes)}
    for index, trainee in enumerate(people):
        for one in (classes[index % len(classes)], told):
            places[one].append(Enrolment(training_class=one, trainee=trainee, completed=index % 12 != 0))
    for one, on_list in places.items():
        number_certificates(on_list, one)
        Enrolment.objects.bulk_create(on_list)


def _leaders() -> list[Trainee]:
    return [
        Trainee.objects.create(
            name=f"Đại diện {producer.name}",
            group=TraineeGroup.PRODUCER_LEADER,
            organisation=producer.name,
            unit=producer.unit,
            producer=producer,
            is_demo=True,
        )
        for producer in Producer.objects.filter(is_demo=True, unit__era=Era.BEFORE_2025).by_name()
    ]


def _managers() -> list[Trainee]:
    districts = Unit.objects.filter(era=Era.BEFORE_2025, level="district", parent__code="92").by_name()
    return [
        Trainee.objects.create(
            name=f"Cán bộ {district.name} {number} (minh họa)",
            group=TraineeGroup.DISTRICT_MANAGER,
            organisation=f"UBND {district.name}",
            unit=district,
            is_demo=True,
        )
        for district in districts
        for number in (1, 2)
    ]
