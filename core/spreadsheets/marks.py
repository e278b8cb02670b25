"""What a workbook's cells do not say by themselves: hidden rows and columns, errors, formulas without result."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROW = re.compile(rb"<row\b[^>]*>")
_COLUMN = re.compile(rb"<col\b[^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_RANGE = re.compile(rb'\b(min|max)="(\d+)"')
_ERROR = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f\b.*?</f>|<f\b[^>]*/>)?<v>([^<]*)</v>'
)
_NO_RESULT = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
NO_RESULT = "công thức chưa có kết quả"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass
class Marks:
    """Rows from 1, columns from 0; ``merged`` only where the reader of cells does not know it."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def marks_of(content: bytes) -> dict[int, Marks]:
    """The marks of each sheet by its place; nothing where the format is not known."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        try:
            if "xl/workbook.xml" in names:
                paths = _sheet_paths(archive)
                return {
                    index: _of_xml(archive.read(path)) for index, path in enumerate(paths) if path in names
                }
            if "content.xml" in names:
                return _of_open_document(archive.read("content.xml"))
        except (ElementTree.ParseError, KeyError):
            return {}
    return {}


def column_number(letters: str) -> int:
    """ "A" → 0, "AB" → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_paths(archive: zipfile.ZipFile) -> list[str]:
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (size checked)
    }
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    sheets = [node for node in book.iter() if node.tag.rpartition("}")[2] == "sheet"]
    targets = [links.get(node.get(_RELATION), "") for node in sheets]
    return [
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        for target in targets
    ]


def _of_xml(data: bytes) -> Marks:
    marks = Marks()
    for tag in _ROW.findall(data):
        if _HIDDEN.search(tag) and (number := _NUMBER.search(tag)):
            marks.hidden_rows.add(int(number[1]))
    for tag in _COLUMN.findall(data):
        if _HIDDEN.search(tag):
            ends = {name: int(value) for name, value in _RANGE.findall(tag)}
            last = min(ends.get(b"max", 0), 1000)
            marks.hidden_columns |= set(range(ends.get(b"min", 1) - 1, last))
    for letters, row, error in _ERROR.findall(data):
        marks.faults[int(row), column_number(letters.decode())] = error.decode("utf-8", "replace")
    if b"<f" in data:
        for letters, row in _NO_RESULT.findall(data):
            marks.faults[int(row), column_number(letters.decode())] = NO_RESULT
    return marks


def _of_open_document(data: bytes) -> dict[int, Marks]:
    found = {}
    for index, table in enumerate(ElementTree.fromstring(data).iter(f"{_TABLE}table")):  # noqa: S314
        found[index] = marks = Marks()
        column = 0
        for node in table.iter(f"{_TABLE}table-column"):
            repeated = int(node.get(f"{_TABLE}number-columns-repeated", "1"))
            if _is_hidden(node):
                marks.hidden_columns |= set(range(column, min(column + repeated, 1000)))
            column += repeated
        row = 1
        for node in table.iter(f"{_TABLE}table-row"):
            repeated = int(node.get(f"{_TABLE}number-rows-repeated", "1"))
            if _is_hidden(node):
                marks.hidden_rows |= set(range(row, min(row + repeated, 200_000)))
            marks.merged += _merged_in(node, row)
            row += repeated
    return found


def _is_hidden(node: ElementTree.Element) -> bool:
    return node.get(f"{_TABLE}visibility") in {"collapse", "filter"}


def _merged_in(node: ElementTree.Element, row: int) -> list[tuple[int, int, int, int]]:
    column, areas = 0, []
    for cell in node:
        down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            areas.append((row, column, row + down - 1, column + across - 1))
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
    return areas
