"""A backup on disk: `database.dump`, `files.tar`, `files.jsonl` and the manifest that vouches for them."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.backup import BackupDamagedError
from core.backup.sealing import Keys, PartReader, PartWriter

MANIFEST = "manifest.json"
DATABASE, FILES, LISTING = "database.dump", "files.tar", "files.jsonl"
PARTS = (DATABASE, FILES, LISTING)
FORMAT = 1


class BundleMaker:
    """Writes the parts of a backup, then its manifest."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self.folder = folder
        self._salt = secrets.token_bytes(16)
        self._keys = Keys.derive(passphrase, self._salt) if passphrase else None
        self._parts: dict[str, dict[str, Any]] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[BinaryIO]:
        with (self.folder / name).open("wb") as out:
            writer = PartWriter(out, name, self._keys)
            yield cast(BinaryIO, writer)
            writer.close()
        self._parts[name] = {"size": writer.size, "sha256": writer.sha256}

    def finish(self, about: dict[str, Any]) -> dict[str, Any]:
        """Write the manifest with what is known of the contents; returns it."""
        manifest = {
            "format": FORMAT,
            "encrypted": self._keys is not None,
            "salt": self._salt.hex() if self._keys else "",
            **about,
            "parts": self._parts,
        }
        manifest["seal"] = self._keys.sign(_canonical(manifest)) if self._keys else ""
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        return manifest


class Bundle:
    """A backup whose parts have been compared with their digests, and the manifest with its seal.

    Raises BackupDamagedError where anything is missing, changed, or locked by another passphrase.
    """

    def __init__(self, folder: Path, passphrase: str) -> None:
        self.folder = folder
        self.manifest = _read_manifest(folder)
        self._keys = self._unlock(passphrase)
        for name in PARTS:
            self._check(name)

    def _unlock(self, passphrase: str) -> Keys | None:
        if not self.manifest["encrypted"]:
            return None
        if not passphrase:
            raise BackupDamagedError("Bản sao lưu này có mật khẩu. Hãy đặt BACKUP_PASSPHRASE rồi chạy lại.")
        keys = Keys.derive(passphrase, bytes.fromhex(self.manifest["salt"]))
        unsigned = {key: value for key, value in self.manifest.items() if key != "seal"}
        if not hmac.compare_digest(keys.sign(_canonical(unsigned)), self.manifest["seal"]):
            raise BackupDamagedError(f"Sai mật khẩu sao lưu (BACKUP_PASSPHRASE), hoặc {MANIFEST} đã bị sửa.")
        return keys

    def _check(self, name: str) -> None:
        path, expected = self.folder / name, self.manifest["parts"].get(name)
        if expected is None or not path.is_file():
            raise BackupDamagedError(f"Bản sao lưu thiếu phần {name}.")
        with path.open("rb") as stored:
            found = hashlib.file_digest(stored, "sha256").hexdigest()
        if path.stat().st_size != expected["size"] or found != expected["sha256"]:
            raise BackupDamagedError(f"Phần {name} không đúng mã SHA-256 ghi trong {MANIFEST}.")

    @contextmanager
    def part(self, name: str) -> Iterator[BinaryIO]:
        with (self.folder / name).open("rb") as stored:
            yield cast(BinaryIO, PartReader(stored, name, self._keys))


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise BackupDamagedError(f"Không có bản sao lưu nào trong {folder}: thiếu {MANIFEST}.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known = manifest["format"] == FORMAT and isinstance(manifest["parts"], dict)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise BackupDamagedError(f"Không đọc được {MANIFEST} trong {folder}.")
    return cast(dict[str, Any], manifest)


def _canonical(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
