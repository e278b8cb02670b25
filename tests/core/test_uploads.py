"""Uploaded files are judged by what is in them."""

import errno
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from PIL import Image

from core.domain.files import store_bytes
from core.domain.uploads import (
    DOCX,
    JPEG,
    MAX_BYTES,
    PDF,
    PNG,
    XLSX,
    FileRefused,
    check_upload,
    safe_name,
)
from core.models import StoredFile
from tests.factories import files


@pytest.mark.parametrize(
    ("content", "name", "kept", "kind"),
    [
        (files.pdf(), "giấy.pdf", "giấy.pdf", PDF),
        (files.picture("JPEG"), "anh.JPEG", "anh.JPEG", JPEG),
        (files.picture("PNG"), "ảnh.jpg", "ảnh.jpg.png", PNG),
        (files.heic(), "IMG_1.HEIC", "IMG_1.jpg", JPEG),
        (files.office(), "bang.xlsx", "bang.xlsx", XLSX),
        (files.office("word/document.xml"), "don.docx", "don.docx", DOCX),
        (files.pdf(), "hoa-don.pdf.exe", "hoa-don.pdf.exe.pdf", PDF),
    ],
)
def test_type_comes_from_the_content(content, name, kept, kind):
    checked = check_upload(content=content, name=name)
    assert (checked.name, checked.content_type) == (kept, kind)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:\\Users\\a\\giấy tờ.pdf", "giấy tờ.pdf"),
        ("", "tep"),
        ("..", "tep"),
        ("/", "tep"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("hoá đơn.pdf", "hoá đơn.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_what_misleads(name, kept):
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "trống"),
        (b"%PDF-1.7" + bytes(MAX_BYTES), "lớn hơn 25 MB"),
        (b"MZ\x90\x00 not a paper", "không phải PDF"),
        (b"<html><script>alert(1)</script>", "không phải PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mật khẩu hoặc là định dạng cũ"),
        (files.office("readme.txt"), "tệp nén"),
        (files.office(extra=("xl/vbaProject.bin",)), "macro"),
        (files.office(zeros=30_000_000), "nén quá nhiều"),
        (b"PK\x03\x04 broken", "bị hỏng"),
        (files.pdf(script="app.alert(1)"), "có mã lệnh"),
        (files.pdf(action="/Launch"), "có mã lệnh"),
        (files.pdf(action="/JavaScript"), "có mã lệnh"),
        (files.pdf(password="bi-mat"), "có mật khẩu"),
        (b"%PDF-1.7\nnothing", "bị hỏng"),
        (files.huge_png(), "quá lớn"),
        (files.huge_png(9000, 9000), "quá lớn"),
        (files.huge_heic(), "quá lớn"),
        (files.huge_heic(400, 300), "bị hỏng"),
        (files.picture()[:200], "bị hỏng"),
        (b"\x89PNG\r\n\x1a\nxxxx", "bị hỏng"),
    ],
    ids=range(20),
)
def test_bad_files_are_refused_with_the_reason(content, message):
    with pytest.raises(FileRefused, match=message) as refused:
        check_upload(content=content, name="../tệp.pdf")
    assert "“tệp.pdf" in str(refused.value)


def test_a_script_behind_an_escaped_name_is_found():
    content = files.pdf(action="/JavaScript").replace(b"/JavaScript", b"/J#61vaScript")
    with pytest.raises(FileRefused):
        check_upload(content=content, name="x.pdf")


def test_pictures_lose_place_and_camera_and_stand_upright():
    checked = check_upload(content=files.picture(size=(40, 30), gps=True), name="x.jpg")
    with Image.open(io.BytesIO(checked.content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((30, 40), {})


class FullDisk(FileSystemStorage):
    """Takes half of what it is given, and then has no room left."""

    def _save(self, name, content):
        half = content.read()[: content.size // 2]
        super()._save(name, ContentFile(half))
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
def test_a_full_disk_is_said_and_leaves_no_row_and_no_half_file(settings, tmp_path):
    place = tmp_path / "full"
    full = {"BACKEND": "tests.core.test_uploads.FullDisk", "OPTIONS": {"location": place}}
    settings.STORAGES = settings.STORAGES | {"default": full}
    with pytest.raises(FileRefused, match="Máy chủ hết chỗ nên chưa lưu được tệp “giấy"):
        store_bytes(content=files.pdf(), name="giấy.pdf", content_type=PDF)
    assert not StoredFile.objects.exists()
    assert [path for path in place.rglob("*") if path.is_file()] == []
