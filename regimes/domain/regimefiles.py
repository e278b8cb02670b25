"""The regimes of the law, their product classes and dossier papers, read from ``regimes/data``.

Nothing here touches a database: ``score_sheet`` works on these values alone, and the loader writes
them down.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from regimes.arithmetic import Band, Rules, SheetSpec
from regimes.domain.checking import check_rules, check_set
from regimes.domain.reading import BadReferenceData, Fault, Fields, read_yaml
from regimes.domain.sheetfiles import SheetFile, read_sheet

DATA = Path(__file__).resolve().parent.parent / "data"
LEVELS = ("district", "city", "central")
KINDS = ("first", "upgrade", "reevaluation")
GROUPS = ("form", "evidence", "commune", "sample", "city")
PERIODS = (
    "commune_review_working_days",
    "reevaluation_opens_days",
    "reevaluation_closes_days",
    "reevaluation_decided_days",
    "transitional_extension_days",
    "withdrawal_days",
)


@dataclass(frozen=True, slots=True)
class LevelEntry:
    level: str
    authority: str
    recognises: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class DeadlineEntry:
    """Dossiers proposed before one day and month are evaluated before another."""

    level: str
    sequence: int
    proposed_before: tuple[int, int]
    evaluated_before: tuple[int, int]


@dataclass(frozen=True, slots=True)
class MissingSheet:
    number: int
    name: str
    product_class: str
    why: str


@dataclass(frozen=True, slots=True)
class RegimeFile:
    """One regime: its dates, numbers and levels, and which of its sheets the project holds."""

    code: str
    title: str
    issued_on: date
    valid_from: date
    closed_to_new_from: date | None
    valid_to: date | None
    amends: str
    rules: Rules
    meanings: dict[int, str]
    certificate_months: int
    sample_products: int
    periods: dict[str, int | None]
    levels: tuple[LevelEntry, ...]
    deadlines: tuple[DeadlineEntry, ...]
    finish_by: dict[str, date]
    source: str
    notes: tuple[str, ...]
    directory: str
    expected_sheets: int
    missing: tuple[MissingSheet, ...]
    missing_all: str


@dataclass(frozen=True, slots=True)
class ClassEntry:
    regime: str
    code: str
    depth: int
    parent: str
    name: str
    agencies: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A paper of a dossier; ``proves`` names criteria as printed, to be looked up sheet by sheet."""

    code: str
    group: str
    name: str
    requirement: str
    mandatory: tuple[str, ...]
    has_expiry: bool
    proves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in ``regimes/data``, read and checked."""

    regimes: tuple[RegimeFile, ...]
    sheets: dict[str, tuple[SheetFile, ...]]
    classes: dict[str, tuple[ClassEntry, ...]]
    documents: dict[str, tuple[DocumentEntry, ...]]


def read_library(data: Path = DATA) -> Library:
    """Read all of it; raises :class:`BadReferenceData` with every fault of every file."""
    faults: list[Fault] = []
    regimes = read_regimes(data)
    sheets = {regime.code: _sheets(data, regime, faults) for regime in regimes}
    classes = _by_regime(data, "classification-*.yaml", _classes, faults)
    documents = _by_regime(data, "documents-*.yaml", _documents, faults)
    codes = {regime.code for regime in regimes}
    for file_codes, label in ((classes, "classification"), (documents, "documents")):
        faults.extend(
            Fault(f"{label}-*.yaml", code, "quy định này không có trong regimes.yaml")
            for code in file_codes.keys() - codes
        )
    library = Library(
        regimes, sheets, {c: classes.get(c, ()) for c in codes}, {c: documents.get(c, ()) for c in codes}
    )
    if not faults:
        # names that point nowhere only say something where every file could be read
        faults.extend(_class_faults(library))
    if faults:
        raise BadReferenceData(faults)
    return library


def sheet_spec(regime: RegimeFile, number: int, data: Path = DATA) -> SheetSpec | None:
    """One sheet, read and checked, or None where the project does not hold it."""
    path = _sheet_paths(data, regime).get(number)
    if path is None:
        return None
    sheet = _checked_sheet(path, regime, f"{regime.directory}/{path.name}")
    return sheet.spec


def read_regimes(data: Path = DATA) -> tuple[RegimeFile, ...]:
    """The entries of ``regimes.yaml`` in the file's order, checked."""
    file = "regimes.yaml"
    document = read_yaml(data / file, file=file)
    faults: list[Fault] = []
    top = Fields({"regimes": document}, file=file, where="cả tệp", faults=faults)
    regimes = tuple(_regime(fields) for fields in top.each("regimes", "quy định"))
    for code, times in Counter(regime.code for regime in regimes).items():
        if times > 1:
            faults.append(Fault(file, f"quy định {code}", f"ghi {times} lần"))
    for regime in regimes:
        faults.extend(check_rules(regime.rules, file=file))
    if faults:
        raise BadReferenceData(faults)
    return regimes


def _regime(fields: Fields) -> RegimeFile:
    code = fields.text("code")
    bands, meanings = _bands(fields)
    sets = fields.nested("sets") or Fields({}, file=fields.file, where=fields.where, faults=fields.faults)
    regime = RegimeFile(
        code=code,
        title=fields.text("title"),
        issued_on=fields.day("issued_on"),
        valid_from=fields.day("valid_from"),
        closed_to_new_from=fields.day("closed_to_new_from", None),
        valid_to=fields.day("valid_to", None),
        amends=fields.text("amends", ""),
        rules=Rules(code, _part_points(fields), bands),
        meanings=meanings,
        certificate_months=fields.number("certificate_months"),
        sample_products=fields.number("sample_products"),
        periods={key: fields.number(key, None) for key in PERIODS},
        levels=tuple(_level(level) for level in fields.each("levels", "cấp")),
        deadlines=tuple(_deadline(deadline) for deadline in fields.each("deadlines", "đợt")),
        finish_by=_finish_by(fields),
        source=fields.text("source"),
        notes=fields.texts("notes"),
        directory=sets.text("directory", ""),
        expected_sheets=sets.number("expected"),
        missing=tuple(_missing(entry) for entry in sets.each("missing", "phiếu", [])),
        missing_all=sets.text("missing_all", ""),
    )
    sets.done()
    fields.done()
    return regime


def _part_points(fields: Fields) -> tuple[tuple[str, int], ...]:
    parts = fields.nested("part_points")
    if parts is None:
        fields.fault("thiếu part_points")
        return ()
    points = tuple((code, parts.number(code)) for code in list(parts.left))
    parts.done()
    return points


def _bands(fields: Fields) -> tuple[tuple[Band, ...], dict[int, str]]:
    bands, meanings = [], {}
    for entry in fields.each("bands", "khung điểm"):
        band = Band(entry.number("stars"), entry.number("min_points"), entry.flag("recognised"))
        meanings[band.stars] = entry.text("meaning", "")
        bands.append(band)
        entry.done()
    return tuple(bands), meanings


def _level(fields: Fields) -> LevelEntry:
    level, authority = fields.choice("level", LEVELS), fields.text("authority")
    stars = fields.numbers("recognises", 2)
    fields.done()
    return LevelEntry(level, authority, (stars[0], stars[1]) if stars else None)


def _deadline(fields: Fields) -> DeadlineEntry:
    entry = DeadlineEntry(
        level=fields.choice("level", LEVELS),
        sequence=fields.number("sequence"),
        proposed_before=_day_and_month(fields, "proposed_before"),
        evaluated_before=_day_and_month(fields, "evaluated_before"),
    )
    fields.done()
    return entry


def _day_and_month(fields: Fields, key: str) -> tuple[int, int]:
    text = fields.text(key)
    try:
        day, month = (int(part) for part in text.split("/"))
        date(2024, month, day)
    except ValueError:
        fields.fault(f"{key} phải là ngày/tháng, không phải {text!r}")
        return 1, 1
    return day, month


def _finish_by(fields: Fields) -> dict[str, date]:
    kinds = fields.nested("finish_by")
    if kinds is None:
        return {}
    days = {kind: kinds.day(kind) for kind in KINDS if kind in kinds.left}
    kinds.done()
    return days


def _missing(fields: Fields) -> MissingSheet:
    entry = MissingSheet(
        fields.number("number"), fields.text("name"), fields.text("product_class"), fields.text("why")
    )
    fields.done()
    return entry


def _sheet_paths(data: Path, regime: RegimeFile) -> dict[int, Path]:
    """The sheet files of a regime by the number their name begins with."""
    if not regime.directory:
        return {}
    paths = sorted((data / regime.directory).glob("[0-9][0-9]-*.yaml"))
    return {int(path.name[:2]): path for path in paths}


def _checked_sheet(path: Path, regime: RegimeFile, file: str) -> SheetFile:
    sheet = read_sheet(path, regime.rules, file=file)
    faults = check_set(sheet.spec, file=file)
    if sheet.spec.number != int(path.name[:2]):
        faults.append(Fault(file, "phiếu", f"number là {sheet.spec.number}, tên tệp ghi {path.name[:2]}"))
    if faults:
        raise BadReferenceData(faults)
    return sheet


def _sheets(data: Path, regime: RegimeFile, faults: list[Fault]) -> tuple[SheetFile, ...]:
    sheets, paths = [], _sheet_paths(data, regime)
    for path in paths.values():
        try:
            sheets.append(_checked_sheet(path, regime, f"{regime.directory}/{path.name}"))
        except BadReferenceData as error:
            faults.extend(error.faults)
    where = f"quy định {regime.code}"
    missing = [entry.number for entry in regime.missing]
    if regime.missing_all:
        if paths or missing:
            faults.append(Fault("regimes.yaml", where, "missing_all chỉ dùng khi chưa có phiếu nào"))
    elif sorted([*paths, *missing]) != list(range(1, regime.expected_sheets + 1)):
        faults.append(
            Fault(
                "regimes.yaml",
                where,
                f"các tệp phiếu và danh sách missing phải gồm mỗi số từ 1 đến {regime.expected_sheets} một lần",
            )
        )
    return tuple(sheets)


def _by_regime(data: Path, pattern: str, read: Any, faults: list[Fault]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for path in sorted(data.glob(pattern)):
        try:
            document = read_yaml(path, file=path.name)
        except BadReferenceData as error:
            faults.extend(error.faults)
            continue
        fields = Fields(document, file=path.name, where="cả tệp", faults=faults)
        found.update(read(fields))
        fields.done()
    return found


def _classes(fields: Fields) -> Iterator[tuple[str, tuple[ClassEntry, ...]]]:
    regime = fields.text("regime")
    fields.text("source")
    fields.text("footnote", "")
    entries = []
    for entry in fields.each("classes", "phân loại"):
        code = entry.text("code")
        entries.append(
            ClassEntry(
                regime=regime,
                code=code,
                depth=entry.number("depth"),
                parent=code.rpartition(".")[0],
                name=entry.text("name"),
                agencies="; ".join(entry.texts("agencies")),
            )
        )
        if code.count(".") + 1 != entries[-1].depth:
            entry.fault(f"mã {code} không hợp với bậc {entries[-1].depth}")
        entry.done()
    yield regime, tuple(entries)


def _documents(fields: Fields) -> Iterator[tuple[str, tuple[DocumentEntry, ...]]]:
    regimes = fields.texts("regimes")
    fields.text("source")
    entries = []
    for entry in fields.each("documents", "giấy tờ"):
        entries.append(
            DocumentEntry(
                code=entry.text("code"),
                group=entry.choice("group", GROUPS),
                name=entry.text("name"),
                requirement=entry.text("requirement", ""),
                mandatory=entry.texts("mandatory"),
                has_expiry=entry.flag("has_expiry", False),
                proves=entry.texts("proves"),
            )
        )
        for kind in set(entries[-1].mandatory) - set(KINDS):
            entry.fault(f"mandatory có loại hồ sơ lạ {kind!r}")
        entry.done()
    for regime in regimes:
        yield regime, tuple(entries)


def _class_faults(library: Library) -> Iterator[Fault]:
    """Codes that point nowhere: a class without its parent, a sheet without its class, a name nobody has."""
    for regime in library.regimes:
        classes = {entry.code for entry in library.classes[regime.code]}
        sheets = library.sheets[regime.code]
        for entry in library.classes[regime.code]:
            if entry.parent and entry.parent not in classes:
                yield Fault("classification-*.yaml", entry.code, f"không có phân loại {entry.parent} ở trên")
        places = [(sheet.file, sheet.product_class) for sheet in sheets]
        places += [("regimes.yaml", entry.product_class) for entry in regime.missing]
        for file, code in places:
            if code not in classes:
                yield Fault(file, "phiếu", f"không có phân loại {code} trong {regime.code}")
        names = {criterion.name for sheet in sheets for _, criterion in sheet.spec.criteria}
        for document in library.documents[regime.code]:
            for name in document.proves:
                if sheets and name not in names:
                    yield Fault(
                        "documents-*.yaml", document.code, f"không phiếu nào có tiêu chí tên {name!r}"
                    )
