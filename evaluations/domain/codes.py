"""The city's key for certificate codes, and the code of one certificate."""

import base64
import os
import secrets
import time
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from evaluations import codes
from products.models import Rating


def signing_key() -> Ed25519PrivateKey:
    """The key of the settings; a laptop without one makes its own and keeps it under var/."""
    return codes.private_key(settings.CERTIFICATE_SIGNING_KEY or _laptop_key(settings.VAR_DIR))


def verifying_keys() -> list[Ed25519PublicKey]:
    """The present public key and the retired ones: what they signed stays valid."""
    old = [codes.public_key(text) for text in settings.CERTIFICATE_OLD_PUBLIC_KEYS]
    return [signing_key().public_key(), *old]


def public_text() -> str:
    """The present public key, as it is published."""
    return codes.public_text(signing_key())


@cache
def _laptop_key(folder: Path) -> str:
    path = Path(folder) / "certificate-signing.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    text = base64.b64encode(secrets.token_bytes(32)).decode()
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    return text


def _read(path: Path) -> str:
    """What another process has written, or is writing just now."""
    for _ in range(50):
        if text := path.read_text().strip():
            return text
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty: remove it, and a new key is made")


def code_for(*, number: str, rating: Rating) -> str:
    """The signed code of the certificate ``number`` of this recognition."""
    claims = codes.Claims(
        number=number,
        stars=rating.stars,
        issued_on=rating.decided_on,
        expires_on=rating.expires_on,
        product=rating.product.name,
        producer=rating.product.producer.name,
    )
    return codes.sign(claims, signing_key())
