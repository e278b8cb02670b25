"""A score sheet's data file, read into the value that is scored (:class:`regimes.arithmetic.SheetSpec`)."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from regimes.arithmetic import Condition, Criterion, Heading, Note, Option, Part, Rules, Section, SheetSpec
from regimes.domain.reading import BadReferenceData, Fault, Fields, digest, read_yaml

NOTE_PLACES = ("heading", "before", "after")
NOTE_KINDS = ("requirement", "note", "caution", "hint", "condition", "choice")
NOTE_EFFECTS = ("eliminated", "stops")


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet and what the file says about it: source, class, corrections, things left as printed."""

    file: str
    spec: SheetSpec
    product_class: str
    source: str
    fixes: tuple[dict[str, str], ...]
    oddities: tuple[str, ...]
    digest: str


def read_sheet(path: Path, rules: Rules, *, file: str) -> SheetFile:
    """Read one file; raises :class:`BadReferenceData` where a field is missing, wrong or unknown."""
    document = read_yaml(path, file=file)
    return parse_sheet(document, rules, file=file)


def parse_sheet(document: Any, rules: Rules, *, file: str) -> SheetFile:
    """The same from a document already read."""
    faults: list[Fault] = []
    fields = Fields(document, file=file, where="phiếu", faults=faults)
    regime = fields.text("regime")
    if regime and regime != rules.regime:
        fields.fault(f"phiếu ghi quy định {regime}, nhưng nằm trong thư mục của {rules.regime}")
    number = fields.number("number")
    spec = SheetSpec(
        rules=rules,
        number=number,
        name=fields.text("name"),
        title=fields.text("title", ""),
        header=fields.text("header", ""),
        legend=fields.text("legend", ""),
        needs_samples=fields.flag("needs_samples"),
        elimination=fields.texts("elimination"),
        parts=tuple(_part(part) for part in fields.each("parts", "phần")),
    )
    sheet = SheetFile(
        file=file,
        spec=spec,
        product_class=fields.text("product_class"),
        source=fields.text("source"),
        fixes=tuple(_fix(fix) for fix in fields.each("fixes", "chỗ sửa", [])),
        oddities=fields.texts("oddities"),
        # a sheet is scored by its regime's bands: where they change, it is another sheet
        digest=digest({"rules": asdict(rules), "sheet": document}),
    )
    _check_counts(fields, spec)
    fields.done()
    if faults:
        raise BadReferenceData(faults)
    return sheet


def _check_counts(fields: Fields, spec: SheetSpec) -> None:
    """The file's own count of its lines: an option lost in editing shows even where sums still agree."""
    counts = fields.nested("counts")
    if counts is None:
        return
    options = [option for _, criterion in spec.criteria for option in criterion.options]
    found = {
        "criteria": len(spec.criteria),
        "options": len(options),
        "star_marks": sum(option.stars is not None for option in options),
    }
    for key, value in found.items():
        if (written := counts.number(key)) != value:
            counts.fault(f"counts ghi {key} = {written}, nhưng tệp có {value}")
    counts.done()


def _fix(fields: Fields) -> dict[str, str]:
    fix = {key: fields.text(key) for key in ("at", "printed", "read_as", "why")}
    fields.done()
    return fix


def _part(fields: Fields) -> Part:
    part = Part(
        code=fields.text("code"),
        name=fields.text("name"),
        points=fields.number("points"),
        sections=tuple(_section(section) for section in fields.each("sections", "mục")),
    )
    fields.done()
    return part


def _section(fields: Fields) -> Section:
    code, name, points = fields.text("code"), fields.text("name"), fields.number("points")
    if "criteria" not in fields.left:
        # a section without criteria of its own takes the mark itself
        fields.where = f"tiêu chí {code}"
        return Section(code, name, points, (_criterion(fields, code, name, points),))
    criteria: list[Criterion] = []
    for child in fields.each("criteria", "tiêu chí"):
        criteria.extend(_criteria(child))
    fields.done()
    return Section(code, name, points, tuple(criteria))


def _criteria(fields: Fields) -> list[Criterion]:
    """A criterion, or the criteria under a printed heading (6.1 over 6.1.1, 6.1.2 ...)."""
    code, name, points = fields.text("code"), fields.text("name"), fields.number("points")
    if "criteria" not in fields.left:
        return [_criterion(fields, code, name, points)]
    heading = Heading(code, name, points)
    found = [
        _criterion(child, child.text("code"), child.text("name"), child.number("points"), heading)
        for child in fields.each("criteria", "tiêu chí")
    ]
    fields.done()
    return found


def _criterion(
    fields: Fields, code: str, name: str, points: int, heading: Heading | None = None
) -> Criterion:
    condition = fields.nested("applies_if")
    applies_if = None
    if condition is not None:
        applies_if = Condition(condition.text("criterion"), condition.number("min_points"))
        condition.done()
    criterion = Criterion(
        code=code,
        name=name,
        points=points,
        notes=tuple(_note(note, fields.where) for note in fields.each("notes", "ghi chú", [])),
        options=tuple(
            _option(option, number, fields.where)
            for number, option in enumerate(fields.each("options", "lựa chọn"), 1)
        ),
        applies_if=applies_if,
        heading=heading,
    )
    fields.done()
    return criterion


def _note(fields: Fields, where: str) -> Note:
    fields.where = f"{where}, {fields.where}"
    note = Note(
        place=fields.choice("place", NOTE_PLACES),
        kind=fields.choice("kind", NOTE_KINDS),
        text=fields.text("text"),
        effect=fields.choice("effect", NOTE_EFFECTS, ""),
    )
    fields.done()
    return note


def _option(fields: Fields, number: int, where: str) -> Option:
    fields.where = f"{where}, lựa chọn {number}"
    option = Option(
        number=number,
        points=fields.number("points"),
        text=fields.text("text"),
        stars=fields.number("stars", None),
        case=fields.text("case", ""),
        synthetic=fields.flag("synthetic", False),
    )
    fields.done()
    return option
