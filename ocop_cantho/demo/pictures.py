"""Pictures for the demonstration: drawn, so that nobody's product is shown by another's photo."""

import io
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from core.documents.pdf import FONT_PACKAGE
from products.domain.photos import add_photo
from products.models import Product

SIZE = (900, 600)
COLOURS = ("#14532d", "#7c2d12", "#1e3a8a", "#713f12", "#581c87", "#134e4a")


def add_pictures(products: Iterable[Product], *, actor: User) -> None:
    """One drawn picture for each product, through the act that takes every picture."""
    for place, product in enumerate(products):
        content = _drawn(product.name, COLOURS[place % len(COLOURS)])
        add_photo(
            product_id=product.pk, content=content, name="minh-hoa.png", actor=actor, caption="Ảnh minh họa"
        )


def _drawn(name: str, colour: str) -> bytes:
    picture = Image.new("RGB", SIZE, colour)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((360, 130, 540, 310), fill="#fef3c7")
    draw.text((450, 220), name[:1].upper(), font=font(120), fill=colour, anchor="mm")
    draw.text((450, 360), name[:34], font=font(44), fill="white", anchor="mm")
    draw.text((450, 420), "(ảnh minh họa)", font=font(28), fill="#fef3c7", anchor="mm")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The documents' own font, bold."""
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the font package {FONT_PACKAGE} is not installed")
    return ImageFont.truetype(Path(spec.origin).parent / "texgyretermes-bold.otf", size)
