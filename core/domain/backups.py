"""Backing up, restoring, and the drill that shows that a restore would work. Each leaves a row among the jobs."""

import contextlib
import errno
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import connections
from django.utils import timezone

from core.backup import BackupDamagedError, bundle, database, files
from core.backup.bundle import Bundle, BundleMaker
from core.backup.database import Database
from core.errors import ActRefused
from core.models import JobRun, JobState


@dataclass(frozen=True)
class Restored:
    """What a restore or a drill has done: every count was compared with the manifest's."""

    made_at: str
    tables: int
    rows: int
    files: int
    seconds: float
    aside: str = ""
    """The database that was replaced, kept under this name until somebody drops it."""


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """What can go wrong with backups, in words for whoever runs the command."""
    try:
        yield
    except BackupDamagedError as error:
        raise ActRefused(str(error)) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise ActRefused("Đĩa đã đầy. Hãy dọn bớt rồi chạy lại; chưa có gì bị thay đổi.") from error


def take_backup(*, folder: Path, passphrase: str = "") -> dict[str, Any]:
    """Back the database and all files up into ``folder``, which must be empty; returns the manifest.

    Rows, digests, names of files and the dump are of one moment, while people go on working. The folder is
    complete or not there at all.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ActRefused(f"{folder} đã có dữ liệu. Hãy chọn một thư mục mới hoặc trống.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".dang-sao-luu-", dir=folder.parent))
    started = time.monotonic()
    try:
        with _refusing():
            manifest = _write(unfinished, passphrase)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, ActRefused):
            _note("backup", f"Sao lưu vào {folder.name}", JobState.FAILED, message=str(error))
        raise
    missing = manifest["files"]["missing"]
    _note(
        "backup",
        f"Sao lưu vào {folder.name}",
        JobState.DONE,
        message=f"Thiếu {len(missing)} tệp trong kho." if missing else "",
        errors=missing[:100],
        result={"folder": str(folder), "seconds": round(time.monotonic() - started, 1), **_sums(manifest)},
    )
    return manifest


def _write(folder: Path, passphrase: str) -> dict[str, Any]:
    source, maker = Database.of_application(), BundleMaker(folder, passphrase)
    with database.snapshot(source) as (connection, moment):
        made_at = timezone.now().isoformat(timespec="seconds")
        version = connection.info.server_version
        with maker.part(bundle.DATABASE) as out:
            database.dump(source, out, moment=moment)
        tables, names = database.tables(connection), files.names_in(connection)
    with maker.part(bundle.FILES) as archive, maker.part(bundle.LISTING) as listing:
        packed = files.pack(names, default_storage, archive, listing)
    return maker.finish({"made_at": made_at, "server_version": version, "tables": tables, "files": packed})


def restore_backup(*, folder: Path, passphrase: str = "", force: bool = False) -> Restored:
    """Put the backup in the place of the application's database, and its files into the storage.

    The backup is loaded into a database of its own and compared with the manifest first; only then the two are
    swapped, so that a backup that does not restore changes nothing. A database with anybody's work in it is
    replaced with ``force`` alone, and kept aside. Files that are not in the backup stay.
    """
    started, target = time.monotonic(), Database.of_application()
    with _refusing():
        opened = Bundle(folder, passphrase)
        full = database.holds_work(target)
        if full and not force:
            raise ActRefused(
                f"Cơ sở dữ liệu {target.name} đang có dữ liệu. Nếu chắc chắn muốn thay, hãy thêm --force; "
                "cơ sở dữ liệu cũ được giữ lại dưới tên khác."
            )
        aside = f"{target.name}_truoc_{timezone.localtime():%Y%m%d_%H%M%S}"
        with _loaded(opened, target) as new:
            _compare(opened, new)
            count = _unpack(opened, default_storage)
            connections.close_all()
            database.swap(target, new, aside=aside)
        if not full:
            database.drop(target.called(aside))
    done = _restored(opened, count, started, aside=aside if full else "")
    _note("restore", f"Khôi phục từ {folder.name}", JobState.DONE, result=vars(done))
    return done


def drill(*, folder: Path, passphrase: str = "") -> Restored:
    """Restore the backup beside the application, compare every table and file, and remove it again."""
    started, target = time.monotonic(), Database.of_application()
    try:
        with _refusing(), tempfile.TemporaryDirectory(prefix="ocop-dien-tap-") as place:
            opened = Bundle(folder, passphrase)
            with _loaded(opened, target) as new:
                _compare(opened, new)
            count = _unpack(opened, FileSystemStorage(location=place))
    except ActRefused as refusal:
        _note("drill", f"Diễn tập khôi phục {folder.name}", JobState.FAILED, message=str(refusal))
        raise
    done = _restored(opened, count, started)
    _note("drill", f"Diễn tập khôi phục {folder.name}", JobState.DONE, result=vars(done))
    return done


@contextlib.contextmanager
def _loaded(opened: Bundle, target: Database) -> Iterator[Database]:
    """A database of its own with the backup in it; removed afterwards unless it was swapped in."""
    new = target.called(f"{target.name}_moi_{time.time_ns()}")
    database.create(new)
    try:
        with opened.part(bundle.DATABASE) as dumped:
            database.load(new, dumped)
        yield new
    finally:
        database.drop(new)


def _compare(opened: Bundle, new: Database) -> None:
    expected, found = opened.manifest["tables"], database.tables_of(new)
    if different := sorted(
        name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
    ):
        raise BackupDamagedError(
            f"Dữ liệu khôi phục khác bản gốc ở {len(different)} bảng: {', '.join(different[:5])}."
        )


def _unpack(opened: Bundle, storage: Storage) -> int:
    with opened.part(bundle.FILES) as archive, opened.part(bundle.LISTING) as listing:
        count = files.unpack(archive, listing, storage)
    if count != opened.manifest["files"]["count"]:
        raise BackupDamagedError(f"Bản sao lưu có {count} tệp, khác số ghi trong danh mục.")
    return count


def _sums(manifest: dict[str, Any]) -> dict[str, int]:
    return {
        "tables": len(manifest["tables"]),
        "rows": sum(table["rows"] for table in manifest["tables"].values()),
        "files": manifest["files"]["count"],
        "bytes": sum(part["size"] for part in manifest["parts"].values()),
    }


def _restored(opened: Bundle, count: int, started: float, *, aside: str = "") -> Restored:
    sums = _sums(opened.manifest)
    return Restored(
        made_at=opened.manifest["made_at"],
        tables=sums["tables"],
        rows=sums["rows"],
        files=count,
        seconds=round(time.monotonic() - started, 1),
        aside=aside,
    )


def _note(kind: str, title: str, state: JobState, **what: Any) -> None:
    now = timezone.now()
    key = now.isoformat()
    JobRun.objects.create(kind=kind, key=key, title=title, state=state, finished_at=now, **what)
