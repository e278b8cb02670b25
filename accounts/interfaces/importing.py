"""Accounts out of an office's list of officers."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.domain.bulk import create_accounts
from accounts.models import Role, User
from core.spreadsheets.importing import Importer, Options, Row, Trace
from core.spreadsheets.layout import Field
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import is_nothing, read_code, read_text
from core.text import fold
from localities.domain.offices import UnitReader
from localities.models import Unit

ROLES = (
    (Role.OFFICE_ADMIN, r"\bquan tri\b"),
    (Role.OFFICE_STAFF, r"\bvan phong dieu phoi\b|\bchuyen vien\b"),
    (
        Role.LOCAL_OFFICER,
        r"\bcan bo (dia phuong|xa|phuong|huyen|quan)\b|\bcong chuc (xa|phuong)\b|\bdia phuong\b",
    ),
    (Role.COUNCIL_MEMBER, r"\bhoi dong\b"),
    (Role.ADVISER, r"\btu van\b"),
    (Role.LEADER, r"\blanh dao\b"),
    (Role.PRODUCER, r"\bchu the\b"),
)


class UserImporter(Importer):
    """People who are to sign in; each is invited to set a password of its own."""

    kind = "users"
    label = "tài khoản"
    examples = "Họ và tên, Thư điện tử, Vai trò, Đơn vị phụ trách, Cơ quan, Chức vụ, Điện thoại"
    fields = (
        Field(
            "name",
            "Họ và tên",
            words=("ho va ten", "ho ten", "ten", "ho va ten can bo"),
            pattern=r"\bho (va )?ten\b",
            anchor=True,
        ),
        Field(
            "email",
            "Thư điện tử",
            words=("email", "e mail", "thu dien tu", "hop thu"),
            pattern=r"\be ?mail\b|\bthu dien tu\b",
            anchor=True,
        ),
        Field(
            "role",
            "Vai trò",
            words=("vai tro", "quyen", "nhom quyen", "loai tai khoan"),
            pattern=r"\bvai tro\b|\bquyen\b",
        ),
        Field(
            "unit",
            "Đơn vị phụ trách",
            words=(
                "don vi phu trach",
                "dia ban",
                "xa phuong",
                "dia ban phu trach",
                "xa",
                "phuong",
                "xa phuong thi tran",
            ),
            pattern=r"\bphu trach\b|\bdia ban\b|\bxa\b.*\bphuong\b",
        ),
        Field(
            "district", "Quận, huyện", words=("quan huyen", "huyen", "quan"), pattern=r"\bquan\b.*\bhuyen\b"
        ),
        Field(
            "agency",
            "Cơ quan",
            words=("co quan", "don vi", "don vi cong tac", "noi cong tac"),
            pattern=r"\bco quan\b|\bcong tac\b",
        ),
        Field("position", "Chức vụ", words=("chuc vu", "chuc danh"), pattern=r"\bchuc (vu|danh)\b"),
        Field(
            "phone",
            "Điện thoại",
            words=("dien thoai", "sdt", "so dien thoai"),
            pattern=r"\bdien thoai\b|\bsdt\b",
        ),
    )

    def prepare(self, options: Options) -> None:
        self._units = UnitReader.of(options.as_of, dict(options.choices))
        self._users = {user.email: user for user in User.objects.select_related("unit").order_by("pk")}
        self._seen: dict[str, int] = {}

    def heading(self, text: str) -> int:
        return self._units.heading(text)

    def questions(self) -> list[dict[str, Any]]:
        return self._units.questions()

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        rows = [Row(record, {}) for table in tables for record in table.records]
        for row in rows:
            self._check(row, row.record)
        return rows

    def _check(self, row: Row, record: Record) -> None:
        cells = record.cells
        name = "" if is_nothing(cells.get("name")) else read_text(cells.get("name"))
        email = re.sub(r"\s+", "", read_text(cells.get("email"))).lower()
        role = self._role(row, record)
        unit = self._unit(row, record)
        row.values = {
            "name": name,
            "email": email,
            "role": str(role) if role else None,
            "unit_code": unit.code if unit else None,
            "agency": read_text(cells.get("agency")),
            "position": read_text(cells.get("position")),
            "phone": read_code(cells.get("phone"))[:20],
        }
        if record.hidden:
            row.say("doubtful", "Hàng này đang ẩn trong tệp; nhận nếu đúng là dữ liệu.")
        if not name:
            row.say("error", "Chưa ghi họ và tên.", "name")
        self._check_email(row, email)
        if role == Role.LOCAL_OFFICER and unit is None and not row.has("error"):
            row.say("error", "Cán bộ địa phương phải có đơn vị phụ trách.", "unit")
        self._compare(row, email, role, unit)

    def _check_email(self, row: Row, email: str) -> None:
        try:
            validate_email(email)
        except ValidationError:
            row.say(
                "error",
                f"“{email}” không phải địa chỉ thư điện tử." if email else "Chưa ghi thư điện tử.",
                "email",
            )
            return
        first = self._seen.setdefault(email, row.record.row)
        if first != row.record.row:
            row.say("error", f"Thư điện tử trùng với hàng {first}.", "email")

    def _compare(self, row: Row, email: str, role: Role | None, unit: Unit | None) -> None:
        """An account that is there stays as it is: rights are changed on its own page, one by one."""
        known = self._users.get(email)
        row.exists = known is not None
        row.plan = {name: row.values[name] for name in ("name", "email", "agency", "position", "phone")}
        row.plan |= {"role": role, "unit": unit}
        if known is not None and (known.role != role or (unit and known.unit_id != unit.pk)):
            row.change = True
            row.say(
                "error",
                "Tài khoản đã có với vai trò hoặc đơn vị khác; hãy sửa ở trang quản trị tài khoản.",
                "email",
            )

    @staticmethod
    def _role(row: Row, record: Record) -> Role | None:
        text = "" if is_nothing(record.cells.get("role")) else read_text(record.cells.get("role"))
        for role in Role:
            if fold(text) in {fold(role.label), fold(role.value)}:
                return role
        found = [role for role, pattern in ROLES if re.search(pattern, fold(text))]
        if len(found) == 1:
            return found[0]
        labels = "; ".join(role.label for role in Role)
        row.say(
            "error",
            f"Vai trò “{text}” chưa rõ. Ghi một trong: {labels}." if text else f"Chưa ghi vai trò: {labels}.",
            "role",
        )
        return None

    def _unit(self, row: Row, record: Record) -> Unit | None:
        texts = [
            "" if is_nothing(record.cells.get(name)) else read_text(record.cells.get(name))
            for name in ("unit", "district")
        ]
        asked = self._units.find(own=texts[0], above=texts[1], groups=record.groups)
        if asked.trouble:
            row.say("error", asked.trouble, "unit")
        return asked.unit

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        trace.add(create_accounts(rows=[row.plan for row in rows], actor=actor))
        return trace
