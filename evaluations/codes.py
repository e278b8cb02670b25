"""The signed text in the QR code of a certificate. Pure: bytes, keys and text; no Django, no database.

A code is what the certificate says, in one line, and its Ed25519 signature; who has the public key checks it
without us. A code is valid in exactly one spelling: whatever is changed in it makes it another text.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CONTEXT = b"ocop-can-tho/giay-chung-nhan/1\n"
"""Signed with every code: a signature made for something else is none for a certificate."""
VERSION = "1"
SEPARATOR = "|"
LONGEST = 100  # letters of a name


class BadCode(ValueError):
    """The text is no code, or its signature is not ours."""


@dataclass(frozen=True)
class Claims:
    """What the code says about the certificate."""

    number: str
    stars: int
    issued_on: date
    expires_on: date
    product: str
    producer: str

    def line(self) -> str:
        """The one line that is signed."""
        names = (name.replace(SEPARATOR, "/")[:LONGEST] for name in (self.product, self.producer))
        days = (f"{self.issued_on:%Y%m%d}", f"{self.expires_on:%Y%m%d}")
        return SEPARATOR.join((VERSION, self.number, str(self.stars), *days, *names))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadCode("không phải mã giấy chứng nhận") from error
    if _encode(raw) != text:  # the last letter may hide unused bits
        raise BadCode("không phải mã giấy chứng nhận")
    return raw


def sign(claims: Claims, key: Ed25519PrivateKey) -> str:
    """The code of a certificate; the same claims and key give the same code."""
    body = claims.line().encode()
    return f"{_encode(body)}.{_encode(key.sign(CONTEXT + body))}"


def read(code: str, keys: Iterable[Ed25519PublicKey]) -> Claims:
    """What ``code`` says, if one of ``keys`` signed it. Raises BadCode otherwise."""
    body_text, dot, signature_text = code.partition(".")
    if not dot:
        raise BadCode("không phải mã giấy chứng nhận")
    body, signature = _decode(body_text), _decode(signature_text)
    if not any(_signed(key, signature, body) for key in keys):
        raise BadCode("chữ ký không phải của thành phố Cần Thơ")
    return _claims(body)


def _signed(key: Ed25519PublicKey, signature: bytes, body: bytes) -> bool:
    try:
        key.verify(signature, CONTEXT + body)
    except InvalidSignature:
        return False
    return True


def _claims(body: bytes) -> Claims:
    try:
        version, number, stars, issued, expires, product, producer = body.decode().split(SEPARATOR)
        days = [datetime.strptime(text, "%Y%m%d").date() for text in (issued, expires)]  # noqa: DTZ007
        claims = Claims(number, int(stars), *days, product, producer)
    except ValueError as error:
        raise BadCode("mã thuộc phiên bản khác của phần mềm") from error
    if version != VERSION:
        raise BadCode("mã thuộc phiên bản khác của phần mềm")
    return claims


def private_key(text: str) -> Ed25519PrivateKey:
    """The key from its base64 text of 32 bytes. Raises ValueError for anything else."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) != 32:
        raise ValueError("a signing key is 32 bytes in base64")
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_key(text: str) -> Ed25519PublicKey:
    """A public key from its base64 text of 32 bytes."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half, to be published."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()
