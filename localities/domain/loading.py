"""Loading the administrative units from the project's data files."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import models, transaction

from core.errors import ActRefused
from core.text import clean, fold
from localities.models import Era, Level, Unit, UnitAlias, UnitKind, UnitSuccession

DATA = Path(__file__).resolve().parents[1] / "data"
LEVELS = {
    **dict.fromkeys(("thanh_pho_tw", "tinh"), Level.CITY),
    **dict.fromkeys(("quan", "huyen", "thi_xa", "thanh_pho"), Level.DISTRICT),
    **dict.fromkeys(("phuong", "xa", "thi_tran"), Level.COMMUNE),
}


class BadUnitFile(ActRefused):
    """A data file cannot be read; the message names file, line and fault."""


@dataclass(frozen=True)
class Line:
    """A line of a data file that knows where it stands."""

    file: str
    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return clean(self.values.get(name) or "")

    def fault(self, what: str) -> BadUnitFile:
        return BadUnitFile(f"Tệp {self.file}, dòng {self.number}: {what}")

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self[name]) if self[name] else None
        except ValueError:
            raise self.fault(f"ngày “{self[name]}” ở cột {name} phải có dạng năm-tháng-ngày.") from None

    def decimal(self, name: str) -> Decimal | None:
        try:
            return Decimal(self[name]).quantize(Decimal("0.000001")) if self[name] else None
        except InvalidOperation:
            raise self.fault(f"số “{self[name]}” ở cột {name} không đọc được.") from None


@dataclass
class Loaded:
    """How many rows were made and changed; zero and zero when the data was already there."""

    created: int = 0
    changed: int = 0


@transaction.atomic
def load_units(*, folder: Path = DATA) -> Loaded:
    """Load units, successions and aliases; loading again writes nothing.

    Raises BadUnitFile, and then nothing has changed.
    """
    loaded = Loaded()
    units: dict[tuple[str, str], Unit] = {(unit.code, unit.era): unit for unit in Unit.objects.all()}
    for era, name in ((Era.BEFORE_2025, "units-before-2025.csv"), (Era.FROM_2025, "units-from-2025.csv")):
        for line in read(folder / name):
            _load_unit(line, era, units, loaded)
    _load_successions(folder / "successions.csv", units, loaded)
    _load_aliases(folder / "aliases.csv", units, loaded)
    return loaded


def read(path: Path) -> Iterator[Line]:
    """The lines of a data file, counted as an editor counts them."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, values in enumerate(csv.DictReader(lines), start=2):
                yield Line(path.name, number, values)
    except OSError as error:
        raise BadUnitFile(f"Không đọc được tệp {path.name}: {error.strerror}.") from error


def _load_unit(line: Line, era: Era, units: dict[tuple[str, str], Unit], loaded: Loaded) -> None:
    code, kind = line["code"], line["kind"]
    if not code.isdigit():
        raise line.fault(f"mã đơn vị “{code}” phải là chữ số.")
    if kind not in UnitKind.values:
        raise line.fault(f"loại đơn vị “{kind}” không có trong danh mục.")
    parent = units.get((line["parent"], era)) if line["parent"] else None
    if line["parent"] and parent is None:
        raise line.fault(f"đơn vị cấp trên “{line['parent']}” chưa có ở các dòng trước.")
    wanted: dict[str, Any] = {
        "kind": kind,
        "level": LEVELS[kind],
        "name": line["name"],
        "short_name": line["short_name"],
        "parent_id": parent.pk if parent else None,
        "valid_from": line.day("valid_from"),
        "valid_to": line.day("valid_to"),
        "latitude": line.decimal("latitude"),
        "longitude": line.decimal("longitude"),
        "legal_basis": line["legal_basis"],
    }
    if not wanted["name"] or not wanted["short_name"]:
        raise line.fault("thiếu tên đơn vị.")
    unit = units.get((code, era)) or Unit(code=code, era=era)
    if _differs(unit, wanted, loaded):
        unit.save()
        units[code, era] = unit


def _differs(row: models.Model, wanted: dict[str, Any], loaded: Loaded) -> bool:
    """Set what differs; counts the row as made or changed."""
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changes.items():
        setattr(row, name, value)
    if row.pk is None:
        loaded.created += 1
    elif changes:
        loaded.changed += 1
    return row.pk is None or bool(changes)


def _unit(line: Line, units: dict[tuple[str, str], Unit], code: str, era: str) -> Unit:
    try:
        return units[line[code], line[era]]
    except KeyError:
        raise line.fault(f"không có đơn vị mã “{line[code]}” của thời kỳ “{line[era]}”.") from None


def _load_successions(path: Path, units: dict[tuple[str, str], Unit], loaded: Loaded) -> None:
    present = {(row.predecessor_id, row.successor_id): row for row in UnitSuccession.objects.all()}
    for line in read(path):
        old, new = _unit(line, units, "old_code", "old_era"), _unit(line, units, "new_code", "new_era")
        if line["extent"] not in {"whole", "part"}:
            raise line.fault(f"cột extent phải là whole hoặc part, không phải “{line['extent']}”.")
        row = present.get((old.pk, new.pk)) or UnitSuccession(predecessor=old, successor=new)
        wanted = {
            "effective_on": line.day("effective_on"),
            "is_part": line["extent"] == "part",
            "is_default": line["is_default"] == "1",
            "legal_basis": line["legal_basis"],
        }
        if _differs(row, wanted, loaded):
            row.save()


def _load_aliases(path: Path, units: dict[tuple[str, str], Unit], loaded: Loaded) -> None:
    present = {(row.unit_id, row.name): row for row in UnitAlias.objects.all()}
    for line in read(path):
        unit = _unit(line, units, "code", "era")
        row = present.get((unit.pk, line["alias"])) or UnitAlias(unit=unit, name=line["alias"])
        if _differs(row, {"search_key": fold(line["alias"]), "kind": line["kind"]}, loaded):
            row.save()
