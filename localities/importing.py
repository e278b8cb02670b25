"""Administrative units out of an office's list: new ones entered, gaps filled, what is recorded left alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core.errors import ActRefused
from core.similar import core_name, is_similar
from core.spreadsheets.importing import Importer, Options, Row, Trace
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import Unreadable, is_nothing, read_code, read_day, read_text
from core.text import clean, fold
from localities.domain.loading import LEVELS
from localities.domain.matching import Written
from localities.domain.offices import UnitReader
from localities.domain.recording import fill_in_units, outliving, record_successions, record_units
from localities.import_columns import FIELDS
from localities.models import Era, Level, Unit, UnitKind, UnitSuccession

NEW_UNITS = date(2025, 7, 1)
_DEPTH = {Level.CITY: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}
_PART = re.compile(r"\(?\s*(?:một phần|phần còn lại)\s*(?:của\s+)?\)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,\n+]|\s+và\s+")


@dataclass(eq=False)
class Planned:
    """A unit as a row of the file writes it."""

    row: Row
    details: dict[str, Any]
    parent: "Unit | Planned | None" = None
    existing: Unit | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    origins: list[tuple[Unit, bool]] = field(default_factory=list)
    """Units it succeeds, which the register does not say yet; and whether only a part of them."""

    @property
    def day(self) -> date:
        return self.details["day"]

    @property
    def era(self) -> Era:
        return Era.FROM_2025 if self.day >= NEW_UNITS else Era.BEFORE_2025


class UnitImporter(Importer):
    """A list of units; since when and until when they exist decides which of the two worlds they are of."""

    kind = "units"
    label = "đơn vị hành chính"
    examples = "Mã, Tên đơn vị, Cấp, Đơn vị cấp trên, Có từ ngày, Đến hết ngày, Đơn vị cũ, Căn cứ"
    fields = FIELDS

    def prepare(self, options: Options) -> None:
        self._options = options
        self._readers: dict[date, UnitReader] = {}
        self._by_code: dict[tuple[str, str], Unit] = {}
        self._by_name: dict[tuple[str, str], list[Unit]] = {}
        self._below: dict[int, list[Unit]] = {}
        for unit in Unit.objects.select_related("parent").prefetch_related("aliases").order_by("pk"):
            self._by_code[unit.code, unit.era] = unit
            for name in {fold(unit.name), *(alias.search_key for alias in unit.aliases.all())}:
                self._by_name.setdefault((name, unit.era), []).append(unit)
            if unit.parent_id:
                self._below.setdefault(unit.parent_id, []).append(unit)
        self._links = set(UnitSuccession.objects.order_by().values_list("predecessor", "successor"))
        self._seen: dict[tuple[str, str], Row] = {}
        self._new: dict[tuple[str, str], Planned] = {}

    def heading(self, text: str) -> int:
        # every name here is a row of data; groups are told by their ordinals alone
        return 0

    def questions(self) -> list[dict[str, Any]]:
        asked = [question for reader in self._readers.values() for question in reader.questions()]
        return list({question["text"]: question for question in asked}.values())

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        rows = [Row(record, {}) for table in tables for record in table.records]
        for row in rows:
            self._read(row, row.record)
        told = [row.plan for row in rows if row.plan is not None]
        for planned in sorted(told, key=_depth):
            self._settle(planned.row, planned)
        self._refuse_outliving(rows)
        return rows

    def _read(self, row: Row, record: Record) -> None:
        """What the row says of itself alone; rows above and below may be of the same file."""
        cells = record.cells
        name, code = _text(cells.get("name")), read_code(cells.get("code"))
        valid_from, valid_to = self._day(row, "valid_from"), self._day(row, "valid_to")
        kind = self._kind(row, name, _text(cells.get("kind")), _text(cells.get("parent")) or record.groups)
        row.values = {
            "name": name,
            "code": code,
            "kind": str(kind.label) if kind else _text(cells.get("kind")),
            "parent": _text(cells.get("parent")) or next(reversed(record.groups), ""),
            "valid_from": valid_from.isoformat() if valid_from else None,
            "valid_to": valid_to.isoformat() if valid_to else None,
            "predecessors": _text(cells.get("predecessors")),
            "legal_basis": _text(cells.get("legal_basis")),
        }
        if record.hidden:
            row.say("doubtful", "Hàng này đang ẩn trong tệp; nhận nếu đúng là dữ liệu.")
        if code and not code.isdecimal():
            row.say("error", f"Mã đơn vị “{code}” phải là chữ số.", "code")
        if valid_from and valid_to and valid_to < valid_from:
            row.say("error", "Ngày kết thúc phải sau ngày bắt đầu.", "valid_to")
        if kind is None or row.has("error"):
            return
        short = " ".join(re.findall(r"[^\W_]+", name)[-len(Written.read(name).name.split()) :])
        prefix = "Thành phố" if kind == UnitKind.CITY_DISTRICT else kind.label
        details = {"name": f"{prefix} {short}", "short_name": short, "kind": kind, "level": LEVELS[kind]}
        details |= {"code": code, "valid_from": valid_from, "valid_to": valid_to}
        details["legal_basis"] = row.values["legal_basis"]
        # a unit is looked at on the last day it is known to exist
        details["day"] = valid_to or max(valid_from or self._options.as_of, self._options.as_of)
        row.plan = Planned(row, details)
        for name in ("code", "short_name", "legal_basis"):
            if len(details[name]) > (longest := Unit._meta.get_field(name).max_length):
                row.say("error", f"Dài hơn {longest} ký tự.", "name" if name == "short_name" else name)
        if code:
            self._refuse_twice(row, code, row.plan.era)
            if (code, row.plan.era) not in self._by_code:
                self._new.setdefault((fold(details["name"]), row.plan.era), row.plan)

    def _day(self, row: Row, name: str) -> date | None:
        cell = row.record.cells.get(name)
        try:
            found = read_day(cell)
        except Unreadable as error:
            row.say("error", f"{error}.", name)
            return None
        if not is_nothing(cell) and (found is None or found.day is None):
            row.say("error", f"“{read_text(cell)}” không phải ngày đủ ngày, tháng, năm.", name)
        return found.day if found else None

    @staticmethod
    def _kind(row: Row, name: str, written: str, above: Any) -> UnitKind | None:
        """Ward, commune, …: by the first words of the name, else by its column; both must agree on the level."""
        if not name:
            row.say("error", "Chưa ghi tên đơn vị.", "name")
            return None
        bare = fold(written).removeprefix("cap ")
        said = Written.read(f"{bare} x").kinds
        kinds = Written.read(name).kinds or (frozenset() if bare != fold(written) else said)
        if len(kinds) > 1:
            kinds = frozenset({UnitKind.CITY_DISTRICT if above else UnitKind.CITY})
        if len(kinds) != 1:
            row.say("error", "Chưa rõ là xã, phường, thị trấn hay cấp nào; hãy ghi trước tên.", "name")
            return None
        kind = UnitKind(next(iter(kinds)))
        if said and LEVELS[kind] not in {LEVELS[one] for one in said}:
            row.say("error", f"Cột cấp ghi “{written}”, tên ghi “{name}”: không cùng cấp.", "kind")
            return None
        return kind

    def _refuse_twice(self, row: Row, code: str, era: str) -> None:
        first = self._seen.setdefault((code, era), row)
        if first is not row:
            row.say("error", f"Cùng một đơn vị với hàng {first.record.row}.", "code")

    def _settle(self, row: Row, planned: Planned) -> None:
        planned.parent = self._parent(row, planned)
        planned.existing = self._existing(row, planned)
        if planned.existing is not None and not row.has("error"):
            self._refuse_twice(row, planned.existing.code, planned.existing.era)
        if row.has("error"):
            return
        row.exists = planned.existing is not None
        if planned.existing is None:
            self._check_new(row, planned)
        else:
            self._compare(row, planned, planned.existing)
        planned.origins = self._origins(row, planned)
        if planned.existing is not None and (planned.changes or planned.origins):
            row.change = True

    def _parent(self, row: Row, planned: Planned) -> "Unit | Planned | None":
        text = row.values["parent"]
        if not text:
            return None
        found: Unit | Planned | None = self._by_code.get((text, planned.era))
        found = found or self._new.get((fold(text), planned.era))
        if found is None:
            asked = self._reader(planned.day).find(own=text)
            found = asked.unit
            if found is None:
                row.say("error", asked.trouble or f"Không rõ đơn vị cấp trên “{text}”.", "parent")
                return None
        if isinstance(found, Planned) and found.row.has("error"):
            row.say(
                "error", f"Hàng {found.row.record.row} của đơn vị cấp trên “{text}” đang có lỗi.", "parent"
            )
        level = found.level if isinstance(found, Unit) else found.details["level"]
        if _DEPTH[Level(level)] >= _DEPTH[planned.details["level"]]:
            row.say("error", f"“{text}” không phải cấp trên của “{planned.details['name']}”.", "parent")
        return found

    def _reader(self, day: date) -> UnitReader:
        if day not in self._readers:
            self._readers[day] = UnitReader.of(day, dict(self._options.choices))
        return self._readers[day]

    def _existing(self, row: Row, planned: Planned) -> Unit | None:
        """The unit of the register that is meant: by its code, else by name, level and the one above it."""
        if code := planned.details["code"]:
            return self._by_code.get((code, planned.era))
        named = self._by_name.get((fold(planned.details["name"]), planned.era), [])
        found = [unit for unit in named if planned.parent in (None, unit.parent)]
        if len(found) == 1:
            return found[0]
        if found:
            places = "; ".join(f"{unit.code} thuộc {unit.parent}" for unit in found)
            row.say("error", f"Sổ có nhiều đơn vị tên này: {places}. Hãy ghi mã.", "code")
        elif not row.has("error"):
            row.say("error", "Chưa ghi mã đơn vị; đơn vị mới phải có mã của cơ quan thống kê.", "code")
        return None

    def _check_new(self, row: Row, planned: Planned) -> None:
        details = planned.details
        if details["valid_from"] is None:
            row.say("error", "Chưa ghi ngày đơn vị có hiệu lực.", "valid_from")
        if planned.parent is None and details["level"] != Level.CITY:
            row.say("error", "Chưa ghi đơn vị cấp trên.", "parent")
        siblings = self._below.get(planned.parent.pk, []) if isinstance(planned.parent, Unit) else []
        for other in siblings:
            if other.valid_to and details["valid_from"] and other.valid_to < details["valid_from"]:
                continue
            if other.name == details["name"]:
                row.say("error", f"Sổ đã có “{other}” cùng cấp trên với mã {other.code}.", "code")
            elif other.kind == details["kind"] and is_similar(
                core_name(other.short_name), core_name(details["short_name"])
            ):
                row.say(
                    "doubtful",
                    f"Gần giống “{other}” (mã {other.code}) trong sổ; nhận là ghi một đơn vị khác.",
                    "name",
                )

    def _compare(self, row: Row, planned: Planned, unit: Unit) -> None:
        """An existing unit gets what is not known of it; where the file says otherwise, nothing is changed."""
        details = planned.details
        if unit not in self._by_name.get((fold(details["name"]), planned.era), []):
            self._refuse(row, "name", unit.name, details["name"])
        if planned.parent is not None and planned.parent != unit.parent:
            self._refuse(row, "parent", str(unit.parent or "không thuộc đơn vị nào"), row.values["parent"])
        for name in ("valid_from", "valid_to", "legal_basis"):
            known, told = getattr(unit, name), details[name]
            if told and not known:
                planned.changes[name] = told
                label = Unit._meta.get_field(name).verbose_name
                row.say("note", f"Sổ chưa ghi {label}; sẽ ghi {read_text(told)}.", name)
            elif told and name != "legal_basis" and told != known:
                self._refuse(row, name, read_text(known), read_text(told))
            elif told and fold(str(told)) != fold(str(known)):
                row.say("note", f"Sổ giữ căn cứ đã ghi: “{known}”.", name)

    @staticmethod
    def _refuse(row: Row, name: str, known: str, told: str) -> None:
        row.change = True
        row.say(
            "error",
            f"Sổ ghi “{known}”, tệp ghi “{told}”. Đơn vị đã có không sửa bằng tệp, vì sổ sách các năm tính theo nó; "
            "đơn vị mới thì ghi mã và ngày của đơn vị mới.",
            name,
        )

    def _origins(self, row: Row, planned: Planned) -> list[tuple[Unit, bool]]:
        """The units it was made of, those the register does not know yet; looked up on the day before."""
        told = _pieces(row.values["predecessors"])
        start = planned.details["valid_from"] or (planned.existing and planned.existing.valid_from)
        if not told:
            return []
        if start is None:
            row.say("error", "Có đơn vị cũ thì phải ghi ngày đơn vị mới có hiệu lực.", "valid_from")
            return []
        found = []
        for text, is_part in told:
            asked = self._reader(start - timedelta(days=1)).find(own=text)
            unit = asked.unit
            if unit is None:
                row.say("error", asked.trouble or f"Không rõ đơn vị cũ “{text}”.", "predecessors")
                continue
            if planned.existing is not None and (unit.pk, planned.existing.pk) in self._links:
                continue
            found.append((unit, is_part))
            if not is_part and (unit.valid_to is None or unit.valid_to >= start):
                row.say("note", f"Sổ chưa ghi ngày kết thúc của “{unit}”; hãy ghi ở hàng của đơn vị ấy.")
        return list(dict.fromkeys(found))

    @staticmethod
    def _refuse_outliving(rows: Sequence[Row]) -> None:
        """A unit does not end before those below it, unless the file ends these as well."""
        ending = {
            row.plan.existing.pk: row
            for row in rows
            if row.plan is not None and "valid_to" in row.plan.changes and not row.has("error")
        }
        ends = {pk: row.plan.changes["valid_to"] for pk, row in ending.items()}
        for pk, below in outliving(ends, but=ends).items():
            ending[pk].say(
                "error", f"“{below}” trực thuộc vẫn còn sau ngày này; hãy ghi ngày của nó.", "valid_to"
            )

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        planned = [row.plan for row in rows]
        new = sorted((one for one in planned if one.existing is None), key=_depth)
        place = {id(one): index for index, one in enumerate(new)}
        made = record_units(rows=[self._row_of(one, place) for one in new])
        trace.add(made)
        units = {id(one): unit for one, unit in zip(new, made, strict=True)}
        units |= {id(one): one.existing for one in planned if one.existing is not None}
        for one in planned:
            if one.changes:
                trace.keep(
                    one.existing, {name: getattr(one.existing, name) for name in one.changes}, one.changes
                )
        fill_in_units(changes={one.existing.pk: one.changes for one in planned if one.changes})
        links = [
            {
                "predecessor": old,
                "successor": units[id(one)],
                "effective_on": units[id(one)].valid_from or one.details["valid_from"],
                "is_part": is_part,
                "legal_basis": one.details["legal_basis"],
            }
            for one in planned
            for old, is_part in one.origins
        ]
        trace.add(record_successions(rows=links))
        return trace

    @staticmethod
    def _row_of(one: Planned, place: dict[int, int]) -> dict[str, Any]:
        row = {name: value for name, value in one.details.items() if name != "day"}
        parent: Any = one.parent
        if isinstance(parent, Planned):
            if id(parent) not in place:
                raise ActRefused(
                    f"“{parent.details['name']}” (hàng {parent.row.record.row}) chưa được nhận; "
                    f"hãy nhận hàng ấy để ghi “{row['name']}” trực thuộc."
                )
            parent = place[id(parent)]
        return {**row, "era": one.era, "parent": parent}


def _depth(planned: Planned) -> int:
    return _DEPTH[planned.details["level"]]


def _text(value: Any) -> str:
    return "" if is_nothing(value) else clean(read_text(value))


def _pieces(text: str) -> list[tuple[str, bool]]:
    """ "xã A, huyện B; một phần xã C" → each unit with its own district, and whether only a part of it."""
    found: list[tuple[str, bool]] = []
    for piece in filter(None, map(clean, _BETWEEN.split(text))):
        bare = clean(_PART.sub(" ", piece))
        levels = {LEVELS[kind] for kind in Written.read(bare).kinds}
        above = found and levels and Level.COMMUNE not in levels and "," in text
        if above and {LEVELS[kind] for kind in Written.read(found[-1][0]).kinds} == {Level.COMMUNE}:
            found[-1] = (f"{found[-1][0]}, {bare}", found[-1][1])
        else:
            found.append((bare, bare != piece))
    return found
