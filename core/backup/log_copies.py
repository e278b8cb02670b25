"""The archived log of PostgreSQL copied off the machine, packed and sealed as backups are, and brought back.

Each file is sealed by itself (a salt of its own in front), so that a piece is safe elsewhere minutes after it is
finished, and the bucket's keeper reads none of them.
"""

import gzip
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings

from core.backup import BackupDamagedError
from core.backup.copying import client, saying
from core.backup.sealing import Keys, PartReader, PartWriter

PLACE = "nhat-ky/"
SALT = 16


def files_in(folder: Path) -> Iterator[Path]:
    """The finished files of the archive: pieces and copies of the cluster; what is being written begins with a dot."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def seal(path: Path, out: BinaryIO, *, name: str, passphrase: str) -> None:
    """Pack and encrypt one file; its name is sealed in, so that pieces cannot be swapped."""
    salt = secrets.token_bytes(SALT)
    out.write(salt)
    writer = PartWriter(out, name, Keys.derive(passphrase, salt))
    with (
        path.open("rb") as plain,
        gzip.GzipFile(fileobj=cast(BinaryIO, writer), mode="wb", compresslevel=1) as packed,
    ):
        shutil.copyfileobj(plain, packed)
    writer.close()


def unseal(sealed: BinaryIO, path: Path, *, name: str, passphrase: str) -> None:
    """The file as it was, whole or not at all. Raises BackupDamagedError."""
    keys = Keys.derive(passphrase, sealed.read(SALT))
    beside = path.with_name(f".{path.name}")
    with (
        gzip.GzipFile(fileobj=cast(BinaryIO, PartReader(sealed, name, keys))) as packed,
        beside.open("wb") as out,
    ):
        shutil.copyfileobj(packed, out)
    beside.rename(path)


def send_new(folder: Path, *, passphrase: str, sent: set[str]) -> int:
    """Copy what is not in the bucket yet, and add it to ``sent``; returns how many files went.

    Raises BackupDamagedError where one cannot be copied; those before it are safe.
    """
    bucket, count = _bucket(passphrase), 0
    with saying(f"Không chép được nhật ký sang {bucket}"):
        store = client()
        known = sent or set(_names(store, bucket))
        sent |= known
        for path in files_in(folder):
            name = path.relative_to(folder).as_posix()
            if name in sent:
                continue
            with tempfile.TemporaryFile() as out:
                seal(path, out, name=name, passphrase=passphrase)
                size = out.tell()
                out.seek(0)
                store.upload_fileobj(out, bucket, PLACE + name)
            if store.head_object(Bucket=bucket, Key=PLACE + name)["ContentLength"] != size:
                raise BackupDamagedError(f"Tệp nhật ký {name} chép sang {bucket} không đủ byte.")
            sent.add(name)
            count += 1
    return count


def fetch_all(folder: Path, *, passphrase: str) -> int:
    """Bring the log back from the bucket into ``folder``, as `restore.sh` reads it; returns how many files came."""
    bucket, count = _bucket(passphrase), 0
    folder.mkdir(parents=True, exist_ok=True)
    with saying(f"Không lấy được nhật ký từ {bucket}"):
        store = client()
        for name in _names(store, bucket):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile() as sealed:
                store.download_fileobj(bucket, PLACE + name, sealed)
                sealed.seek(0)
                unseal(sealed, path, name=name, passphrase=passphrase)
            count += 1
    if not count:
        raise BackupDamagedError(f"Không có tệp nhật ký nào ở {bucket}/{PLACE}.")
    return count


def _names(store: Any, bucket: str) -> list[str]:
    pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PLACE)
    return [item["Key"].removeprefix(PLACE) for page in pages for item in page.get("Contents", [])]


def _bucket(passphrase: str) -> str:
    bucket = settings.BACKUP_COPY.get("bucket", "")
    if not bucket or not passphrase:
        raise BackupDamagedError(
            "Hãy đặt BACKUP_S3_BUCKET và BACKUP_PASSPHRASE: nhật ký chỉ rời máy khi đã mã hóa."
        )
    return bucket
