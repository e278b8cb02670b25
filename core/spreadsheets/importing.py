"""What every kind of import shares: rows checked one by one, each with what will be done and why not."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from core.errors import ActRefused
from core.spreadsheets.layout import Field, Layout, find_layout, with_mapping
from core.spreadsheets.reading import Book
from core.spreadsheets.table import Record, Skipped, Table, other_sheets, read_table


class Action(StrEnum):
    """What a row would do to the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    ERROR = "error"


ACTION_LABELS = {
    Action.NEW: "Mới",
    Action.CHANGED: "Thay đổi",
    Action.UNCHANGED: "Không đổi",
    Action.DOUBTFUL: "Cần xem lại",
    Action.ERROR: "Lỗi",
}


class NoTable(ActRefused):
    """No sheet of the file has a table of the kind; the message says what was looked for."""


@dataclass(frozen=True)
class Problem:
    """Something about a row; ``level`` is error, doubtful or note, ``where`` the column as people see it."""

    level: str
    text: str
    field: str = ""
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


@dataclass
class Row:
    """A record that was checked: what it says, what is wrong with it, what applying it will do."""

    record: Record
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    change: bool = False
    """Whether an existing row of the register gets something new from it."""
    exists: bool = False
    plan: Any = None

    def say(self, level: str, text: str, name: str = "") -> None:
        """Add a problem, at the column of the field ``name``."""
        column = self.record.columns.get(name)
        where = f"Cột {column.letter} “{column.label}”" if column else ""
        self.problems.append(Problem(level, text, name, where))

    def has(self, level: str) -> bool:
        return any(problem.level == level for problem in self.problems)

    @property
    def action(self) -> Action:
        if self.has("error"):
            return Action.ERROR
        if self.exists and not self.change:
            return Action.UNCHANGED
        if self.has("doubtful"):
            return Action.DOUBTFUL
        return Action.CHANGED if self.exists else Action.NEW

    @property
    def place(self) -> tuple[str, int]:
        return self.record.sheet, self.record.row


@dataclass
class Options:
    """How a file is to be read: the day its units are of, and what a person has chosen about it."""

    as_of: date
    today: date
    name: str = ""
    mapping: Mapping[str, int | None] = field(default_factory=dict)
    sheets: Sequence[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """Answers about texts nobody can be sure of: a unit's name as written → the code of the unit meant."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Trace:
    """What applying wrote, so that it can be undone: keys made, and what changed rows held before."""

    made: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, rows: Iterable[Any]) -> None:
        for row in rows:
            self.made.setdefault(row._meta.label, []).append(row.pk)

    def keep(self, row: Any, before: dict[str, Any], after: dict[str, Any] | None = None) -> None:
        """Remember what a changed row held; a row without a version of its own also what it holds then."""
        entry = {"pk": row.pk, "version": getattr(row, "version", None), "before": _plain(before)}
        if after is not None:
            entry["after"] = _plain(after)
        self.changed.setdefault(row._meta.label, []).append(entry)

    def as_json(self) -> dict[str, Any]:
        """A list, for the order matters: what was made last stands on what was made before."""
        return {"made": [list(one) for one in self.made.items()], "changed": self.changed}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON can carry them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


class Importer(ABC):
    """One kind of import. ``check`` reads the register only; ``apply`` writes through acts, in one transaction."""

    kind: str
    label: str
    fields: Sequence[Field]
    examples: str = ""

    @abstractmethod
    def prepare(self, options: Options) -> None:
        """Read what of the register is needed to understand a file; called first."""

    @abstractmethod
    def heading(self, text: str) -> int:
        """How deep a text lies as the heading of a group; 0 where it is none. See table.read_table."""

    def questions(self) -> list[dict[str, Any]]:
        """Names in the file that nobody can be sure of, each with what a person may choose from."""
        return []

    @abstractmethod
    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        """Every record of the tables with what it would do."""

    def asks_reason(self, rows: Sequence[Row]) -> str:
        """Why writing these rows needs a reason from whoever writes them; empty where it needs none.

        The reason comes back in ``Options.extra`` as "reason", with the number of the decision as "decision_no".
        """
        return ""

    @abstractmethod
    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        """Write the rows given; the caller holds the transaction. Raises ActRefused."""


@dataclass
class Examined:
    """A file as it was understood: the tables, every row, every row that is none."""

    importer: Importer
    layouts: list[Layout]
    rows: list[Row]
    skipped: list[Skipped]
    old_fonts: list[str]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in Action}

    def as_json(self) -> dict[str, Any]:
        """The contract of `import_excel --json`: the first table's header on top, the others under "sheets"."""
        return {
            **_described(self.layouts[0]),
            "kind": self.importer.kind,
            "sheets": [_described(layout) for layout in self.layouts],
            "counts": self.counts,
            "rows": [
                {
                    "sheet": row.record.sheet,
                    "row": row.record.row,
                    "action": str(row.action),
                    "values": row.values,
                    "problems": [str(problem) for problem in row.problems],
                }
                for row in self.rows
            ],
            "skipped": [
                {"sheet": one.sheet, "row": one.row, "reason": one.reason, "text": one.text}
                | ({"last_row": one.last_row} if one.last_row else {})
                for one in self.skipped
            ],
        }


def _described(layout: Layout) -> dict[str, Any]:
    return {
        "sheet": layout.sheet.name,
        "header_row": layout.header_row,
        "header_rows": list(range(layout.header_row, layout.header_end + 1)),
        "mapping": {
            name: {"column": column.letter, "header": column.label}
            for name in layout.mapping
            if (column := layout.column(name)) is not None
        },
        "unused": [{"column": column.letter, "header": column.label} for column in layout.unused],
    }


def examine(importer: Importer, book: Book, options: Options) -> Examined:
    """Read a file as ``importer`` understands it. Raises NoTable where it holds none; writes nothing."""
    importer.prepare(options)
    layouts = _layouts(importer, book, options)
    if not layouts:
        wanted = ", ".join(f"“{one.label}”" for one in importer.fields if one.anchor)
        raise NoTable(
            f"Không tìm thấy bảng {importer.label} trong tệp “{book.name}”: không hàng nào trong 60 hàng đầu "
            f"có tiêu đề cột {wanted}. Hãy kiểm tra hàng tiêu đề."
        )
    tables = [read_table(layout, importer.fields, importer.heading) for layout in layouts]
    rows = importer.check(tables, options)
    used = [layout.sheet.name for layout in layouts]
    skipped = [line for table in tables for line in table.skipped]
    return Examined(
        importer,
        layouts,
        rows,
        [*skipped, *other_sheets(book.sheets, used)],
        sorted({layout.sheet.old_font for layout in layouts} - {""}),
    )


def _layouts(importer: Importer, book: Book, options: Options) -> list[Layout]:
    """The tables to read: in the sheets named, or in all that are seen and hold one nearly as good as the best."""
    found = []
    for sheet in book.sheets:
        if sheet.name in options.sheets or (not options.sheets and not sheet.is_hidden):
            layout = find_layout(sheet, importer.fields)
            if layout is not None:
                found.append(layout)
    if not found:
        return []
    best = max(found, key=lambda layout: (len(layout.mapping), layout.score))
    kept = [layout for layout in found if options.sheets or 2 * len(layout.mapping) > len(best.mapping) + 1]
    return [with_mapping(layout, options.mapping, importer.fields) for layout in kept]


def is_applied(row: Row, accepted: set[tuple[str, int]] | None) -> bool:
    """Whether a row is written: new and changed ones, and the doubtful ones a person accepted."""
    if row.action == Action.DOUBTFUL:
        return accepted is not None and row.place in accepted
    return row.action in {Action.NEW, Action.CHANGED}
