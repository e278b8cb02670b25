"""The compose file's own archive and the scripts beside it, on a real cluster: its loss costs minutes, not a day."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

import psycopg
import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from core.backup.log_copies import send_new
from core.embedded import postgres
from core.embedded.places import make_socket_folder, own_folder, throw_away_home, unprivileged
from tests.harness.ours import PROJECT

SERVICE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["postgres"]


class Cluster:
    """A cluster with the settings that compose gives it, and the folders of a machine."""

    def __init__(self, home):
        self.home, self.programs = home, postgres.programs_folder()
        self.wal = own_folder(home / "wal")
        self.scripts = shutil.copytree(PROJECT / "deploy" / "wal", home / "scripts")
        self.sockets = make_socket_folder(home)

    def run(self, *command):
        path = f"{self.programs}{os.pathsep}{os.defpath}"
        environment = {"PATH": path, "PGHOST": str(self.sockets), "PGUSER": "app"}
        return subprocess.run(
            [str(part) for part in command],
            env=environment,
            cwd="/",
            check=True,
            capture_output=True,
            **unprivileged(),
        )

    def settings(self):
        given = [part for part in SERVICE["command"] if "=" in part]
        for setting in given:
            setting = setting.replace("/usr/local/lib/wal", str(self.scripts))
            yield from ("-c", f"{setting} {self.wal}" if setting.startswith("archive_command") else setting)

    @contextlib.contextmanager
    def running(self, data):
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    self.programs / "postgres",
                    "-D",
                    data,
                    "-h",
                    "",
                    "-k",
                    self.sockets,
                    "-F",
                    *self.settings(),
                ],
                stdout=log,
                stderr=log,
                cwd="/",
                **unprivileged(),
            )
        try:
            assert postgres._wait_until_ready(data, process), (self.home / "log").read_text()
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)

    def ask(self, statement):
        with psycopg.connect(f"host={self.sockets} user=app dbname=postgres", autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else None

    def archived(self, piece):
        deadline = time.monotonic() + 30
        while not (self.wal / piece).exists():
            assert time.monotonic() < deadline, f"{piece} was not archived"
            time.sleep(0.05)


@pytest.fixture
def cluster():
    home = throw_away_home("wal")
    yield Cluster(home)
    shutil.rmtree(home)


def test_a_lost_cluster_comes_back_with_what_was_entered_after_the_copy(cluster):
    data = own_folder(cluster.home / "data")
    postgres._create(cluster.programs, data, careless=True)
    with cluster.running(data) as process:
        cluster.ask("create table marks as select 1 as value")
        cluster.run("sh", cluster.scripts / "base.sh", cluster.wal)
        cluster.ask("insert into marks values (2)")
        ((moment,),) = cluster.ask("select clock_timestamp()::text")
        cluster.ask("insert into marks values (3)")
        ((piece,),) = cluster.ask("select pg_walfile_name(pg_switch_wal())")
        cluster.archived(piece)
        process.kill()
    shutil.rmtree(data)

    for target, expected in (((), 6), ((moment,), 3)):
        new = cluster.home / f"new-{expected}"
        own_folder(new)
        cluster.run("sh", cluster.scripts / "restore.sh", cluster.wal, new, *target)
        with cluster.running(new):
            deadline = time.monotonic() + 30
            while cluster.ask("select pg_is_in_recovery()") == [(True,)] and time.monotonic() < deadline:
                time.sleep(0.05)
            assert cluster.ask("select sum(value)::int from marks") == [(expected,)]


def test_no_more_than_a_quarter_of_an_hour_is_ever_at_stake():
    (timeout,) = [int(part.partition("=")[2]) for part in SERVICE["command"] if "archive_timeout" in part]
    assert timeout <= 15 * 60


def test_a_piece_is_kept_once_and_another_of_its_name_refused(cluster):
    first, second = cluster.home / "a", cluster.home / "b"
    first.write_bytes(b"1" * 100)
    second.write_bytes(b"2" * 100)
    for path in (first, first):
        cluster.run("sh", cluster.scripts / "archive.sh", path, "0001", cluster.wal)
    with pytest.raises(subprocess.CalledProcessError):
        cluster.run("sh", cluster.scripts / "archive.sh", second, "0001", cluster.wal)
    assert [path.name for path in cluster.wal.iterdir()] == ["0001"]


def test_nothing_is_restored_over_what_is_there(cluster):
    data = own_folder(cluster.home / "data")
    (data / "PG_VERSION").write_text("18")
    (cluster.wal / "base-20260101-000000").mkdir()
    with pytest.raises(subprocess.CalledProcessError) as error:
        cluster.run("sh", cluster.scripts / "restore.sh", cluster.wal, data)
    assert "không trống" in error.value.stderr.decode()


def test_the_log_leaves_the_machine_sealed_and_comes_back(bucket, settings, tmp_path):
    settings.BACKUP_PASSPHRASE = "một câu dài để mã hóa"
    wal, back = tmp_path / "wal", tmp_path / "back"
    (wal / "base-20261125-010000").mkdir(parents=True)
    given = {"000000010000000000000001": b"Nguyen Van A" * 5000, "base-20261125-010000/base.tar.gz": b"x"}
    for name, content in given.items():
        (wal / name).write_bytes(content)
    (wal / ".000000010000000000000002").write_bytes(b"half")
    call_command("copy_log", wal)
    assert len(bucket.kept) == 2
    assert not any(b"Nguyen" in body for body in bucket.kept.values())
    (wal / "000000010000000000000002").write_bytes(b"next")
    sent = set()
    assert [send_new(wal, passphrase=settings.BACKUP_PASSPHRASE, sent=sent) for _ in range(2)] == [1, 0]
    call_command("fetch_log", back)
    found = {
        path.relative_to(back).as_posix(): path.read_bytes() for path in back.rglob("*") if path.is_file()
    }
    assert found == {**given, "000000010000000000000002": b"next"}


def test_a_copied_piece_that_was_changed_or_swapped_is_refused(bucket, settings, tmp_path):
    settings.BACKUP_PASSPHRASE = "một câu dài để mã hóa"
    wal = tmp_path / "wal"
    wal.mkdir()
    for name in ("01", "02"):
        (wal / name).write_bytes(name.encode() * 1000)
    call_command("copy_log", wal)
    whole = dict(bucket.kept)
    first, second = sorted(whole)
    spoilt = {
        "changed": {first: whole[first][:-1] + bytes([whole[first][-1] ^ 1])},
        "cut": {first: whole[first][:40]},
        "swapped": {first: whole[second]},
    }
    for what, change in spoilt.items():
        bucket.kept.update({**whole, **change})
        with pytest.raises(CommandError):
            call_command("fetch_log", tmp_path / what)
        assert not (tmp_path / what / "01").exists()


def test_nothing_leaves_the_machine_in_clear(bucket, settings, tmp_path):
    settings.BACKUP_PASSPHRASE = ""
    with pytest.raises(CommandError, match="đã mã hóa"):
        call_command("copy_log", tmp_path)
