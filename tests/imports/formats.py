"""The same table as .xlsx, .ods and .xls: the last two written by hand, for nothing installed writes them."""

import io
import struct
import zipfile
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

Rows = list[list[Any]]
EPOCH = date(1899, 12, 30)


def as_xlsx(rows: Rows) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def as_ods(rows: Rows, *, name: str = "Danh sách") -> bytes:
    """As LibreOffice saves it: equal empty cells and rows up to the sheet's end written once and repeated."""
    width = max(len(row) for row in rows)
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}"
        f'<table:table-cell table:number-columns-repeated="{1024 - width}"/></table:table-row>'
        for row in rows
    )
    last = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="{escape(name)}">{lines}{last}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _xls_cell(row: int, column: int, value: Any) -> bytes:
    plain, dated = 0, 1  # the cell formats written in _globals
    if isinstance(value, date):
        number = float((value - EPOCH).days)
        return _record(0x0203, struct.pack("<HHHd", row, column, dated, number))
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, plain, value))
    text = str(value).encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, plain, len(text) // 2, 1) + text)


def _workbook_stream(rows: Rows, name: str) -> bytes:
    """BIFF8, as Excel 97 to 2003 wrote it: the book's part, then the sheet's."""
    bof = struct.pack("<HHHHII", 0x0600, 0, 0x0DBB, 0x07CC, 0x41, 6)
    head = _record(0x0809, bof[:2] + struct.pack("<H", 0x0005) + bof[4:])
    head += _record(0x0042, struct.pack("<H", 1200))
    for number_format in (0, 14):  # general; 14 is Excel's own short date
        head += _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number_format, 0, 0, 0, 0, 0, 0, 0, 0))
    title = name.encode("utf-16-le")
    told = struct.pack("<BB", len(title) // 2, 1) + title
    end = _record(0x000A, b"")
    start = len(head) + 4 + 6 + len(told) + len(end)
    head += _record(0x0085, struct.pack("<IH", start, 0) + told) + end
    sheet = _record(0x0809, bof[:2] + struct.pack("<H", 0x0010) + bof[4:])
    width = max(len(row) for row in rows)
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet += _xls_cell(place, column, value)
    return head + sheet + end


def as_xls(rows: Rows, *, name: str = "Danh sách") -> bytes:
    """A compound file of 512-byte sectors: header, table of sectors, directory, the book's stream."""
    stream = _workbook_stream(rows, name)
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    if sectors > 126:
        raise ValueError("one table of sectors holds 126 of them")
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, sectors + 2), end]
    chain += [free] * (128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)

    def entry(called: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = called.encode("utf-16-le")
        length = len(text) + 2 if text else 0
        body = text.ljust(64, b"\0") + struct.pack("<HBBIII", length, kind, 1, free, free, child)
        return body + bytes(36) + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    directory += entry("", 0, free, 0, 0) * 2
    return header + struct.pack("<128I", *chain) + directory + stream
