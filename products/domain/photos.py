"""The acts on a product's pictures: add, take off, make the first."""

import io

import pghistory
from django.db import transaction
from django.db.models import Max
from PIL import Image

from accounts.models import User
from core.domain.files import store_bytes
from core.domain.uploads import JPEG, PNG, FileRefused, check_upload, safe_name
from core.errors import ActRefused
from core.models import StoredFile
from products.models import Product, ProductPhoto

MOST = 12
LONG_SIDE, THUMBNAIL = 1600, 480
"""Pixels of the long side: a page shows no more, and a phone's picture is sixteen times as large."""


@transaction.atomic
def add_photo(*, product_id: int, content: bytes, name: str, actor: User, caption: str = "") -> ProductPhoto:
    """Take a picture, drawn anew in two sizes without what cameras write beside it; locks the product.

    Raises ActRefused (FileRefused) for anything but a picture, or where there are twelve already.
    """
    product = _locked(product_id)
    if product.photos.count() >= MOST:
        raise ActRefused(f"Mỗi sản phẩm nhiều nhất {MOST} ảnh. Hãy bỏ bớt ảnh cũ.")
    checked = check_upload(content=content, name=name)
    if checked.content_type not in (JPEG, PNG):
        raise FileRefused(f"Tệp “{safe_name(name)}” không phải ảnh JPG, PNG hay HEIC.")
    last = product.photos.aggregate(last=Max("position"))["last"]
    return ProductPhoto.objects.create(
        product=product,
        file=_stored(checked.content, checked.name, LONG_SIDE, actor),
        thumbnail=_stored(checked.content, checked.name, THUMBNAIL, actor),
        caption=caption,
        position=0 if last is None else last + 1,
    )


def _locked(product_id: int) -> Product:
    return Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product_id)


def _stored(content: bytes, name: str, side: int, actor: User) -> StoredFile:
    """The picture with no side longer than ``side``, on white where it was see-through."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((side, side))
        flat = Image.new("RGB", picture.size, "white")
        seen = picture.convert("RGBA")
        flat.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return store_bytes(content=out.getvalue(), name=f"{name}.jpg", content_type=JPEG, actor=actor)


def _photo_of(product: Product, photo_id: int) -> ProductPhoto:
    photo = product.photos.select_related("file", "thumbnail").filter(pk=photo_id).first()
    if photo is None:
        raise ActRefused("Ảnh này không còn nữa. Hãy tải lại trang.")
    return photo


@transaction.atomic
def remove_photo(*, product_id: int, photo_id: int, actor: User) -> None:
    """Take a picture off with its files; locks the product."""
    photo = _photo_of(_locked(product_id), photo_id)
    files = (photo.file, photo.thumbnail)
    with pghistory.context(user=actor.pk):
        photo.delete()
        for stored in files:
            stored.delete()
    storage, keys = files[0].content.storage, [str(stored.content.name) for stored in files]

    def forget() -> None:
        for key in keys:
            storage.delete(key)

    transaction.on_commit(forget)


@transaction.atomic
def make_first(*, product_id: int, photo_id: int, actor: User) -> None:
    """Make a picture the one the register shows; locks the product."""
    product = _locked(product_id)
    photo = _photo_of(product, photo_id)
    others = product.photos.exclude(pk=photo.pk).order_by("position", "pk")
    for position, row in enumerate([photo, *others]):
        row.position = position
        row.save(update_fields=["position"])
