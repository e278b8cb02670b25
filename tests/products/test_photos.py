"""Pictures of products: drawn anew in two sizes, shown in public once the product is."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.domain.uploads import FileRefused
from core.errors import ActRefused
from core.models import StoredFile
from products.domain import photos
from products.models import ProductPhoto
from tests.factories import files
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db


def opened(stored):
    with stored.content.open("rb") as file:
        return Image.open(io.BytesIO(file.read()))


def test_a_phones_picture_becomes_two_small_ones_without_its_place():
    photo = make.photo_of(make.ProductFactory(), content=files.picture(size=(3200, 1600), gps=True))
    large, small = opened(photo.file), opened(photo.thumbnail)
    # turned upright
    assert (large.size, small.size) == ((800, 1600), (240, 480))
    assert dict(large.getexif()) == {}
    assert opened(make.photo_of(photo.product, content=files.heic()).file).format == "JPEG"


def test_other_files_and_too_many_pictures_are_refused():
    product, actor = make.ProductFactory(), UserFactory()
    with pytest.raises(FileRefused, match="không phải ảnh"):
        photos.add_photo(product_id=product.pk, content=files.pdf(), name="a.pdf", actor=actor)
    for _ in range(photos.MOST):
        make.photo_of(product, content=files.picture())
    with pytest.raises(ActRefused, match="nhiều nhất 12 ảnh"):
        make.photo_of(product)


def test_the_producer_adds_chooses_and_takes_off_pictures(client, django_capture_on_commit_callbacks):
    product = make.ProductFactory()
    client.force_login(ProducerAccountFactory(producer=product.producer).user)
    sent = [SimpleUploadedFile(f"{n}.jpg", files.picture(), "image/jpeg") for n in range(2)]
    bad = SimpleUploadedFile("x.jpg", b"MZ", "image/jpeg")
    page = client.post(reverse("photo_add", args=[product.pk]), {"photos": [*sent, bad]}, follow=True)
    assert "Đã thêm 2 ảnh." in page.content.decode()
    assert "Tệp “x.jpg” không phải" in page.content.decode()
    first, second = product.photos.all()
    client.post(reverse("photo_first", args=[product.pk, second.pk]))
    assert list(product.photos.all()) == [second, first]
    path = first.file.content.path
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("photo_remove", args=[product.pk, first.pk]))
    assert (ProductPhoto.objects.count(), StoredFile.objects.count()) == (1, 2)
    with pytest.raises(FileNotFoundError):
        open(path).close()


def test_a_picture_is_public_once_the_product_is(client):
    photo = make.photo_of(make.ProductFactory())
    address = reverse("product_photo", args=[photo.pk, "nho"])
    assert client.get(address).status_code == 404
    client.force_login(UserFactory(officer=True))
    assert client.get(address).status_code == 404
    client.logout()
    make.RatingFactory(product=photo.product)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "public" in answer["Cache-Control"]
    answer.close()
    assert client.get(reverse("product_photo", args=[photo.pk, "khac"])).status_code == 404


def test_links_of_every_shop_are_checked_and_shown(client):
    product = make.ProductFactory()
    client.force_login(UserFactory())
    address = reverse("product_edit", args=[product.pk])
    form = {"name": product.name, "version": "1", "more_links": "https://shopee.vn/a\nkhong phai"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "“khong phai” không phải địa chỉ trang web" in answer.content.decode()
    form |= {"more_links": "https://shopee.vn/a\nhttps://b.vn", "sales_link": "https://c.vn"}
    assert client.post(address, form).status_code == 302
    product.refresh_from_db()
    assert product.links == ["https://c.vn", "https://shopee.vn/a", "https://b.vn"]
