"""A backup restores to the same rows and files, or says why not and changes nothing."""

import hashlib
import io
import json
import shutil
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections

from core.backup import BackupDamagedError, database
from core.backup.database import Database
from core.backup.files import digest_of
from core.backup.sealing import PIECE, Keys, PartReader, PartWriter
from core.domain import backups
from core.errors import ActRefused
from core.models import JobRun, StoredFile
from tests.factories.products import RatingFactory

PASSPHRASE = "ngựa xe tem pin đúng"
LETTERS = "Nội dung tệp số {}. Đủ dấu."


@pytest.fixture
def data():
    """Some rows and files."""
    RatingFactory.create_batch(2)
    names = [default_storage.save(f"ab/cd/tep{n}", ContentFile(LETTERS.format(n).encode())) for n in (1, 2)]
    for name in names:
        StoredFile.objects.create(
            content=name, original_name=name, content_type="text/plain", size=1, sha256="0"
        )
    return names


@contextmanager
def application_at(name):
    """The application's database is another one of the same server."""
    connections["default"].close()
    given, before = connections["default"].settings_dict, connections["default"].settings_dict["NAME"]
    given["NAME"] = name
    try:
        yield Database.of_application()
    finally:
        connections["default"].close()
        given["NAME"] = before


@pytest.fixture
def empty_place():
    """An empty database and an empty file store, as on a new machine."""
    new = Database.of_application().called("may_moi")
    database.create(new)
    yield new
    with database.Database.of_application().called("postgres").connect() as server:
        left = server.execute("select datname from pg_database where datname like 'may_moi%'").fetchall()
    for (name,) in left:
        database.drop(new.called(name))


@pytest.mark.django_db(transaction=True)
def test_round_trip_to_an_empty_machine(data, empty_place, tmp_path, settings, capsys):
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    folder, before = tmp_path / "ban-1", database.tables_of(Database.of_application())
    call_command("backup", str(folder))
    manifest = json.loads(capsys.readouterr().out)
    assert (manifest["files"]["count"], manifest["files"]["missing"]) == (2, [])
    assert manifest["tables"] == before
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not any(word in stored for word in ("Nội dung tệp".encode(), b"PGDMP", b"products_rating ("))

    call_command("restore", str(folder), "--drill")
    report = json.loads(capsys.readouterr().out)
    rows = sum(table["rows"] for table in before.values())
    assert (report["rows"], report["files"], report["tables"]) == (rows, 2, len(before))

    shutil.rmtree(settings.MEDIA_ROOT)
    with application_at(empty_place.name):
        call_command("restore", str(folder))
        assert [digest_of(default_storage, name) for name in data] == [
            hashlib.sha256(LETTERS.format(n).encode()).hexdigest() for n in (1, 2)
        ]
        assert JobRun.objects.get().kind == "restore"
        JobRun.objects.all().delete()
        assert database.tables_of(Database.of_application()) == before

        # now somebody's work is there: it is replaced on demand only, and kept aside
        StoredFile.objects.create(
            content="mới", original_name="Việc mới", content_type="x", size=1, sha256="1"
        )
        with pytest.raises(ActRefused, match="--force"):
            backups.restore_backup(folder=folder, passphrase=PASSPHRASE)
        assert StoredFile.objects.filter(original_name="Việc mới").exists()
        done = backups.restore_backup(folder=folder, passphrase=PASSPHRASE, force=True)
        assert not StoredFile.objects.filter(original_name="Việc mới").exists()
        with empty_place.called(done.aside).connect() as old:
            assert old.execute("select count(*) from core_storedfile").fetchone() == (3,)


@pytest.mark.django_db(transaction=True)
def test_what_is_damaged_or_locked_is_refused(data, tmp_path):
    folder = tmp_path / "ban"
    backups.take_backup(folder=folder, passphrase=PASSPHRASE)
    with pytest.raises(ActRefused, match="đã có dữ liệu"):
        backups.take_backup(folder=folder)
    for wrong, said in (("", "có mật khẩu"), ("sai", "Sai mật khẩu")):
        with pytest.raises(ActRefused, match=said):
            backups.drill(folder=folder, passphrase=wrong)
    manifest = folder / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace('"rows": 2', '"rows": 3'))
    with pytest.raises(ActRefused, match="đã bị sửa"):
        backups.drill(folder=folder, passphrase=PASSPHRASE)
    manifest.write_text(whole)
    dump = folder / "database.dump"
    *begin, last = dump.read_bytes()
    dump.write_bytes(bytes([*begin, last ^ 1]))  # a given byte would be the same one time in 256
    with pytest.raises(ActRefused, match=r"database\.dump không đúng mã SHA-256"):
        backups.drill(folder=folder, passphrase=PASSPHRASE)
    assert set(JobRun.objects.filter(kind="drill").values_list("state", flat=True)) == {"failed"}


@pytest.mark.django_db(transaction=True)
def test_rows_that_differ_from_the_manifest_fail_the_drill(data, tmp_path):
    folder = tmp_path / "ban"
    manifest = backups.take_backup(folder=folder)
    manifest["tables"]["core_storedfile"]["digest"] = "1"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ActRefused, match=r"khác bản gốc ở 1 bảng: core_storedfile\."):
        backups.drill(folder=folder)
    with Database.of_application().called("postgres").connect() as server:
        left = server.execute("select count(*) from pg_database where datname like '%_moi_%'").fetchone()
    assert left == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_lost_file_is_named_and_does_not_stop_the_backup(data, tmp_path):
    default_storage.delete(data[0])
    manifest = backups.take_backup(folder=tmp_path / "ban")
    assert (manifest["files"]["missing"], manifest["files"]["count"]) == ([data[0]], 1)
    assert JobRun.objects.get(kind="backup").errors == [data[0]]
    assert backups.drill(folder=tmp_path / "ban").files == 1


KEYS = Keys.derive("x", b"y" * 16)
SEALED = PIECE + 16


def written(content, keys, name="p"):
    out = io.BytesIO()
    writer = PartWriter(out, name, keys)
    for start in range(0, len(content), 300_000):
        writer.write(content[start : start + 300_000])
    writer.close()
    assert writer.size == len(out.getvalue())
    return out.getvalue()


@pytest.mark.parametrize("keys", [None, KEYS], ids=["plain", "sealed"])
@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_a_part_comes_back_as_it_was(size, keys):
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    stored = written(content, keys)
    assert PartReader(io.BytesIO(stored), "p", keys).readall() == content
    assert keys is None or size < 100 or content[:100] not in stored


@pytest.mark.parametrize(
    "spoil",
    [
        lambda stored: stored[: 7 + 2 * SEALED],  # the last piece cut off
        lambda stored: stored[:7],
        lambda stored: stored[:-1],
        lambda stored: (
            stored[:7] + stored[7 + SEALED : 7 + 2 * SEALED] + stored[7 : 7 + SEALED] + stored[-21:]
        ),
        lambda stored: stored[:7] + stored[7 + SEALED :],  # the first left out
        lambda stored: stored[:99] + bytes([stored[99] ^ 1]) + stored[100:],
        lambda stored: written(b"z" * (2 * PIECE + 5), KEYS, "another part"),
    ],
)
def test_a_spoilt_part_is_not_opened(spoil):
    stored = spoil(written(b"a" * (2 * PIECE + 5), KEYS))
    with pytest.raises(BackupDamagedError):
        PartReader(io.BytesIO(stored), "p", KEYS).readall()
