"""Uploaded files: good ones, and the bad ones people and attackers send."""

import io
import itertools
import struct
import zipfile
import zlib

import pillow_heif
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

_numbers = itertools.count(1)


def pdf(*, script: str = "", action: str = "", password: str = "") -> bytes:
    """A PDF of one page, like no other; with a script, an action or a password if asked."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": f"Giấy số {next(_numbers)}"})
    if script:
        run = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), run])})
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    if action:
        link = DictionaryObject(
            {
                NameObject("/S"): NameObject(action),
                NameObject("/F"): TextStringObject("calc.exe"),
            }
        )
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): link})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), gps: bool = False) -> bytes:
    """A picture of one colour, like no other; with a place in its EXIF if asked."""
    number = next(_numbers)
    image = Image.new("RGB", size, (number % 256, number // 256 % 256, 90))
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone upright
    if gps:
        exif[0x8825] = {1: "N", 2: (10.0, 2.0, 0.0)}
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small file that says it is a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def heic(*, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture as an iPhone takes it, like no other."""
    number = next(_numbers)
    image = Image.new("RGB", size, (number % 256, number // 256 % 256, 90))
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=90)
    return out.getvalue()


def huge_heic(width: int = 30_000, height: int = 30_000) -> bytes:
    """The head of a phone's picture that says it is huge: its brand and the box with its size."""
    size = struct.pack(">I4sIII", 20, b"ispe", 0, width, height)
    return struct.pack(">I4s4sI", 16, b"ftyp", b"heic", next(_numbers)) + size


def office(main: str = "xl/workbook.xml", *, extra: tuple[str, ...] = (), zeros: int = 0) -> bytes:
    """A workbook or document as a zip, with more parts, and so many zero bytes packed into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, f"<x>{next(_numbers)}</x>")
        for name in extra:
            archive.writestr(name, "x")
        if zeros:
            archive.writestr("xl/worksheets/sheet1.xml", bytes(zeros))
    return out.getvalue()


def text_of(content: bytes) -> str:
    """The words of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
