"""The rows under a header, each one explained: data, heading of a group, or skipped and why."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.spreadsheets.layout import Column, Field, Layout
from core.spreadsheets.values import is_nothing, read_text
from core.text import fold

_TOTAL = re.compile(r"^(?:tong|cong)\b(?! ty)(?!.{0,4}cong ty)")
_MARKED_TOTAL = re.compile(r"^\W*(?:tổng|cộng)(?!\w)", re.IGNORECASE)
_FOOT = re.compile(
    r"^(nguoi lap|lap bieu|nguoi tong hop|thu truong|ke toan|ky ten|noi nhan|xac nhan|ghi chu|luu y|chu thich|"
    r"tm |tl |kt |"
    r"chu tich|pho chu tich|giam doc|pho giam doc|chanh van phong|truong phong|pho truong phong|"
    r"(can tho|hau giang|soc trang)?\s*ngay (\d+ )?thang|danh sach (nay )?co|\d+ san pham)"
)
_ORDINAL = re.compile(
    r"^\(?(?=[ivxlcdm]+\b)[ivxlcdm]+[.)]?$|^\(?[a-hk-z][.)]?$|^[ivxlcdm]+\s*\.\s*\d+[.)]?$", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:[IVXLC]+|[A-H]|\d{1,2})\s*[.)\-:/]\s*(?=\D)")
_COLUMN_NUMBER = re.compile(r"^[\[(]?(\d{1,2}|[A-Z])[\])]?(\s*[=+x(].*)?$")


@dataclass
class Record:
    """One row of data: cells by field, the groups it stands under, and what was taken from above."""

    sheet: str
    row: int
    cells: dict[str, Any]
    groups: tuple[str, ...] = ()
    number: Any = None
    carried: frozenset[str] = frozenset()
    """Fields whose empty cell was read as the one above it, without the cells being merged."""
    hidden: bool = False
    faults: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Skipped:
    """A row that is no data, and why."""

    sheet: str
    row: int | None
    reason: str
    text: str = ""
    last_row: int | None = None


@dataclass
class Table:
    """What a sheet's table holds."""

    layout: Layout
    records: list[Record]
    skipped: list[Skipped]
    titles: list[str]
    """The lines above the header: they may name the year, the class, the decision."""


def read_table(layout: Layout, fields: Sequence[Field], heading: Callable[[str], int]) -> Table:
    """Every row of the sheet, either as a record or as skipped with its reason.

    ``heading`` knows the words of group rows: 0 for a text that is none, else how deep it lies.
    """
    return _Reader(layout, fields, heading).read()


class _Reader:
    """Walks down one sheet and remembers what stands over the rows."""

    def __init__(self, layout: Layout, fields: Sequence[Field], heading: Callable[[str], int]) -> None:
        self.heading = heading
        self.layout, self.sheet = layout, layout.sheet
        self.columns = {name: column for name in layout.mapping if (column := layout.column(name))}
        self.headings = [
            (column.index, {fold(part) for part in column.label.split(" / ")})
            for column in self.columns.values()
        ]
        self.anchors = [one.name for one in fields if one.anchor and one.name in layout.mapping]
        self.owned = [one.name for one in fields if one.of_owner and one.name in layout.mapping]
        self.groups: list[tuple[int, str]] = []
        self.before: dict[str, Any] = {}
        self.records: list[Record] = []
        self.skipped: list[Skipped] = []
        self.down, self.across = self._merges()

    def _merges(self) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, int]]:
        """Cells under a cell merged downwards; and for each row the width of its widest merged cell."""
        down, across = {}, {}
        for top, left, bottom, right in self.sheet.merged:
            if top <= self.layout.header_end:
                continue
            across[top] = max(across.get(top, 0), right - left + 1)
            for row in range(top + 1, min(bottom, len(self.sheet.rows)) + 1):
                for column in range(left, min(right, left + 50) + 1):
                    down[row, column] = (top, left)
        return down, across

    def read(self) -> Table:
        head = [
            Skipped(self.sheet.name, number, "hàng trên tiêu đề bảng", _text_of(cells))
            for number, cells in enumerate(self.sheet.rows[: self.layout.header_row - 1], start=1)
            if _text_of(cells)
        ]
        head += [
            Skipped(self.sheet.name, number, "hàng tiêu đề của bảng", _text_of(self.sheet.rows[number - 1]))
            for number in range(self.layout.header_row, self.layout.header_end + 1)
        ]
        last = self._last_data_row()
        for number in range(self.layout.header_end + 1, len(self.sheet.rows) + 1):
            self._row(number, self.sheet.rows[number - 1], after_end=number > last)
        titles = [line.text for line in head if line.reason == "hàng trên tiêu đề bảng"]
        return Table(self.layout, self.records, head + _joined(self.skipped), titles)

    def _last_data_row(self) -> int:
        for number in range(len(self.sheet.rows), self.layout.header_end, -1):
            cells = self._cells(number, self.sheet.rows[number - 1])
            filled = [name for name, cell in cells.items() if not is_nothing(cell)]
            if any(name in self.anchors for name in filled) and len(filled) > 1 and not self._is_total(cells):
                return number
        return self.layout.header_end

    def _cells(self, number: int, row: list[Any]) -> dict[str, Any]:
        """The cells of the mapped columns; merged downwards, the text of the cell above."""
        return {name: self._cell(number, row, column.index) for name, column in self.columns.items()}

    def _cell(self, number: int, row: list[Any], index: int) -> Any:
        cell = row[index] if index < len(row) else None
        if cell is None and (source := self.down.get((number, index))):
            above = self.sheet.rows[source[0] - 1]
            cell = above[source[1]] if source[1] < len(above) else None
        return (
            None
            if isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "A"))
            else cell
        )

    def _row(self, number: int, row: list[Any], *, after_end: bool) -> None:
        text = _text_of(row)
        if not text:
            self._skip(number, "hàng trống", "")
        elif self._is_repeated_header(row):
            self._skip(number, "hàng tiêu đề lặp lại", text)
        elif not self.records and self._numbers_columns(row):
            self._skip(number, "hàng đánh số cột", text)
        elif group := self._group_of(number, row):
            self._skip(number, f"hàng nhóm “{group}”, áp dụng cho các hàng bên dưới", text)
        else:
            self._data_or_foot(number, row, text, after_end)

    def _data_or_foot(self, number: int, row: list[Any], text: str, after_end: bool) -> None:
        cells = self._cells(number, row)
        if self._is_total(cells) or (not self._is_counted(row) and _sums_up(text)):
            self._skip(number, "hàng cộng", text)
        elif (after_end and not self._is_counted(row)) or self._is_foot(cells, row):
            self._skip(number, "phần ký, ghi chú cuối bảng", text)
        elif not self._is_counted(row) and not any(not is_nothing(cells[name]) for name in self.columns):
            self._skip(number, "không có dữ liệu ở các cột đã nhận ra", text)
        else:
            self.records.append(self._record(number, row, cells))

    def _record(self, number: int, row: list[Any], cells: dict[str, Any]) -> Record:
        carried = frozenset()
        owner = [name for name in self.owned if not is_nothing(cells[name])]
        anchored = any(not is_nothing(cells[name]) for name in self.anchors if name not in self.owned)
        if self.owned and not owner and anchored and self.before and not self._has_owner_group():
            carried = frozenset(name for name in self.owned if not is_nothing(self.before.get(name)))
            cells |= {name: self.before[name] for name in carried}
        elif owner:
            self.before = {name: cells[name] for name in self.owned}
        faults = {
            name: fault
            for name, column in self.columns.items()
            if (fault := self.sheet.faults.get((number, column.index))) and is_nothing(cells[name])
        }
        numbering = self.layout.numbering
        return Record(
            sheet=self.sheet.name,
            row=number,
            cells=cells,
            groups=tuple(text for _, text in self.groups),
            number=self._cell(number, row, numbering) if numbering is not None else None,
            carried=carried,
            hidden=number in self.sheet.hidden_rows,
            faults=faults,
            columns=self.columns,
        )

    def _has_owner_group(self) -> bool:
        """Whether a group was begun since the last row that names its owner."""
        last = self.records[-1] if self.records else None
        return last is None or last.groups != tuple(text for _, text in self.groups)

    def _skip(self, number: int, reason: str, text: str) -> None:
        self.skipped.append(Skipped(self.sheet.name, number, reason, text))

    def _is_counted(self, row: list[Any]) -> bool:
        """Whether the row has a number of its own in the numbering column."""
        numbering = self.layout.numbering
        if numbering is None or numbering >= len(row):
            return False
        cell = row[numbering]
        return isinstance(cell, int) or (isinstance(cell, str) and bool(re.fullmatch(r"\d+[.)]?", cell)))

    def _is_repeated_header(self, row: list[Any]) -> bool:
        """A header printed again on the next page."""
        filled = [
            (row[index], words)
            for index, words in self.headings
            if index < len(row) and row[index] is not None
        ]
        return len(filled) > 1 and all(fold(read_text(cell)) in words for cell, words in filled)

    def _numbers_columns(self, row: list[Any]) -> bool:
        """The row 1, 2, 3 … (or (1), A, 5=3+4) under the header."""
        cells = [read_text(cell) for cell in row if cell is not None]
        return len(cells) > 2 and all(_COLUMN_NUMBER.match(cell) for cell in cells) and len(set(cells)) > 2

    def _is_total(self, cells: dict[str, Any]) -> bool:
        texts = [cell for name, cell in cells.items() if name in self.anchors and isinstance(cell, str)]
        others = [name for name, cell in cells.items() if name not in self.anchors and isinstance(cell, str)]
        return bool(texts) and all(_sums_up(text) for text in texts) and not others

    def _is_foot(self, cells: dict[str, Any], row: list[Any]) -> bool:
        """A line of signatures or notes between or after the rows."""
        texts = [cell for cell in row if isinstance(cell, str)]
        return (
            bool(texts)
            and not self._is_counted(row)
            and all(
                is_nothing(cells[name]) or _FOOT.match(fold(read_text(cells[name]))) for name in self.anchors
            )
            and any(_FOOT.match(fold(text)) for text in texts)
        )

    def _group_of(self, number: int, row: list[Any]) -> str:
        """The heading this row is, remembered for the rows below; empty for other rows."""
        numbering = self.layout.numbering
        mark = row[numbering] if numbering is not None and numbering < len(row) else None
        texts = [
            (index, cell)
            for index, cell in enumerate(row)
            if isinstance(cell, str) and index != numbering and not is_nothing(cell)
        ]
        if (
            not texts
            and isinstance(mark, str)
            and not _is_ordinal(mark)
            and not re.fullmatch(r"\d+[.)]?", mark)
        ):
            texts = [(numbering or 0, mark)]  # a heading typed or merged from the first column on
            mark = None
        if len(texts) != 1:
            return ""
        _, text = texts[0]
        merged_below = any((number, column.index) in self.down for column in self.columns.values())
        if _sums_up(text) or _FOOT.match(fold(text)) or len(text) > 200 or merged_below:
            return ""
        ordinal = isinstance(mark, str) and _is_ordinal(mark)
        leading = bool(_LEADING.match(text))
        bare = _LEADING.sub("", text).strip(" :.-") or text
        named = self.heading(bare)
        wide = self.across.get(number, 0) > 1
        counted = self._is_counted(row)
        if counted and not (named and sum(cell is not None for cell in row) <= 3):
            return ""
        if not (ordinal or wide or (named and (leading or counted or self._only_text(row)))):
            return ""
        level = _level(
            read_text(mark) if ordinal or counted else text, ordinal or leading or counted
        ) or 4 + (named or 9)
        self.groups = [(other, name) for other, name in self.groups if other < level]
        self.groups.append((level, bare))
        return bare

    @staticmethod
    def _only_text(row: list[Any]) -> bool:
        """One text and nothing else but perhaps the count of the rows below it."""
        return sum(cell is not None for cell in row) <= 2


def _sums_up(text: str) -> bool:
    """Whether a text begins a line of sums: "Tổng cộng", "Cộng quận …"; never "Công ty" or "Tổng hợp"."""
    folded = fold(text)
    if not _TOTAL.match(folded) or folded.startswith(("tong hop", "tong cong ty")):
        return False
    return folded.startswith("tong") or bool(_MARKED_TOTAL.match(text)) or folded in {"cong", "cong chung"}


def _is_ordinal(text: str) -> bool:
    return bool(_ORDINAL.match(text.strip()))


def _level(mark: str, is_marked: bool) -> int:
    """How deep a marked heading lies: A before I before I.1 before the rest; 0 for one without a mark."""
    if not is_marked:
        return 0
    first = mark.strip().lstrip("(")
    if re.match(r"[IVXLC]+\s*\.\s*\d", first):
        return 3
    if re.match(r"[IVXLC]+\b", first):
        return 2
    if re.match(r"[A-H]\b", first):
        return 1
    return 4


def _text_of(cells: list[Any]) -> str:
    return " | ".join(read_text(cell) for cell in cells if cell is not None)[:300]


def _joined(skipped: list[Skipped]) -> list[Skipped]:
    """Runs of empty rows as one line."""
    made: list[Skipped] = []
    for line in skipped:
        last = made[-1] if made else None
        if last and not line.text and not last.text and line.row == (last.last_row or last.row or 0) + 1:
            made[-1] = Skipped(last.sheet, last.row, last.reason, "", line.row)
        else:
            made.append(line)
    return made


def other_sheets(sheets: Collection[Any], used: Collection[str]) -> Iterator[Skipped]:
    """The sheets nothing was read from, each with why."""
    for sheet in sheets:
        if sheet.name in used:
            continue
        if not sheet.rows:
            why = "trang tính trống"
        elif sheet.is_hidden:
            why = "trang tính đang ẩn"
        else:
            why = "không có bảng với các cột cần thiết"
        yield Skipped(sheet.name, None, why)
