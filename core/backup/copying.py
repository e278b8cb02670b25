"""Copies of backups off the machine, in an S3-compatible bucket that is not the one of the application's files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from core.backup import BackupDamagedError
from core.backup.bundle import MANIFEST, PARTS

NAMES = (*PARTS, MANIFEST)  # the manifest last: a copy without it is unfinished


def is_wanted() -> bool:
    return bool(settings.BACKUP_COPY)


def client() -> Any:
    import boto3  # slow to load, and of no use where there is no bucket

    given = settings.BACKUP_COPY
    return boto3.client(
        "s3",
        endpoint_url=given["endpoint_url"],
        aws_access_key_id=given["access_key"],
        aws_secret_access_key=given["secret_key"],
        region_name=given["region"],
    )


@contextmanager
def saying(what: str) -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise BackupDamagedError(f"{what}: {error}") from error


def send(folder: Path) -> str:
    """Copy a backup under its folder's name, and see that every part arrived whole; returns where it is."""
    bucket = settings.BACKUP_COPY["bucket"]
    with saying(f"Không chép được bản sao lưu sang {bucket}"):
        store = client()
        for name in NAMES:
            key = f"{folder.name}/{name}"
            store.upload_file(str(folder / name), bucket, key)
            arrived = store.head_object(Bucket=bucket, Key=key)["ContentLength"]
            if arrived != (folder / name).stat().st_size:
                raise BackupDamagedError(f"Phần {name} chép sang {bucket} không đủ byte.")
    return f"{bucket}/{folder.name}"


def fetch(name: str, folder: Path) -> None:
    """Bring a copy back into ``folder``; its digests are checked when it is opened."""
    bucket = settings.BACKUP_COPY.get("bucket")
    if not bucket:
        raise BackupDamagedError("Chưa đặt BACKUP_S3_BUCKET nên không có nơi để lấy bản sao lưu về.")
    folder.mkdir(parents=True, exist_ok=True)
    with saying(f"Không lấy được bản sao lưu {name} từ {bucket}"):
        store = client()
        for part in NAMES:
            store.download_file(bucket, f"{name}/{part}", str(folder / part))
