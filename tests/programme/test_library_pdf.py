"""The library's search inside real PDF files: good ones, scans, broken and locked ones."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from programme.models import LibraryDocument
from tests.factories.accounts import UserFactory
from tests.factories.programme import library_document

pytestmark = pytest.mark.django_db
FORM = {"number": "07/KH-UBND", "name": "Kế hoạch truy xuất", "issuer": "UBND thành phố", "level": "city"}
FORM |= {"issued_on": "12/01/2022", "kind": "Kế hoạch"}


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture(scope="module")
def printed():
    """Two pages as an office program prints them, the second decomposed (NFD) as some do."""
    pages = (
        "<p>Hỗ trợ tem truy xuất nguồn gốc</p><p style='break-before: page'>Đường lươ\u0301n Rạch Nhum</p>"
    )
    return HTML(string=f"<html lang='vi'><body>{pages}</body></html>").write_pdf()


def sent(content):
    return SimpleUploadedFile("ke-hoach.pdf", content)


def scan():
    """A page that is a picture."""
    out = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(out, "PDF")
    return out.getvalue()


def locked(content, *, user="", owner="van-phong"):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_broken_page(content):
    """The first page's letters are no letters any more; the second is whole."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[0]["/Contents"].get_object()._data = b"not deflated"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("words", ["tem truy xuất", "TEM TRUY XUAT", "rạch nhum", "duong luon"])
def test_words_of_a_pdf_are_found_with_and_without_marks(client, office, printed, words):
    found = library_document(upload=sent(printed))
    library_document(number="06/KH-UBND")
    page = client.get(reverse("document_list"), {"words": words})
    assert [row.pk for row in page.context["page"]] == [found.pk]
    assert client.get(reverse("document_list"), {"words": "tem chong gia"}).context["count"] == 0


def test_a_pdf_locked_only_against_changing_is_read(client, office, printed):
    library_document(upload=sent(locked(printed)))
    assert client.get(reverse("document_list"), {"words": "truy xuat"}).context["count"] == 1


def test_a_broken_page_costs_its_own_words_only(client, office, printed):
    library_document(upload=sent(with_a_broken_page(printed)))
    counts = [
        client.get(reverse("document_list"), {"words": words}).context["count"]
        for words in ("truy xuat", "rach nhum")
    ]
    assert counts == [0, 1]


def test_a_scan_is_kept_and_said_to_have_no_words(client, office):
    answer = client.post(reverse("document_create"), {**FORM, "upload": sent(scan())}, follow=True)
    assert "tệp là bản quét hoặc ảnh, không có chữ" in answer.content.decode()
    assert LibraryDocument.objects.get().body == ""
    assert client.get(reverse("document_list"), {"words": "ke hoach truy xuat"}).context["count"] == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: locked(content, user="bi-mat"), "có mật khẩu. Hãy bỏ mật khẩu rồi tải lên."),
        (lambda content: content[:200], "bị hỏng. Hãy in lại thành PDF rồi tải lên."),
    ],
)
def test_a_locked_or_broken_pdf_is_refused_with_what_to_do(client, office, printed, spoil, said):
    answer = client.post(reverse("document_create"), {**FORM, "upload": sent(spoil(printed))})
    assert answer.status_code == 422
    assert said in str(answer.context["form"].non_field_errors())
    assert answer.context["form"]["name"].value() == FORM["name"]
    assert not LibraryDocument.objects.exists()
