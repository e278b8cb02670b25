"""The list of a class's participants out of an office's table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core.spreadsheets.importing import Importer, Options, Row, Trace
from core.spreadsheets.layout import Field
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import Unreadable, is_nothing, read_code, read_day, read_text
from core.text import fold
from localities.domain.offices import UnitReader
from localities.models import Unit
from producers.interfaces.importing import UNIT_FIELDS, name_key
from producers.models import Producer
from producers.validators import phone
from training.domain.enrolling import is_same
from training.domain.lists import Listed, enrol_list
from training.models import ClassState, Enrolment, Trainee, TraineeGroup, TrainingClass

GROUPS = (
    (
        TraineeGroup.CITY_MANAGER,
        r"\b(thanh pho|cap tinh|so )\b.*\b(quan ly|can bo)\b|\b(quan ly|can bo)\b.*\b(thanh pho|cap tinh)\b",
    ),
    (TraineeGroup.DISTRICT_MANAGER, r"\b(quan ly|can bo)\b.*\b(huyen|quan huyen)\b|\bcap huyen\b"),
    (TraineeGroup.COMMUNE_MANAGER, r"\b(quan ly|can bo|cong chuc)\b.*\b(xa|phuong)\b|\bcap xa\b"),
    (
        TraineeGroup.PRODUCER_LEADER,
        r"\b(lanh dao|giam doc|chu co so|chu ho|chu the|chu nhiem|chu tich hdqt|to truong)\b",
    ),
    (TraineeGroup.WORKER, r"\b(lao dong|cong nhan|nhan vien|thanh vien|xa vien|ho dan)\b"),
)


@dataclass(eq=False)
class Person:
    """A participant as the file writes it."""

    name: str
    details: dict[str, Any]
    training_class: TrainingClass | None
    existing: Trainee | None = None
    completed: bool = False
    first_row: int = 0
    enrolled: set[int] = field(default_factory=set)


class ParticipantImporter(Importer):
    """Participants, with the class they are on the list of (a column, a heading, or chosen on the page)."""

    kind = "participants"
    label = "học viên"
    examples = "Họ và tên, Năm sinh, Đơn vị công tác, Xã/phường, Điện thoại, Đối tượng, Lớp"
    fields = (
        Field(
            "name",
            "Họ và tên",
            words=(
                "ho va ten",
                "ho ten",
                "ten hoc vien",
                "ho va ten hoc vien",
                "hoc vien",
                "ho ten hoc vien",
                "ten",
            ),
            pattern=r"\bho (va )?ten\b|\bhoc vien\b",
            never=r"\b(lop|ma|so luong)\b",
            anchor=True,
        ),
        Field(
            "birth_year",
            "Năm sinh",
            words=("nam sinh", "ngay sinh", "ngay thang nam sinh"),
            pattern=r"\bsinh\b",
        ),
        Field(
            "organisation",
            "Đơn vị công tác",
            words=("don vi", "don vi cong tac", "co quan", "noi cong tac", "chu the", "co so", "ten co so"),
            pattern=r"\b(don vi|noi) cong tac\b|\bco quan\b|\bchu the\b",
        ),
        *(Field(one.name, one.label, one.words, one.pattern, one.never) for one in UNIT_FIELDS),
        Field("position", "Chức vụ", words=("chuc vu", "chuc danh"), pattern=r"\bchuc (vu|danh)\b"),
        Field(
            "phone",
            "Điện thoại",
            words=("dien thoai", "sdt", "so dien thoai", "dt"),
            pattern=r"\bdien thoai\b|\bsdt\b",
        ),
        Field("group", "Đối tượng", words=("doi tuong", "nhom doi tuong"), pattern=r"\bdoi tuong\b"),
        Field(
            "class",
            "Lớp",
            words=("lop", "ten lop", "lop tap huan", "khoa"),
            pattern=r"\bten lop\b|\blop (dao tao|tap huan)\b",
        ),
        Field(
            "completed",
            "Hoàn thành",
            words=("hoan thanh", "ket qua", "dat"),
            pattern=r"\bhoan thanh\b|\bcap (giay )?chung nhan\b",
        ),
        Field("note", "Ghi chú", words=("ghi chu", "ky ten", "ky nhan")),
    )

    def prepare(self, options: Options) -> None:
        self._units = UnitReader.of(options.as_of, dict(options.choices))
        self._classes: dict[str, list[TrainingClass]] = {}
        years = {options.as_of.year, options.as_of.year - 1}
        for one in TrainingClass.objects.filter(year__in=years).order_by("-year", "pk"):
            self._classes.setdefault(fold(one.name), []).append(one)
        chosen = options.extra.get("class")
        self._chosen = TrainingClass.objects.filter(pk=chosen).first() if chosen else None
        self._people: dict[tuple[str, str], Person] = {}

    def heading(self, text: str) -> int:
        if depth := self._units.heading(text):
            return depth
        return 3 if self._class_named(text) or re.match(r"(lop|doi tuong|nhom)\b", fold(text)) else 0

    def questions(self) -> list[dict[str, Any]]:
        return self._units.questions()

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        self._register()
        rows = []
        for table in tables:
            named = [found for title in table.titles if (found := self._class_in(title))]
            for record in table.records:
                row = Row(record, {})
                self._check(row, record, named[-1] if named else None)
                rows.append(row)
        return rows

    def _register(self) -> None:
        self._by_name: dict[str, list[Trainee]] = {}
        for trainee in Trainee.objects.select_related("unit", "producer").order_by("pk"):
            self._by_name.setdefault(fold(trainee.name), []).append(trainee)
        self._enrolled = set(Enrolment.objects.order_by().values_list("trainee_id", "training_class_id"))
        self._producers = {name_key(one.name): one for one in Producer.objects.order_by("-pk")}

    def _class_named(self, text: str) -> TrainingClass | None:
        found = self._classes.get(fold(text), [])
        return found[0] if found else None

    def _class_in(self, title: str) -> TrainingClass | None:
        """The class whose name stands in a line above the table."""
        folded = f" {fold(title)} "
        found = [ones[0] for name, ones in self._classes.items() if f" {name} " in folded]
        return max(found, key=lambda one: len(one.name)) if found else None

    def _check(self, row: Row, record: Record, of_title: TrainingClass | None) -> None:
        cells = record.cells
        name = "" if is_nothing(cells.get("name")) else read_text(cells.get("name"))
        group = self._group(row, record)
        details = {
            "group": group,
            "birth_year": self._birth_year(row, record),
            "phone": self._phone(row, record),
        }
        details["organisation"] = read_text(cells.get("organisation"))
        details["unit"] = self._unit(row, record)
        details["producer"] = (
            self._producers.get(name_key(details["organisation"])) if details["organisation"] else None
        )
        training_class = self._class_of(row, record, of_title)
        row.values = {
            "name": name,
            "birth_year": details["birth_year"],
            "organisation": details["organisation"],
            "unit_code": details["unit"].code if details["unit"] else None,
            "phone": details["phone"],
            "group": str(group),
            "class": training_class.name if training_class else None,
        }
        if record.hidden:
            row.say("doubtful", "Hàng này đang ẩn trong tệp; nhận nếu đúng là dữ liệu.")
        if not name:
            row.say("error", "Chưa ghi họ và tên.", "name")
            return
        done = fold(read_text(cells.get("completed")))
        completed = bool(done) and not done.startswith("khong")
        if completed and training_class and training_class.state != ClassState.HELD:
            row.say("note", "Lớp chưa ghi đã tổ chức: hoàn thành tính theo điểm danh.", "completed")
        self._settle(row, Person(name, details, training_class, None, completed))

    def _settle(self, row: Row, person: Person) -> None:
        key = (fold(person.name), person.details["phone"] or fold(person.details["organisation"]))
        first = self._people.setdefault(key, person)
        if first is not person and first.training_class == person.training_class:
            row.say("doubtful", f"Trùng với hàng {first.first_row}.", "name")
        person.first_row = row.record.row
        named = self._by_name.get(fold(person.name), [])
        alike = [one for one in named if is_same(one, name=person.name, details=person.details)]
        others = [one for one in named if one not in alike]
        if alike:
            person.existing = alike[0]
        elif others:
            where = others[0].organisation or (others[0].unit.name if others[0].unit else "chưa rõ đơn vị")
            row.say(
                "doubtful", f"Đã có học viên cùng tên ({where}); nhận hàng này là ghi một người khác.", "name"
            )
        row.plan, row.exists = person, person.existing is not None
        enrols = person.training_class is not None and (
            person.existing is None or (person.existing.pk, person.training_class.pk) not in self._enrolled
        )
        row.change = not row.exists or enrols

    def _unit(self, row: Row, record: Record) -> Unit | None:
        cells = record.cells
        texts = [
            "" if is_nothing(cells.get(name)) else read_text(cells.get(name))
            for name in ("unit", "district", "address")
        ]
        asked = self._units.find(own=texts[0], above=texts[1], address=texts[2], groups=record.groups)
        if asked.trouble:
            row.say("error", asked.trouble, "unit")
        return asked.unit

    @staticmethod
    def _birth_year(row: Row, record: Record) -> int | None:
        cell = record.cells.get("birth_year")
        text = read_text(cell)
        if re.fullmatch(r"(19|20)\d\d", text):
            return int(text)
        try:
            found = read_day(cell)
        except Unreadable:
            years = re.findall(r"(?:19|20)\d\d", text)
            if len(years) == 1:
                return int(years[0])
            row.say("note", f"“{text}” không phải năm sinh; không ghi.", "birth_year")
            return None
        return (found.year or (found.day.year if found.day else None)) if found else None

    @staticmethod
    def _phone(row: Row, record: Record) -> str:
        text = "" if is_nothing(record.cells.get("phone")) else read_code(record.cells.get("phone"))
        try:
            return phone(f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text) else text)
        except ValidationError:
            row.say("note", f"“{text}” không phải số điện thoại; không ghi.", "phone")
            return ""

    @staticmethod
    def _group(row: Row, record: Record) -> TraineeGroup:
        words = " ".join(
            (read_text(record.cells.get("group")), *record.groups, read_text(record.cells.get("position")))
        )
        return next(
            (group for group, pattern in GROUPS if re.search(pattern, fold(words))), TraineeGroup.OTHER
        )

    def _class_of(self, row: Row, record: Record, of_title: TrainingClass | None) -> TrainingClass | None:
        text = "" if is_nothing(record.cells.get("class")) else read_text(record.cells.get("class"))
        if text:
            found = self._class_named(text)
            if found is None:
                row.say("error", f"Không có lớp “{text}” của năm nay hoặc năm trước.", "class")
            return found
        over = next((found for group in reversed(record.groups) if (found := self._class_named(group))), None)
        found = over or self._chosen or of_title
        if found is None:
            row.say("note", "Không rõ lớp nào: chỉ ghi học viên, chưa xếp lớp.")
        return found

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        people = [
            Listed(
                details={"name": one.name, **one.details},
                trainee=one.existing,
                training_class=one.training_class,
                completed=one.completed,
            )
            for one in (row.plan for row in rows)
        ]
        for made in enrol_list(people=people, actor=actor):
            trace.add(made)
        return trace
