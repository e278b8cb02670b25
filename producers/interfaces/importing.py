"""Producers out of office tables: their columns, reading one, finding the one the register has already."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core.similar import core_name, is_similar
from core.spreadsheets.importing import Importer, Options, Row, Trace
from core.spreadsheets.layout import Field
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import Unreadable, is_nothing, read_code, read_count, read_text
from core.text import fold
from localities.domain.offices import Asked, UnitReader, unit_error
from localities.models import Unit
from producers import validators
from producers.domain.bulk import change_producers, register_producers
from producers.domain.queries.alike import COMMON
from producers.models import Producer, ProducerKind

UNIT_FIELDS = (
    Field(
        "unit",
        "Xã, phường",
        words=(
            *(
                "xa phuong",
                "xa phuong thi tran",
                "phuong xa",
                "xa",
                "phuong",
                "dia phuong",
                "dia ban",
                "don vi hanh chinh",
            ),
            *("xa p", "xa tt", "phuong xa thi tran", "ten xa phuong"),
        ),
        pattern=r"\b(xa|phuong)\b.*\b(phuong|xa|thi tran)\b|^(xa|phuong)( |$)|\bdia ban\b",
        never=r"\b(ma xa|dia chi|nhiem vu|so qd|ten chu the)\b",
        of_owner=True,
    ),
    Field(
        "district",
        "Quận, huyện",
        words=(
            "quan huyen",
            "huyen",
            "quan",
            "huyen thi xa",
            "quan huyen thi xa",
            "huyen quan",
            "huyen cu",
            "quan huyen cu",
        ),
        pattern=r"\b(quan|huyen)\b.*\b(huyen|quan|thi xa|thanh pho)\b",
        of_owner=True,
    ),
    Field(
        "address",
        "Địa chỉ",
        words=(
            "dia chi",
            "dia chi san xuat",
            "dia chi co so",
            "noi san xuat",
            "dia diem",
            "dia diem san xuat",
        ),
        pattern=r"\bdia chi\b|\bnoi san xuat\b|\bdia diem san xuat\b",
        never=r"\b(thuong tru|e ?mail|web)\b",
        of_owner=True,
    ),
)
OWNER_FIELDS = (
    *UNIT_FIELDS,
    Field(
        "representative",
        "Người đại diện",
        words=(
            "nguoi dai dien",
            "dai dien",
            "nguoi dai dien phap luat",
            "chu co so",
            "ho ten chu co so",
            "giam doc",
            "chu ho",
        ),
        pattern=r"\bdai dien\b|\bchu co so\b|\bho (va )?ten (chu|giam doc|nguoi)\b|\bnguoi dung dau\b",
        never=r"\b(dia chi|dien thoai|sdt|gioi tinh|dan toc|chuc vu)\b",
        of_owner=True,
    ),
    Field(
        "phone",
        "Điện thoại",
        words=("dien thoai", "sdt", "so dt", "dt", "so dien thoai", "dien thoai lien he", "lien he"),
        pattern=r"\bdien thoai\b|\bsdt\b|\bso dt\b|\bdi dong\b",
        of_owner=True,
    ),
    Field(
        "tax_code",
        "Mã số thuế",
        words=("ma so thue", "mst", "ma so doanh nghiep", "ma thue", "ma so thue dkkd"),
        pattern=r"\bma so thue\b|\bmst\b|\bma so doanh nghiep\b",
        of_owner=True,
    ),
    Field(
        "producer_kind",
        "Loại hình",
        words=(
            "loai hinh",
            "loai hinh to chuc",
            "loai hinh chu the",
            "loai chu the",
            "loai hinh kinh te",
            "to chuc kinh te",
        ),
        pattern=r"\bloai hinh\b|\bloai chu the\b",
        of_owner=True,
    ),
    Field(
        "email",
        "Thư điện tử",
        words=("email", "e mail", "thu dien tu"),
        pattern=r"\be ?mail\b",
        of_owner=True,
    ),
)
NAME = Field(
    "producer",
    "Chủ thể",
    words=(
        *(
            "chu the",
            "ten chu the",
            "chu the ocop",
            "ten chu the ocop",
            "chu the san xuat",
            "ten co so",
            "co so",
            "don vi",
        ),
        *(
            "co so san xuat",
            "ten co so san xuat",
            "don vi san xuat",
            "ten don vi",
            "ten don vi san xuat",
            "to chuc ca nhan",
        ),
        *(
            "doanh nghiep",
            "ten doanh nghiep",
            "htx doanh nghiep",
            "ten htx",
            "chu the tham gia",
            "nha san xuat",
        ),
    ),
    pattern=r"\bchu the\b|\bten (co so|don vi|doanh nghiep|htx|hop tac xa|to chuc)\b|\b(co so|don vi) san xuat\b",
    never=(
        r"\b(dia chi|dien thoai|sdt|loai hinh|loai chu the|so luong|dai dien|ma so|nguoi|xa phuong|e ?mail"
        r"|gioi tinh)\b"
    ),
    of_owner=True,
)
_EXPANDED = (
    ("htx", "hop tac xa"),
    ("tht", "to hop tac"),
    ("cty", "cong ty"),
    ("tnhh", "trach nhiem huu han"),
    ("mtv", "mot thanh vien"),
    ("1tv", "mot thanh vien"),
    ("1 thanh vien", "mot thanh vien"),
    ("cp", "co phan"),
    ("dntn", "doanh nghiep tu nhan"),
    ("hkd", "ho kinh doanh"),
    ("cssx", "co so san xuat"),
    ("sx", "san xuat"),
    ("kd", "kinh doanh"),
    ("tm", "thuong mai"),
    ("dv", "dich vu"),
    ("nn", "nong nghiep"),
)
_SHORT = dict(_EXPANDED)
_KINDS = (
    (ProducerKind.COOPERATIVE, r"\b(lien hiep )?hop tac xa\b"),
    (ProducerKind.COOPERATIVE_GROUP, r"\bto hop tac\b"),
    (ProducerKind.ENTERPRISE, r"\b(cong ty|doanh nghiep|dntn|co phan)\b"),
    (ProducerKind.FARM, r"\btrang trai\b"),
    (ProducerKind.OPERATING_CENTRE, r"\btrung tam dieu hanh\b"),
    (ProducerKind.ASSOCIATION, r"\b(hoi|hiep hoi)\b"),
    (ProducerKind.HOUSEHOLD, r"\b(ho|co so|lo|vua|nha vuon|diem du lich|ca nhan)\b"),
)
_PHONES = re.compile(r"[/;,\n]|\s-\s|\bhoặc\b|\bvà\b")


def name_key(name: str) -> str:
    """What makes two names the same: marks, case, and abbreviations ("HTX", "TNHH MTV") do not count."""
    folded = fold(name).replace("1 thanh vien", "mot thanh vien")
    return " ".join(_SHORT.get(word, word) for word in folded.split())


def kind_of(name: str, written: str = "") -> ProducerKind | None:
    """The kind that a name or the words of its column say; None where they say none."""
    for text in (written, name):
        for kind, pattern in _KINDS:
            if text and re.search(pattern, name_key(text)):
                return kind
    return None


@dataclass(eq=False)
class Draft:
    """A producer as a file writes it; all its rows share one, with what was found wrong with it."""

    name: str
    unit: Unit | None
    asked: Asked
    details: dict[str, Any] = field(default_factory=dict)
    kind: ProducerKind | None = None
    existing: Producer | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    first_row: int = 0
    said: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Whether the register would get something from it, or a person must look at it first."""
        return bool(self.changes) or any(level == "doubtful" for level, _, _ in self.said)


class ProducerReader:
    """Reads the producer of each row, and finds it in the register or among the rows before it.

    ``only_known``: the file writes no producers, so one that the register has not is an error.
    """

    def __init__(self, options: Options, *, only_known: bool = False) -> None:
        self.only_known = only_known
        self.units = UnitReader.of(options.as_of, dict(options.choices))
        self.register = Register()
        self._drafts: dict[tuple[Any, ...], Draft] = {}
        self._of_existing: dict[int, Draft] = {}
        self._names: dict[str, Draft] = {}

    def read(self, row: Row, record: Record) -> Draft | None:
        """The draft of a row's producer; what is wrong is said on the row. None without a name."""
        cells = record.cells
        name = read_text(cells.get("producer")) if not is_nothing(cells.get("producer")) else ""
        if not name:
            name = next((group for group in reversed(record.groups) if is_owner(group)), "")
        if not name:
            row.say("error", "Chưa ghi tên chủ thể.", "producer")
            return None
        if "producer" in record.carried:
            row.say("doubtful", f"Ô để trống, đã lấy theo hàng trên: “{name}”.", "producer")
        asked = self._unit(record, name)
        key = (name_key(name), asked.unit.pk if asked.unit else asked.text)
        details = self._details(row, record)
        draft = self._drafts.get(key)
        if draft is None:
            draft = Draft(name, asked.unit, asked, details, first_row=record.row)
            draft.kind = kind_of(name, read_text(cells.get("producer_kind")))
            before = len(row.problems)
            self._find(row, draft)
            draft.said = [(one.level, one.text, one.field) for one in row.problems[before:]]
            if draft.existing is not None:
                draft = self._of_existing.setdefault(draft.existing.pk, draft)
            self._drafts[key] = draft
        else:
            for level, text, where in draft.said:
                row.say(level, text, where)
        self._add(row, draft, details)
        return draft

    def _add(self, row: Row, draft: Draft, details: dict[str, Any]) -> None:
        """What this row says more of its producer than the rows before; where they differ, the first counts."""
        for name, value in details.items():
            known = draft.details.setdefault(name, value)
            if fold(known) != fold(value):
                row.say(
                    "note",
                    f"Hàng {draft.first_row} ghi “{known}”, hàng này “{value}”; lấy theo hàng trước.",
                    name,
                )
        existing = draft.existing
        if existing is not None:
            draft.changes = {
                name: value
                for name, value in draft.details.items()
                if fold(str(getattr(existing, name))) != fold(str(value))
            }

    def _unit(self, record: Record, name: str) -> Asked:
        cells = record.cells
        given = {
            place: "" if is_nothing(cells.get(place)) else read_text(cells.get(place))
            for place in ("unit", "district", "address")
        }
        return self.units.find(
            own=given["unit"],
            above=given["district"],
            address=given["address"],
            groups=tuple(group for group in record.groups if group != name),
        )

    def _details(self, row: Row, record: Record) -> dict[str, Any]:
        cells = record.cells
        details = {
            name: read_text(cells.get(name))
            for name in ("representative", "address")
            if not is_nothing(cells.get(name))
        }
        for name, normal in (("phone", self._phone), ("tax_code", self._tax_code)):
            if not is_nothing(cells.get(name)):
                value, why = normal(read_code(cells.get(name)))
                if why:
                    row.say("note", why, name)
                if value:
                    details[name] = value
        email = read_text(cells.get("email")).lower()
        if "@" in email and " " not in email:
            details["email"] = email
        return details

    @staticmethod
    def _phone(text: str) -> tuple[str, str]:
        numbers, wrong = [], []
        for part in filter(None, (piece.strip() for piece in _PHONES.split(text))):
            digits = f"0{part}" if re.fullmatch(r"[1-9]\d{8}", part) else part
            try:
                numbers.append(validators.phone(digits))
            except ValidationError:
                wrong.append(part)
        if wrong:
            return next(iter(numbers), ""), f"“{', '.join(wrong)}” không phải số điện thoại; không ghi."
        rest = f"Có nhiều số; ghi số đầu {numbers[0]}." if len(numbers) > 1 else ""
        return next(iter(numbers), ""), rest

    @staticmethod
    def _tax_code(text: str) -> tuple[str, str]:
        for digits in (text, f"0{text}"):
            try:
                return validators.tax_code(digits), ""
            except ValidationError:
                continue
        return "", f"“{text}” không phải mã số thuế đúng; không ghi."

    def _find(self, row: Row, draft: Draft) -> None:
        """The producer of the register that is meant; doubts are said on the row."""
        if draft.asked.trouble:
            self._settle(row, draft)
            return
        found = self.register.named(draft.name)
        same = [one for one in found if draft.unit is None or self.register.same_ground(one.unit, draft.unit)]
        tax_code = draft.details.get("tax_code", "")
        if len(same) > 1:
            same = [one for one in same if tax_code and one.tax_code == tax_code] or same
        if len(same) == 1:
            draft.existing = same[0]
            if self.only_known and draft.unit is None:
                row.say(
                    "doubtful",
                    f"Chưa ghi xã, phường; sổ chỉ có một chủ thể tên này, ở {same[0].unit.name}.",
                    "producer",
                )
        elif same:
            row.say(
                "error",
                f"Sổ có {len(same)} chủ thể tên “{draft.name}” ở đây; hãy ghi mã số thuế.",
                "producer",
            )
            return
        elif tax_code and (holder := self.register.by_tax_code.get(tax_code)):
            draft.existing = holder
            row.say("doubtful", f"Mã số thuế này là của chủ thể “{holder.name}” trong sổ.", "tax_code")
        elif found:
            places = "; ".join(one.unit.name for one in found[:3])
            self._say_other(row, f"Sổ có chủ thể cùng tên ở {places}")
        self._settle(row, draft)

    def _settle(self, row: Row, draft: Draft) -> None:
        if draft.existing is not None:
            draft.unit = draft.unit or draft.existing.unit
            return
        if draft.unit is None:
            row.say("error", unit_error(draft.asked), "unit" if "unit" in row.record.columns else "address")
            return
        if self.only_known:
            row.say(
                "error",
                f"Sổ chưa có chủ thể “{draft.name}” ở {draft.unit.name}; hãy ghi chủ thể trước.",
                "producer",
            )
        self._look_for_alike(row, draft)

    def _say_other(self, row: Row, found: str) -> None:
        """Say that another producer is much like the row's: to be asked about, or only to be named."""
        level, end = (
            ("note", "") if self.only_known else ("doubtful", "; nhận hàng này là ghi một chủ thể khác")
        )
        row.say(level, f"{found}{end}.", "producer")

    def _look_for_alike(self, row: Row, draft: Draft) -> None:
        key = name_key(draft.name)
        other = self._names.setdefault(key, draft)
        if other is not draft and other.unit != draft.unit:
            place = other.unit.name if other.unit else "nơi khác"
            self._say_other(row, f"Hàng {other.first_row} có chủ thể cùng tên ở {place}")
        elif other is draft and (alike := self.register.alike(draft.name, draft.details.get("phone", ""))):
            self._say_other(row, f"Giống chủ thể trong sổ: “{alike.name}” ({alike.unit.name})")


def is_owner(text: str) -> bool:
    """Whether a heading over rows is the name of a producer."""
    return bool(
        re.match(
            r"(hop tac xa|to hop tac|cong ty|doanh nghiep|co so|ho kinh doanh|trang trai)\b", name_key(text)
        )
    )


class Register:
    """The producers there are, read once, found by name, tax code and likeness."""

    def __init__(self) -> None:
        self.rows = list(Producer.objects.defer("history", "organisation", "note").order_by("pk"))
        units = Unit.objects.in_bulk({row.unit_id for row in self.rows})  # hundreds, not one for each row
        self.by_name: dict[str, list[Producer]] = {}
        self.by_tax_code: dict[str, Producer] = {}
        self.by_phone: dict[str, Producer] = {}
        for row in self.rows:
            row.unit = units[row.unit_id]
            self.by_name.setdefault(name_key(row.name), []).append(row)
            if row.tax_code:
                self.by_tax_code[row.tax_code] = row
            if row.phone:
                self.by_phone[row.phone] = row
        self._cores: list[str] = []
        self._grams: dict[str, list[int]] | None = None
        self._grounds: dict[int, list[str]] = {}

    def named(self, name: str) -> list[Producer]:
        return self.by_name.get(name_key(name), [])

    def same_ground(self, one: Unit, other: Unit) -> bool:
        """Whether two units are the same place, perhaps of different times, or one lies in the other."""
        if one.path.startswith(other.path) or other.path.startswith(one.path):
            return True
        if one.era == other.era:
            return False
        paths = self._grounds.setdefault(one.pk, one.ground_paths())
        return any(other.path.startswith(path) or path.startswith(other.path) for path in paths)

    def alike(self, name: str, phone: str = "") -> Producer | None:
        """A producer with nearly the same name, or the same telephone; names share their rare trigrams."""
        if phone and phone in self.by_phone:
            return self.by_phone[phone]
        wanted = core_name(name, without=COMMON)
        index = self._index()
        grams = sorted(_grams(wanted), key=lambda gram: len(index.get(gram, ())))[:8]
        seen = Counter(place for gram in grams for place in index.get(gram, ()))
        for place, _ in seen.most_common(20):
            other = self._cores[place]
            if abs(len(other) - len(wanted)) <= 4 and is_similar(wanted, other):
                return self.rows[place]
        return None

    def _index(self) -> dict[str, list[int]]:
        if self._grams is None:
            self._grams = {}
            for place, row in enumerate(self.rows):
                self._cores.append(core_name(row.name, without=COMMON))
                for gram in _grams(self._cores[-1]):
                    self._grams.setdefault(gram, []).append(place)
        return self._grams


def _grams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def write_producers(
    drafts: Iterable[Draft], options: Options, actor: Any, trace: Trace
) -> dict[int, Producer]:
    """Register the new producers among ``drafts``, change the others; each draft's producer by the draft's id."""
    drafts = list(dict.fromkeys(drafts))
    source = f"Nhập từ tệp “{options.name}”" if options.name else ""
    new = [draft for draft in drafts if draft.existing is None]
    made = register_producers(
        rows=[
            {
                "name": draft.name,
                "kind": draft.kind or ProducerKind.HOUSEHOLD,
                "unit": draft.unit,
                "source": source,
                **draft.details,
            }
            for draft in new
        ],
        actor=actor,
    )
    trace.add(made)
    for draft in drafts:
        if draft.existing is not None and draft.changes:
            trace.keep(draft.existing, {name: getattr(draft.existing, name) for name in draft.changes})
    changed = [(draft.existing, draft.changes) for draft in drafts if draft.existing and draft.changes]
    change_producers(changes=changed, actor=actor)
    found = {id(draft): producer for draft, producer in zip(new, made, strict=True)}
    return found | {id(draft): draft.existing for draft in drafts if draft.existing is not None}


class ProducerImporter(Importer):
    """A list of producers."""

    kind = "producers"
    label = "chủ thể"
    examples = "Tên chủ thể, Xã/phường, Địa chỉ, Người đại diện, Điện thoại, Mã số thuế, Loại hình"
    fields = (
        Field(NAME.name, NAME.label, NAME.words, NAME.pattern, NAME.never, anchor=True),
        *(Field(one.name, one.label, one.words, one.pattern, one.never) for one in OWNER_FIELDS),
        Field(
            "workers",
            "Số lao động",
            words=("so lao dong", "lao dong"),
            pattern=r"\blao dong\b",
            never=r"dia phuong|nu",
        ),
        Field("note", "Ghi chú", words=("ghi chu",), pattern=r"\bghi chu\b"),
    )

    def prepare(self, options: Options) -> None:
        self._reader = ProducerReader(options)

    def heading(self, text: str) -> int:
        return self._reader.units.heading(text) or (3 if is_owner(text) else 0)

    def questions(self) -> list[dict[str, Any]]:
        return self._reader.units.questions()

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        rows: list[Row] = []
        seen: dict[int, int] = {}
        for table in tables:
            for record in table.records:
                row = Row(record, {})
                self._check(row, record, seen)
                rows.append(row)
        return rows

    def _check(self, row: Row, record: Record, seen: dict[int, int]) -> None:
        draft = self._reader.read(row, record)
        row.values = owner_values(draft, record)
        say_marks(row)
        if draft is None:
            return
        try:
            workers = read_count(record.cells.get("workers"))
        except Unreadable as error:
            row.say("error", f"{error}.", "workers")
            workers = None
        row.values["workers"] = workers
        if workers is not None and draft.existing is None:
            draft.details["workers"] = workers
        row.exists, row.change, row.plan = draft.existing is not None, draft.has_news, draft
        say_changes(row, draft)
        first = seen.setdefault(id(draft), record.row)
        if first != record.row and not row.has("error"):
            row.say("doubtful", f"Trùng với hàng {first}; nhận cũng không ghi thêm chủ thể nào.", "producer")

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        write_producers((row.plan for row in rows), options, actor, trace)
        return trace


def owner_values(draft: Draft | None, record: Record) -> dict[str, Any]:
    """What a row says of its producer, for the preview and the command's answer."""
    name = draft.name if draft else read_text(record.cells.get("producer"))
    unit = draft.unit if draft else None
    details = draft.details if draft else {}
    kind = (draft.existing.kind if draft.existing else draft.kind or "") if draft else ""
    return {
        "producer": name,
        "producer_kind": str(kind),
        "representative": details.get("representative", ""),
        "unit": unit.name if unit else read_text(record.cells.get("unit")),
        "unit_code": unit.code if unit else None,
        "address": details.get("address", ""),
        "phone": details.get("phone", ""),
        "tax_code": details.get("tax_code", ""),
    }


def say_marks(row: Row) -> None:
    """Say what the workbook itself marks about a row: hidden, errors, formulas without result."""
    if row.record.hidden:
        row.say("doubtful", "Hàng này đang ẩn trong tệp; nhận nếu đúng là dữ liệu.")
    for name, fault in row.record.faults.items():
        row.say("note", f"ô có lỗi “{fault}”, coi như để trống.", name)


def say_changes(row: Row, draft: Draft) -> None:
    """Say which fields of the register's producer the row would change, and what is not known of a new one."""
    if draft.existing is None:
        if draft.kind is None:
            row.say("note", "Không rõ loại hình; sẽ ghi là hộ sản xuất, hộ kinh doanh.", "producer")
        if not draft.details.get("representative"):
            row.say("note", "Chưa có người đại diện; bổ sung sau trên trang chủ thể.", "representative")
        return
    for name, value in draft.changes.items():
        label = Producer._meta.get_field(name).verbose_name
        row.say("note", f"{label}: sổ ghi “{getattr(draft.existing, name)}”, sẽ đổi thành “{value}”.", name)
