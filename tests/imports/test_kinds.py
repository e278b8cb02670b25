"""The other kinds: producers, participants of a class, lines of the estimate, accounts."""

from datetime import date

import pytest

from accounts.models import Role, User
from budget.models import EstimateLine
from core.errors import ActRefused
from core.spreadsheets.importing import Options, examine
from core.spreadsheets.reading import read_book
from core.spreadsheets.values import Unreadable, read_money
from exchange.domain.kinds import importer_of
from producers.models import Producer
from programme.models import PlanState
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory, FundingSourceFactory
from tests.factories.producers import ProducerFactory
from tests.factories.programme import ContentGroupFactory, PlanFactory
from tests.factories.training import EnrolmentFactory, TraineeFactory, TrainingClassFactory
from tests.imports.books import as_csv
from tests.imports.test_awkward import book
from training.domain.enrolling import people_like
from training.models import ClassState, Enrolment, Trainee

pytestmark = pytest.mark.usefixtures("units", "regime")


def read(kind, content, *, as_of=date(2022, 12, 31), **extra):
    chosen = Options(as_of=as_of, today=date(2026, 11, 25), name="tệp.xlsx", extra=extra)
    return examine(importer_of(kind), read_book(content, "tệp.xlsx"), chosen), chosen


def apply(found, chosen):
    rows = [row for row in found.rows if row.action in {"new", "changed"}]
    return found.importer.apply(rows, chosen, None)


def actions(found):
    return [(row.record.row, str(row.action)) for row in found.rows]


def problems(row):
    return " ".join(str(problem) for problem in row.problems)


PRODUCERS = [
    ["STT", "Tên chủ thể", "Loại hình", "Địa chỉ", "Người đại diện", "SĐT", "Mã số thuế", "Số lao động"],
    ["I", "Huyện Phong Điền", None, None, None, None, None, None],
    [
        1,
        "HTX Nông nghiệp Trường Khương A",
        "HTX",
        "Ấp Trường Khương, xã Trường Long",
        "Lê Văn Năm",
        909123456,
        None,
        "1.200",
    ],
    [2, "Sáu Tia", "Hộ KD", "Xã Nhơn Ái", "Trần Văn Tia", "0909.123.457 - 0909123458", "MN01", None],
    [3, "Cơ sở Lò Bún", None, "Xã Không Có Thật", None, "12", None, None],
]


def test_producers_with_their_kind_phone_and_tax_code():
    found, chosen = read("producers", book(*PRODUCERS[1:], head=PRODUCERS[0]))
    assert actions(found) == [(3, "new"), (4, "new"), (5, "error")]
    assert "“MN01” không phải mã số thuế đúng" in problems(found.rows[1])
    assert "ghi số đầu 0909123457" in problems(found.rows[1])
    apply(found, chosen)
    told = Producer.objects.order_by("pk").values_list("name", "kind", "phone", "workers", "unit__name")
    assert list(told) == [
        ("HTX Nông nghiệp Trường Khương A", "cooperative", "0909123456", 1200, "Xã Trường Long"),
        ("Sáu Tia", "household", "0909123457", None, "Xã Nhơn Ái"),
    ]
    again, _ = read("producers", book(*PRODUCERS[1:], head=PRODUCERS[0]))
    assert actions(again) == [(3, "unchanged"), (4, "unchanged"), (5, "error")]


def test_a_known_tax_code_is_asked_about_and_blank_cells_overwrite_nothing():
    old = ProducerFactory(name="HTX Cũ", tax_code="0100109106", phone="0909123456")
    rows = [
        ["Tên chủ thể", "Xã/phường", "MST", "Điện thoại"],
        ["HTX Tên Mới", "Xã Thới Hưng", "0100109106", None],
    ]
    found, _ = read("producers", as_csv(rows))
    assert actions(found) == [(2, "doubtful")]
    assert "của chủ thể “HTX Cũ”" in problems(found.rows[0])
    assert found.rows[0].plan.existing == old
    assert found.rows[0].plan.changes == {}


PEOPLE = [
    ["TT", "Họ và tên", "Năm sinh", "Đơn vị công tác", "Xã/phường", "Chức vụ", "Số điện thoại", "Ký tên"],
    [
        1,
        "Nguyễn Thị Đào",
        1980,
        "UBND xã Thới Hưng",
        "Xã Thới Hưng",
        "Cán bộ quản lý cấp xã",
        912345678,
        None,
    ],
    [2, "Trần Văn Đức", "12/05/1975", "HTX Kim Nhiên", "Xã Thới Hưng", "Giám đốc", "0912345679", None],
    [
        3,
        "Nguyễn Thị Đào",
        1980,
        "UBND xã Thới Hưng",
        "Xã Thới Hưng",
        "Cán bộ quản lý cấp xã",
        912345678,
        None,
    ],
    [4, None, None, "HTX Kim Nhiên", None, None, None, None],
]


def test_participants_go_on_the_list_of_the_class_named_above_the_table():
    lesson = TrainingClassFactory(name="Lớp đào tạo nhân lực khóa 3")
    producer = ProducerFactory(name="Hợp tác xã Kim Nhiên")
    head = ["DANH SÁCH HỌC VIÊN LỚP ĐÀO TẠO NHÂN LỰC KHÓA 3"]
    found, chosen = read("participants", book([], *PEOPLE, head=head))
    assert found.layouts[0].header_row == 3
    assert actions(found) == [(4, "new"), (5, "new"), (6, "doubtful"), (7, "error")]
    apply(found, chosen)
    people = Trainee.objects.order_by("pk").values_list("name", "birth_year", "phone", "group", "producer")
    assert list(people) == [
        ("Nguyễn Thị Đào", 1980, "0912345678", "commune_manager", None),
        ("Trần Văn Đức", 1975, "0912345679", "producer_leader", producer.pk),
    ]
    assert Enrolment.objects.filter(training_class=lesson).count() == 2
    again, _ = read("participants", book([], *PEOPLE, head=head))
    assert [action for _, action in actions(again)][:2] == ["unchanged", "unchanged"]


def test_a_person_of_the_same_name_is_asked_about_and_a_known_one_is_only_put_on_the_list():
    lesson = TrainingClassFactory()
    known = EnrolmentFactory(trainee__name="Lê Văn Tám", trainee__phone="0912345670").trainee
    TraineeFactory(name="Trần Văn Đức", organisation="HTX Khác", phone="0912000000")
    rows = [["Họ tên", "Điện thoại"], ["Lê Văn Tám", "0912345670"], ["Trần Văn Đức", "0912345679"]]
    found, chosen = read("participants", as_csv(rows), **{"class": lesson.pk})
    assert actions(found) == [(2, "changed"), (3, "doubtful")]
    apply(found, chosen)
    assert list(known.enrolments.order_by("pk").values_list("training_class", flat=True))[1:] == [lesson.pk]
    lesson.state = "cancelled"
    lesson.save()
    with pytest.raises(ActRefused, match="đã hủy"):
        found.importer.apply(found.rows, chosen, None)


@pytest.fixture
def plan():
    made = PlanFactory(year=2022, state=PlanState.DRAFT)
    for order, name in ((1, "Chỉ đạo, tổ chức thực hiện"), (2, "Truyền thông, đào tạo, tập huấn")):
        ContentGroupFactory(plan=made, order=order, name=name)
    FundingSourceFactory(name="Ngân sách thành phố")
    FundingSourceFactory(mobilised=True)
    return made


def test_a_list_of_a_held_class_brings_certificates_and_one_to_come_waits_for_attendance():
    office = UserFactory()
    held, later = TrainingClassFactory(name="Lớp đã xong"), TrainingClassFactory(state=ClassState.PLANNED)
    rows = [
        ["Họ tên", "Điện thoại", "Lớp", "Hoàn thành"],
        ["Lê Văn Tám", "0912345670", held.name, "x"],
        ["Lê Văn Chín", "0912345671", held.name, "không"],
        ["Lê Văn Mười", "0912345672", later.name, "x"],
    ]
    found, chosen = read("participants", as_csv(rows))
    assert "hoàn thành tính theo điểm danh" in problems(found.rows[2])
    found.importer.apply(found.rows, chosen, office)
    told = Enrolment.objects.order_by("pk").values_list("completed", "certificate_no", "registered_by")
    assert list(told) == [
        (True, "001/2022/GCN-ĐTOCOP", office.pk),
        (False, "", office.pk),
        (False, "", office.pk),
    ]


def test_the_page_and_the_import_know_the_same_person_by_one_rule():
    known = TraineeFactory(name="Trần Văn Đức", organisation="HTX Kim Nhiên", birth_year=1975)
    rows = [
        ["Họ tên", "Đơn vị", "Năm sinh"],
        ["TRẦN VĂN ĐỨC", "htx kim nhiên", "1975"],
        ["Trần Văn Đức", "HTX Kim Nhiên", "1980"],
    ]
    found, _ = read("participants", as_csv(rows))
    assert actions(found) == [(2, "unchanged"), (3, "doubtful")]
    for row, same in zip(found.rows, (known, None), strict=True):
        said = {"organisation": "HTX Kim Nhiên", "birth_year": row.values["birth_year"]}
        assert people_like(name=row.values["name"], **said).same == same


def test_estimate_lines_by_group_in_millions_and_by_side(plan):
    rows = [
        ["DỰ TOÁN KINH PHÍ NĂM 2022"],
        ["ĐVT: triệu đồng"],
        ["STT", "Nội dung chi", "Tổng cộng", "Ngân sách nhà nước", "Xã hội hóa"],
        ["I", "Chỉ đạo, tổ chức thực hiện", None, None, None],
        [1, "Họp Ban Chỉ đạo", "120,5", "120,5", None],
        ["II", "Truyền thông, đào tạo, tập huấn", None, None, None],
        [2, "Tập huấn 20 lớp", "1.000", "700", "300"],
        [3, "Khảo sát", "-", None, None],
        [None, "Tổng cộng", "1.120,5", "820,5", "300"],
    ]
    found, chosen = read("budget", book(*rows[1:], head=rows[0]))
    assert actions(found) == [(5, "new"), (7, "new"), (7, "new"), (8, "error")]
    apply(found, chosen)
    told = EstimateLine.objects.order_by("pk").values_list("group__order", "name", "source__side", "amount")
    assert list(told) == [
        (1, "Họp Ban Chỉ đạo", "state", 120_500_000),
        (2, "Tập huấn 20 lớp", "state", 700_000_000),
        (2, "Tập huấn 20 lớp", "mobilised", 300_000_000),
    ]
    again, _ = read("budget", book(*rows[1:], head=rows[0]))
    assert [action for _, action in actions(again)] == ["unchanged", "unchanged", "unchanged", "error"]


def test_an_estimate_that_differs_an_unknown_source_and_a_missing_plan_are_errors(plan):
    line = EstimateLineFactory(
        plan=plan, group=plan.content_groups.first(), source__name="Vốn sự nghiệp", amount=5
    )
    rows = [
        ["Nội dung chi", "Nguồn vốn", "Số tiền (đồng)", "Nhóm nội dung", "Năm"],
        [line.name, "Vốn sự nghiệp", "2520000000", "1", "2022"],
        ["Thuê xe", "Quỹ lạ", "45.000đ", "1", "2022"],
        ["Thuê xe", "Vốn sự nghiệp", "1,5 tỷ", "Nhóm 1", "2031"],
        ["Thuê xe", "Vốn sự nghiệp", "1,5 tỷ", "Nhóm 1", "2022"],
    ]
    found, _ = read("budget", as_csv(rows))
    assert actions(found) == [(2, "error"), (3, "error"), (4, "error"), (5, "new")], problems(found.rows[3])
    assert "Dự toán đã có dòng này với 5 đồng" in problems(found.rows[0])
    assert "Nguồn vốn “Quỹ lạ” chưa rõ" in problems(found.rows[1])
    assert "Chưa có kế hoạch năm 2031" in problems(found.rows[2])
    assert found.rows[3].values["amount"] == 1_500_000_000


def test_accounts_cannot_sign_in_yet_and_rights_are_never_changed():
    UserFactory(email="co@ocop.test", role=Role.LEADER)
    rows = [
        ["TT", "Họ và tên", "Email", "Vai trò", "Địa bàn phụ trách", "Chức vụ"],
        [1, "Lê Thị Xuân", " Xuan.LT@cantho.test ", "Cán bộ xã", "Xã Thới Hưng", "Công chức"],
        [2, "Trần Văn Hội", "hoi@cantho.test", "Thành viên Hội đồng", None, None],
        [3, "Không Nơi", "noi@cantho.test", "Cán bộ địa phương", None, None],
        [4, "Trùng Thư", "hoi@cantho.test", "Tổ tư vấn", None, None],
        [5, "Đã Có", "co@ocop.test", "Văn phòng Điều phối – quản trị", None, None],
        [6, "Sai Thư", "saithu", "Tổ tư vấn", None, None],
        [7, "Lạ", "la@cantho.test", "Giám sát", None, None],
    ]
    found, chosen = read("users", book(*rows[1:], head=rows[0]))
    assert [action for _, action in actions(found)] == [
        "new",
        "new",
        "error",
        "error",
        "error",
        "error",
        "error",
    ]
    assert "Cán bộ địa phương phải có đơn vị phụ trách" in problems(found.rows[2])
    assert "vai trò hoặc đơn vị khác" in problems(found.rows[4])
    apply(found, chosen)
    made = User.objects.get(email="xuan.lt@cantho.test")
    assert (made.role, made.unit.name, made.has_usable_password(), made.is_staff) == (
        *("local_officer", "Xã Thới Hưng", False, False),
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(("2.520.000.000", 2_520_000_000), ("2520000000", 2_520_000_000), ("2,520,000,000", 2_520_000_000)),
        *(
            ("45.000đ", 45_000),
            ("1,5 tỷ", 1_500_000_000),
            ("1.234.567,00", 1_234_567),
            ("-", 0),
            ("500", 500),
        ),
        *(
            (" 12 000 000 ", 12_000_000),
            ("3 triệu đồng", 3_000_000),
            (1500.0, 1500),
            ("-5.000", -5000),
            (None, None),
        ),
    ],
)
def test_amounts(text, amount):
    assert read_money(text) == amount


@pytest.mark.parametrize("text", ["1.23.456", "1.500,5", "năm trăm", "1,5", "12x", "1.2,3.4"])
def test_amounts_that_are_not_clear_are_refused(text):
    with pytest.raises(Unreadable):
        read_money(text)
