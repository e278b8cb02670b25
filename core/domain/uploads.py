"""Files from outside are suspects: what they are is read from their content, never from their name."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from core.errors import ActRefused
from core.file_types import DOCX, PDF, XLSX
from core.text import clean

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
"""What a phone's camera takes at most in its normal mode (50 megapixels), and a little more."""
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 5000
MAX_PDF_OBJECTS = 200_000
JPEG, PNG, HEIC = "image/jpeg", "image/png", "image/heic"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", HEIC: ".heic", XLSX: ".xlsx", DOCX: ".docx"}
ALSO = {JPEG: {".jpeg", ".jpe"}, HEIC: {".heif"}}
SHOWN_IN_PAGE = frozenset({PDF, JPEG, PNG})
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# marks that turn the writing direction make "gpj.exe" read as something else
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/Launch"})


class FileRefused(ActRefused):
    """A file cannot be taken; the message names it, and how to mend it."""


@dataclass(frozen=True)
class Checked:
    """A file that was looked through: safe name, type by content, and the bytes to keep."""

    name: str
    content_type: str
    content: bytes


def safe_name(name: str, content_type: str = "") -> str:
    """The last part of ``name`` without what could mislead, with the ending its content asks for."""
    last = PurePosixPath(name.replace("\\", "/")).name
    last = clean(_TURNING.sub("", last)).strip(". ") or "tep"
    ending = EXTENSIONS.get(content_type, "")
    if ending and PurePosixPath(last).suffix.lower() not in {ending} | ALSO.get(content_type, set()):
        last += ending
    stem, suffix = PurePosixPath(last).stem, PurePosixPath(last).suffix[:10]
    return f"{stem[: 200 - len(suffix)]}{suffix}"


def check_upload(*, content: bytes, name: str) -> Checked:
    """Look through an uploaded file; pictures are drawn anew without what cameras write beside them.

    Raises FileRefused for a file that is empty, larger than 25 MB, of another type than PDF, JPG, PNG,
    HEIC, XLSX or DOCX, broken, or dangerous (a PDF or Office file with code, a bomb).
    """
    called = safe_name(name)
    if not content:
        raise FileRefused(f"Tệp “{called}” trống. Hãy chọn lại tệp.")
    if len(content) > MAX_BYTES:
        raise FileRefused(too_large(called))
    kind = _kind(content, called)
    if kind in (JPEG, PNG):
        content = _redrawn(content, kind, called)
    elif kind == PDF:
        _check_pdf(content, called)
    elif kind == HEIC:
        content, kind, name = (
            _from_heic(content, called),
            JPEG,
            str(PurePosixPath(called).with_suffix(".jpg")),
        )
    return Checked(safe_name(name, kind), kind, content)


def too_large(name: str) -> str:
    """Why a file over the limit is not taken."""
    return f"Tệp “{safe_name(name)}” lớn hơn 25 MB. Hãy quét lại ở độ phân giải thấp hơn hoặc tách tệp."


def _kind(content: bytes, name: str) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            f"Tệp “{name}” có mật khẩu hoặc là định dạng cũ (.doc, .xls). "
            "Hãy bỏ mật khẩu, lưu lại thành .docx, .xlsx hoặc PDF."
        )
    raise FileRefused(f"Tệp “{name}” không phải PDF, JPG, PNG, HEIC, XLSX hay DOCX.")


def _office_kind(content: bytes, name: str) -> str:
    """Whether a zip is a workbook or a document; nothing is unpacked before its size is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise FileRefused(f"Tệp “{name}” bị hỏng. Hãy mở và lưu lại rồi tải lên.") from error
    bomb = unpacked > MAX_UNPACKED or (unpacked > 10 * 1024 * 1024 and unpacked > MAX_RATIO * len(content))
    if bomb or len(parts) > MAX_PARTS:
        raise FileRefused(
            f"Tệp “{name}” nén quá nhiều dữ liệu nên không nhận. Hãy lưu thành PDF rồi tải lên."
        )
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise FileRefused(f"Tệp “{name}” có macro. Hãy lưu lại thành .xlsx, .docx không macro hoặc PDF.")
    if "xl/workbook.xml" in names:
        return XLSX
    if "word/document.xml" in names:
        return DOCX
    raise FileRefused(f"Tệp “{name}” là tệp nén. Hãy giải nén và tải lên từng tệp PDF, ảnh, XLSX hoặc DOCX.")


def _too_many_pixels(name: str) -> FileRefused:
    return FileRefused(
        f"Ảnh “{name}” quá lớn (hơn {MAX_PIXELS // 1_000_000} triệu điểm ảnh). "
        "Hãy chụp lại ở kích thước thường."
    )


def _redrawn(content: bytes, kind: str, name: str) -> bytes:
    """The picture encoded anew, turned upright: no place, no camera, nothing hidden behind it."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG" if kind == JPEG else "PNG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _too_many_pixels(name)
            upright = ImageOps.exif_transpose(picture)
            upright.info = {}
            out = io.BytesIO()
            if kind == JPEG:
                upright.convert("RGB").save(out, "JPEG", quality=90)
            else:
                upright.save(out, "PNG")
            return out.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(f"Ảnh “{name}” bị hỏng, không mở được. Hãy chụp lại.") from error


def _from_heic(content: bytes, name: str) -> bytes:
    """An iPhone's picture as JPEG, so that every browser and the printed dossier show it.

    The sizes written in its boxes are looked at before anything is decoded.
    """
    for found in re.finditer(rb"ispe\x00{4}(.{4})(.{4})", content[: 1024 * 1024], re.DOTALL):
        width, height = (int.from_bytes(side, "big") for side in found.groups())
        if width * height > MAX_PIXELS:
            raise _too_many_pixels(name)
    try:
        picture = pillow_heif.open_heif(content, convert_hdr_to_8bit=True).to_pillow()
        out = io.BytesIO()
        upright = ImageOps.exif_transpose(picture)
        upright.info = {}
        upright.convert("RGB").save(out, "JPEG", quality=90)
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, IndexError) as error:
        raise FileRefused(f"Ảnh “{name}” bị hỏng, không mở được. Hãy chụp lại.") from error
    return out.getvalue()


def _check_pdf(content: bytes, name: str) -> None:
    """Refuses what runs code or cannot be read; signatures stay whole because nothing is rewritten."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefused(f"Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu rồi tải lên.")
        if not len(reader.pages):
            raise FileRefused(f"Tệp “{name}” không có trang nào.")
        active = _runs_code(reader, name)
    except FileRefused:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise FileRefused(f"Tệp PDF “{name}” bị hỏng. Hãy in lại thành PDF rồi tải lên.") from error
    if active:
        raise FileRefused(f"Tệp PDF “{name}” có mã lệnh bên trong. Hãy in lại thành PDF thường rồi tải lên.")


def _runs_code(reader: PdfReader, name: str) -> bool:
    """Whether any object of the file holds a script or starts a program."""
    places = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    places |= {(number, 0) for number in reader.xref_objStm}
    if len(places) > MAX_PDF_OBJECTS:
        raise FileRefused(f"Tệp PDF “{name}” quá phức tạp. Hãy in lại thành PDF rồi tải lên.")
    if any(_is_active(IndirectObject(*place, reader).get_object()) for place in places):
        return True
    return _is_active(reader.trailer)


def _is_active(found: object) -> bool:
    """Looks into one object without following references: those are objects of their own."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            action = value.raw_get("/S") if "/S" in value else None
            if _ACTIVE_KEYS & set(value) or action in _ACTIVE_KEYS:
                return True
            waiting += [value.raw_get(key) for key in value]
        elif isinstance(value, ArrayObject):
            waiting += list.copy(value)
    return False
