"""The bytes of one part of a backup: hashed as they are stored, and encrypted where there is a passphrase.

Encryption is AES-256-GCM over pieces of one mebibyte. A piece's nonce holds its number and whether it is the last, so
pieces cannot be swapped, left out or cut off; the part's name is authenticated with each, so parts cannot be swapped.
"""

import hashlib
import hmac
import io
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.backup import BackupDamagedError

PIECE = 1 << 20
TAG = 16
PREFIX = 7  # bytes of the nonce that are random; 4 count the pieces, 1 marks the last


@dataclass(frozen=True)
class Keys:
    """What a passphrase and a backup's salt give: one key to encrypt, one to sign the manifest."""

    encrypting: bytes
    signing: bytes

    @classmethod
    def derive(cls, passphrase: str, salt: bytes) -> "Keys":
        """Slow on purpose (about 0.1 s): passphrases are guessed by machines."""
        both = Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(passphrase.encode())
        return cls(both[:32], both[32:])

    def sign(self, data: bytes) -> str:
        return hmac.new(self.signing, data, hashlib.sha256).hexdigest()


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class PartWriter(io.RawIOBase):
    """Writes one part; after `close`, `size` and `sha256` are those of the stored bytes."""

    def __init__(self, out: BinaryIO, name: str, keys: Keys | None) -> None:
        self._out, self._name = out, name.encode()
        self._cipher = AESGCM(keys.encrypting) if keys else None
        self._hash, self.size = hashlib.sha256(), 0
        self._waiting, self._number = bytearray(), 0
        self._prefix = secrets.token_bytes(PREFIX)
        if self._cipher:
            self._store(self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self._cipher is None:
            self._store(data)
            return len(data)
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece, even a full one, is written by `close`
            piece = bytes(self._waiting[:PIECE])
            del self._waiting[:PIECE]
            self._seal(piece, last=False)
        return len(data)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        assert self._cipher is not None
        nonce = _nonce(self._prefix, self._number, last=last)
        self._store(self._cipher.encrypt(nonce, piece, self._name))
        self._number += 1

    def _store(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)

    def close(self) -> None:
        if not self.closed and self._cipher:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class PartReader(io.RawIOBase):
    """Reads one part back. Raises BackupDamagedError where a piece is not what was written."""

    def __init__(self, stored: BinaryIO, name: str, keys: Keys | None) -> None:
        self._in, self._name = stored, name
        self._cipher = AESGCM(keys.encrypting) if keys else None
        self._ready, self._number = b"", 0
        self._prefix = self._in.read(PREFIX) if self._cipher else b""
        self._next = self._in.read(PIECE + TAG) if self._cipher else b""
        if self._cipher and not self._next:  # even an empty part has its sealed last piece
            raise self._damaged()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._cipher is None:
            data = self._in.read(len(buffer))
        else:
            if not self._ready and self._next:
                self._open_next()
            data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _open_next(self) -> None:
        assert self._cipher is not None
        sealed, self._next = self._next, self._in.read(PIECE + TAG)
        nonce = _nonce(self._prefix, self._number, last=not self._next)
        try:
            self._ready = self._cipher.decrypt(nonce, sealed, self._name.encode())
        except InvalidTag:
            raise self._damaged() from None
        self._number += 1

    def _damaged(self) -> BackupDamagedError:
        return BackupDamagedError(
            f"Không giải mã được phần {self._name}: sai mật khẩu sao lưu hoặc dữ liệu bị hỏng."
        )
