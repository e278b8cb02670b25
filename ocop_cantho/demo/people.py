"""Demonstration accounts: one per role and a council of nine. They exist only where DEMONSTRATION is set."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import Role, User
from core.errors import ActRefused
from localities.models import Era, Unit

PASSWORD = "Ocop-MinhHoa-2022"  # printed by `make run`; the accounts do not exist in production


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role
    agency: str = ""
    position: str = ""
    unit: str = ""
    era: Era = Era.BEFORE_2025


ACCOUNTS = (
    Person(
        "quantri@ocop.example",
        "Nguyễn Minh Quản",
        Role.OFFICE_ADMIN,
        "Văn phòng Điều phối",
        "Chánh Văn phòng",
    ),
    Person("vanphong@ocop.example", "Trần Thị Điều", Role.OFFICE_STAFF, "Văn phòng Điều phối", "Chuyên viên"),
    Person(
        "canbo.codo@ocop.example",
        "Lê Văn Bộ",
        Role.LOCAL_OFFICER,
        "UBND huyện Cờ Đỏ",
        "Cán bộ phụ trách OCOP",
        "925",
    ),
    Person(
        "canbo.ninhkieu@ocop.example",
        "Phạm Thị Kiều",
        Role.LOCAL_OFFICER,
        "UBND phường Ninh Kiều",
        "Cán bộ phụ trách OCOP",
        "31135",
        Era.FROM_2025,
    ),
    Person("chuthe@ocop.example", "Võ Thị Thể", Role.PRODUCER),
    Person("chuthe.ninhkieu@ocop.example", "Lâm Thị Chế", Role.PRODUCER),
    Person("totuvan@ocop.example", "Đặng Văn Vấn", Role.ADVISER, "Chi cục Phát triển nông thôn", "Tổ trưởng"),
    Person("lanhdao@ocop.example", "Bùi Thị Đạo", Role.LEADER, "UBND thành phố", "Lãnh đạo Văn phòng"),
)

COUNCIL = (
    Person("hoidong1@ocop.example", "Huỳnh Văn Chủ", Role.COUNCIL_MEMBER, "UBND thành phố", "Phó Chủ tịch"),
    Person(
        "hoidong2@ocop.example", "Đỗ Thị Nông", Role.COUNCIL_MEMBER, "Sở Nông nghiệp và PTNT", "Phó Giám đốc"
    ),
    Person("hoidong3@ocop.example", "Ngô Văn Công", Role.COUNCIL_MEMBER, "Sở Công Thương", "Phó Giám đốc"),
    Person("hoidong4@ocop.example", "Dương Thị Y", Role.COUNCIL_MEMBER, "Sở Y tế", "Trưởng phòng"),
    Person(
        "hoidong5@ocop.example",
        "Lý Văn Khoa",
        Role.COUNCIL_MEMBER,
        "Sở Khoa học và Công nghệ",
        "Trưởng phòng",
    ),
    Person(
        "hoidong6@ocop.example",
        "Hồ Thị Văn",
        Role.COUNCIL_MEMBER,
        "Sở Văn hóa, Thể thao và Du lịch",
        "Trưởng phòng",
    ),
    Person(
        "hoidong7@ocop.example",
        "Mai Văn Toàn",
        Role.COUNCIL_MEMBER,
        "Ban Quản lý An toàn thực phẩm",
        "Phó ban",
    ),
    Person(
        "hoidong8@ocop.example", "Phan Thị Phối", Role.COUNCIL_MEMBER, "Văn phòng Điều phối", "Phó Văn phòng"
    ),
    Person(
        "hoidong9@ocop.example",
        "Cao Văn Thư",
        Role.COUNCIL_MEMBER,
        "Văn phòng Điều phối",
        "Chuyên viên, thư ký",
    ),
)


def load_people() -> dict[str, User]:
    """The demonstration accounts by e-mail, made where they are missing.

    Raises ActRefused where demonstration data is not allowed.
    """
    if not settings.DEMONSTRATION:
        raise ActRefused("Dữ liệu minh họa chỉ được nạp ở máy dùng thử, không nạp ở hệ thống thật.")
    for person in (*ACCOUNTS, *COUNCIL):
        if User.objects.filter(email=person.email).exists():
            continue
        User.objects.create_user(
            person.email,
            PASSWORD,
            name=person.name,
            role=person.role,
            agency=person.agency,
            position=person.position,
            unit=Unit.objects.get(code=person.unit, era=person.era) if person.unit else None,
            is_staff=person.role in {Role.OFFICE_ADMIN, Role.OFFICE_STAFF},
            is_superuser=person.role == Role.OFFICE_ADMIN,
            is_demo=True,
        )
    return {user.email: user for user in User.objects.filter(is_demo=True)}
