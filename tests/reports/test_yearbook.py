"""The yearbook: chosen products, their words, a printed book whose contents name the right pages."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from pypdf import PdfReader

from core.errors import ActRefused
from core.models import JobRun, JobState
from products.domain.photos import add_photo
from reports.domain.yearbook import choose_products, print_yearbook
from reports.domain.yearbook_printing import index_letter, shortened
from reports.domain.yearbook_words import SECTORS_EN, day_in, sector_in, unit_in
from reports.models import Yearbook
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.factories.files import picture
from tests.factories.products import RatingFactory
from tests.harness.pdf import faults_of

pytestmark = pytest.mark.django_db


def rated(name, **more):
    return RatingFactory(product__name=name, **more).product


def test_the_book_has_cover_contents_and_a_page_for_each_product_where_the_contents_say():
    actor = UserFactory()
    products = [rated("Rượu mận Thới Hưng"), rated("Bột gạo lứt mè đen"), rated("Tranh gạo Tấn Bửu", stars=3)]
    type(products[0]).objects.filter(pk=products[0].pk).update(story="Chuyện kể từ vườn mận.")
    add_photo(product_id=products[0].pk, content=picture(), name="anh.jpg", actor=actor)
    book = make.YearbookFactory(paper="A5")
    choose_products(yearbook_id=book.pk, products=[one.pk for one in products], actor=actor)
    done = print_yearbook(yearbook_id=book.pk, actor=actor)
    with done.pdf.content.open("rb") as stored:
        content = stored.read()
    assert faults_of(content) == []
    reader = PdfReader(io.BytesIO(content))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert "Sản phẩm OCOP tiêu biểu Cần Thơ" in pages[0]
    assert "Cần Thơ gạo trắng nước trong." in pages[1]
    for product in products:
        number = int(re.search(rf"(\d+) ?{product.name}", pages[2])[1])
        assert product.name in pages[number - 1]
        assert product.producer.name in pages[number - 1]
        assert pages[number - 1].endswith(str(number))
    assert any("Chuyện kể từ vườn mận." in page for page in pages)
    assert len(pages) == 3 + 1 + 3 + 2 + 1  # front, one chapter, products, two indexes, back
    size = [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]]
    assert size == [148, 210]
    assert sum(len(page.images) for page in reader.pages) >= 1


def test_the_index_has_every_product_in_vietnamese_order_with_its_page():
    book, actor = make.YearbookFactory(language="en"), UserFactory()
    names = ("Đan lát", "Dưa lưới", "Ấu luộc", "Ăn vặt", "Áo bà ba", "Ổi ruby", "Ô mai")
    products = [rated(name) for name in names]
    choose_products(yearbook_id=book.pk, products=[one.pk for one in products], actor=actor)
    with print_yearbook(yearbook_id=book.pk, actor=actor).pdf.content.open("rb") as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
    pages = [page.extract_text() for page in reader.pages]
    [index] = [page for page in pages[3:] if "Index of products" in page]
    found = re.findall(rf"^(\d+)?\s*({'|'.join(names)})\s*(\d+)?$", index, re.MULTILINE)
    assert [name for _, name, _ in found] == [
        *("Áo bà ba", "Ăn vặt", "Ấu luộc", "Dưa lưới", "Đan lát", "Ô mai", "Ổi ruby"),
    ]
    for before, name, after in found:
        assert name in pages[int(before or after) - 1]
    assert "Index of places" in [item.title for item in reader.outline]
    assert {index_letter(name) for name in names} == {"A", "Ă", "Â", "D", "Đ", "Ô"}
    assert index_letter("3 giảm") == "#"


def test_english_names_sectors_units_and_days():
    assert sector_in("en", "SẢN PHẨM ĐỒ UỐNG") == "Beverages"
    assert unit_in("en", "Phường Ninh Kiều") == "Ninh Kiều Ward"
    assert day_in("en", date(2026, 6, 30)) == "30 June 2026"
    files = Path("regimes/data").glob("classification-*.yaml")
    read = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    entries = [one for found in read for one in found["classes"] if one["depth"] == 1]
    assert len(entries) > 10
    assert {one["name"].casefold() for one in entries} - set(SECTORS_EN) == set()


def test_only_recognised_products_and_their_own_words_are_kept():
    book, actor = make.YearbookFactory(printed=True), UserFactory()
    first, second = rated("Mật ong"), rated("Cà phê")
    unrated = make.YearbookEntryFactory().product
    with pytest.raises(ActRefused, match="không còn được công nhận"):
        choose_products(yearbook_id=book.pk, products=[unrated.pk], actor=actor)
    choose_products(yearbook_id=book.pk, products=[first.pk], actor=actor)
    book.entries.update(story="Viết riêng.")
    choose_products(yearbook_id=book.pk, products=[first.pk, second.pk], actor=actor)
    assert dict(book.entries.values_list("product__name", "story")) == {
        "Mật ong": "Viết riêng.",
        "Cà phê": "",
    }
    book.refresh_from_db()
    assert book.pdf is None  # what was printed is out of date
    with pytest.raises(ActRefused, match="chưa có sản phẩm"):
        print_yearbook(yearbook_id=make.YearbookFactory().pk, actor=actor)


def test_the_office_makes_one_on_pages(client, django_capture_on_commit_callbacks):
    client.force_login(UserFactory())
    product = rated("Mật ong")
    given = {"title": "Tiêu biểu", "year": 2026, "language": "en", "paper": "A4", "foreword": "Welcome."}
    client.post(reverse("yearbook_create"), given)
    book = Yearbook.objects.get()
    choose = reverse("yearbook_choose", args=[book.pk])
    assert "Mật ong" in client.get(choose, {"tim": "mat ong"}).content.decode()
    client.post(choose, {"products": [product.pk]})
    entry = book.entries.get()
    client.post(reverse("yearbook_entry", args=[entry.pk]), {"name": "Honey", "story": "Sweet."})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("yearbook_print", args=[book.pk]))
    assert JobRun.objects.get().state == JobState.DONE
    content = client.get(reverse("yearbook_file", args=[book.pk])).content
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert all(part in " ".join(text.split()) for part in ("Foreword", "Welcome.", "Honey", "Sweet."))


def test_a_story_is_cut_at_a_sentence():
    assert shortened("Một. Hai. Ba.", 100) == "Một. Hai. Ba."
    assert shortened("Câu thứ nhất dài. Câu thứ hai rất dài nữa.", 25) == "Câu thứ nhất dài."
    assert shortened("không có dấu chấm nào cả", 12) == "không có …"
