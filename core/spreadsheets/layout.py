"""Where a sheet's table begins, and which column holds what: found by the words of its header."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils import get_column_letter

from core.spreadsheets.reading import Sheet
from core.text import fold

LOOK_AT = 60
"""A header lies in the first rows."""
DEEPEST = 3
LONGEST_LABEL = 90
NUMBERING = "stt"
_NUMBERING = re.compile(r"^(stt|s t t|tt|so tt|so thu tu|thu tu|no)$")


@dataclass(frozen=True)
class Field:
    """A column that a kind of import looks for.

    ``words`` are whole labels without marks, ``pattern`` is searched in a label, ``never`` rules one out.
    ``anchor`` marks what a data row cannot be without; ``of_owner`` what stands once over several rows.
    """

    name: str
    label: str
    words: tuple[str, ...] = ()
    pattern: str = ""
    never: str = ""
    anchor: bool = False
    of_owner: bool = False

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None

    @cached_property
    def _never(self) -> re.Pattern[str] | None:
        return re.compile(self.never) if self.never else None

    def likeness(self, leaf: str, path: str) -> int:
        """How well a header fits: its own words count more than those above it; 0 for not at all."""
        if self._never and self._never.search(path):
            return 0
        if path in self.words:
            return 9
        if leaf in self.words:
            return 8
        if self._pattern and self._pattern.search(leaf):
            return 6
        if self._pattern and self._pattern.search(path):
            return 4
        return 0


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its place from 0, the words of its header."""

    index: int
    label: str
    is_hidden: bool = False

    @property
    def letter(self) -> str:
        return get_column_letter(self.index + 1)


@dataclass
class Layout:
    """A recognised table: the rows of its header, its columns, and which field is read from which."""

    sheet: Sheet
    header_row: int
    header_end: int
    columns: list[Column]
    mapping: dict[str, int]
    score: int = 0
    numbering: int | None = None
    unused: list[Column] = field(default_factory=list)

    def column(self, name: str) -> Column | None:
        """The column a field is read from."""
        index = self.mapping.get(name)
        return next((column for column in self.columns if column.index == index), None)

    def signature(self) -> str:
        """What makes two headers the same: an office's next file of the kind is mapped like the last."""
        return "|".join(fold(column.label) for column in self.columns)


def find_layout(sheet: Sheet, fields: Sequence[Field]) -> Layout | None:
    """The table that fits ``fields`` best, or None where nothing looks like its header."""
    best: Layout | None = None
    merged = _covers(sheet)
    for top in range(1, min(len(sheet.rows), LOOK_AT) + 1):
        if not any(isinstance(cell, str) for cell in sheet.rows[top - 1]):
            continue
        for depth in range(1, DEEPEST + 1):
            if top + depth - 1 > len(sheet.rows) or not _may_head(sheet, top + depth - 1):
                break
            found = _layout(sheet, fields, top, top + depth - 1, merged)
            if found is not None and (best is None or found.score > best.score):
                best = found
    return best


def with_mapping(layout: Layout, mapping: Mapping[str, int | None], fields: Collection[Field]) -> Layout:
    """The layout with the columns a person has chosen for some fields (None: not in this file)."""
    known, places = {one.name for one in fields}, {column.index for column in layout.columns}
    chosen = dict(layout.mapping)
    for name, index in mapping.items():
        if name in known and index is None:
            chosen.pop(name, None)
        elif name in known and index in places:
            chosen = {other: place for other, place in chosen.items() if place != index} | {name: index}
    used = set(chosen.values())
    unused = [column for column in layout.columns if column.index not in used]
    return Layout(
        sheet=layout.sheet,
        header_row=layout.header_row,
        header_end=layout.header_end,
        columns=layout.columns,
        mapping=chosen,
        score=layout.score,
        numbering=layout.numbering,
        unused=[column for column in unused if column.index != layout.numbering],
    )


def _may_head(sheet: Sheet, row: int) -> bool:
    """Whether a row can be part of a header: words, and at most a few numbers."""
    cells = [cell for cell in sheet.rows[row - 1] if cell is not None]
    return not cells or sum(isinstance(cell, str) for cell in cells) * 2 > len(cells)


def _covers(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell under a merged area in the first rows, the cell its text stands in."""
    covers = {}
    for top, left, bottom, right in sheet.merged:
        if top <= LOOK_AT + DEEPEST and right - left < 100:
            for row in range(top, min(bottom, LOOK_AT + DEEPEST) + 1):
                for column in range(left, right + 1):
                    covers[row, column] = (top, left)
    return covers


def _layout(
    sheet: Sheet,
    fields: Sequence[Field],
    top: int,
    end: int,
    merged: dict[tuple[int, int], tuple[int, int]],
) -> Layout | None:
    paths = _paths(sheet, top, end, merged)
    if len(paths) < 2 or any(len(leaf) > LONGEST_LABEL for leaf, _, _ in paths.values()):
        return None
    if end > top and _is_title(sheet, top, min(paths)):
        return None
    columns = [Column(index, label, index in sheet.hidden_columns) for index, (_, _, label) in paths.items()]
    numbering = next((index for index, (leaf, _, _) in paths.items() if _NUMBERING.match(leaf)), None)
    mapping, score = _mapped(fields, paths, sheet.hidden_columns, numbering)
    if not any(one.anchor and one.name in mapping for one in fields) or len(mapping) < 2:
        return None
    # a row of the table itself must not be taken for the lower part of the header
    plain = sum(1 for index in paths if index not in mapping.values() and index != numbering)
    score += (3 if numbering is not None else 0) - 2 * (end - top) - plain
    used = set(mapping.values())
    unused = [column for column in columns if column.index not in used and column.index != numbering]
    return Layout(sheet, top, end, columns, mapping, score, numbering, unused)


def _is_title(sheet: Sheet, row: int, first: int) -> bool:
    """Whether one text stands alone above all columns: a title, whose words say nothing of any column."""
    written = [place for place, cell in enumerate(sheet.rows[row - 1]) if cell is not None]
    return len(written) == 1 and written[0] <= first


def _paths(
    sheet: Sheet, top: int, end: int, merged: dict[tuple[int, int], tuple[int, int]]
) -> dict[int, tuple[str, str, str]]:
    """For each column with a header its own words, those with what stands above, and the label as written."""
    width = max((len(row) for row in sheet.rows[top - 1 : end]), default=0)
    above: list[str] = [""] * (end - top + 1)
    found = {}
    for column in range(width):
        texts: list[str] = []
        for depth, row in enumerate(range(top, end + 1)):
            place = merged.get((row, column))
            if place is not None and place[0] < top:
                return {}  # the middle of something merged with what is above is no header's beginning
            source = place or (row, column)
            cells = sheet.rows[source[0] - 1]
            cell = cells[source[1]] if source[1] < len(cells) else None
            text = cell if isinstance(cell, str) else ("" if cell is None else str(cell))
            if place is None and not text and depth < end - top and _stands_under(sheet, row, end, column):
                text = above[depth]
            above[depth] = text
            if text and text not in texts:
                texts.append(text)
        if texts:
            found[column] = (fold(texts[-1]), fold(" ".join(texts)), " / ".join(texts))
    return found


def _stands_under(sheet: Sheet, row: int, end: int, column: int) -> bool:
    """Whether an unmerged empty cell belongs to the heading left of it: both have something below."""

    def below(place: int) -> bool:
        rows = sheet.rows[row:end]
        return any(0 <= place < len(cells) and cells[place] is not None for cells in rows)

    return below(column) and below(column - 1)


def _mapped(
    fields: Sequence[Field],
    paths: dict[int, tuple[str, str, str]],
    hidden: Collection[int],
    numbering: int | None,
) -> tuple[dict[str, int], int]:
    """Each field with the column that fits best, every column used once; and how well all fit."""
    offers = []
    for place, one in enumerate(fields):
        for index, (leaf, path, _) in paths.items():
            likeness = one.likeness(leaf, path)
            if likeness and index != numbering:
                offers.append((-likeness, index in hidden, place, index, one.name))
    mapping: dict[str, int] = {}
    score = 0
    for likeness, _, _, index, name in sorted(offers):
        if name not in mapping and index not in mapping.values():
            mapping[name] = index
            score -= likeness
    return mapping, score
