"""The files' side of a backup: read from the application's storage, wherever it is, and put back there."""

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import psycopg
from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db.models import FileField
from psycopg import sql

from core.backup import BackupDamagedError

PIECE = 1 << 20
IN_MEMORY = 8 << 20  # a larger file waits on the disk while it is checked


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._hash = inner, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(size)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def names_in(connection: psycopg.Connection[Any]) -> list[str]:
    """Every file that a row of any table names, in the connection's own moment."""
    columns = {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, FileField) and model._meta.managed
    }
    names: set[str] = set()
    for table, column in sorted(columns):
        query = sql.SQL("select distinct {0} from {1} where {0} <> ''")
        rows = connection.execute(query.format(sql.Identifier(column), sql.Identifier(table)))
        names.update(name for (name,) in rows)
    return sorted(names)


def pack(names: list[str], storage: Storage, archive: BinaryIO, listing: BinaryIO) -> dict[str, Any]:
    """Write the files as tar, and a line of JSON for each; returns counts and the names that were not there."""
    packed, size, missing = 0, 0, []
    with tarfile.open(fileobj=archive, mode="w|") as tar:
        for name in names:
            try:
                source = storage.open(name)
            except FileNotFoundError:
                missing.append(name)
                continue
            with source:
                info = tarfile.TarInfo(name)
                info.size = source.size
                reading = _Hashing(source)
                tar.addfile(info, reading)
            line = {"name": name, "size": info.size, "sha256": reading.sha256}
            listing.write(json.dumps(line).encode() + b"\n")
            packed, size = packed + 1, size + info.size
    return {"count": packed, "size": size, "missing": missing}


def unpack(archive: BinaryIO, listing: BinaryIO, storage: Storage) -> int:
    """Put the files back under their names; returns how many. One that is there unchanged is left alone.

    Raises BackupDamagedError where a file is not what the listing says.
    """
    listed, count = _listed(listing), 0
    with tarfile.open(fileobj=archive, mode="r|") as tar:
        for info in tar:
            expected = listed.pop(info.name, None)
            content = tar.extractfile(info)
            if expected is None or content is None:
                raise BackupDamagedError(f"Tệp {info.name} không có trong danh mục của bản sao lưu.")
            _put(storage, info.name, content, expected)
            count += 1
    if listed:
        raise BackupDamagedError(f"Bản sao lưu thiếu {len(listed)} tệp, ví dụ {next(iter(listed))}.")
    return count


def _listed(listing: BinaryIO) -> dict[str, str]:
    rows: Iterator[dict[str, Any]] = (json.loads(line) for line in io.BufferedReader(listing))  # type: ignore[type-var]
    return {row["name"]: row["sha256"] for row in rows}


def _put(storage: Storage, name: str, content: Any, expected: str) -> None:
    """Keep the file once its bytes have proved to be the right ones."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as checked:
        reading = _Hashing(content)
        shutil.copyfileobj(reading, checked, PIECE)
        if reading.sha256 != expected:
            raise BackupDamagedError(f"Tệp {name} trong bản sao lưu không đúng mã SHA-256 của nó.")
        if storage.exists(name):
            if digest_of(storage, name) == expected:
                return
            storage.delete(name)
        checked.seek(0)
        kept = storage.save(name, File(checked, name=name))
    if kept != name:
        storage.delete(kept)
        raise BackupDamagedError(f"Kho tệp không giữ được tên {name}.")


def digest_of(storage: Storage, name: str) -> str:
    """SHA-256 of a stored file."""
    with storage.open(name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()
