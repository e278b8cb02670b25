"""The embedded servers: started once, shared, stopped by the last user, and mended after a kill."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import psycopg
import pytest
from redis import Redis

from core.embedded import keeper, postgres, redis
from core.embedded.lease import EmbeddedServiceError
from core.embedded.places import LONGEST_SOCKET, PROJECT, is_root, socket_folder, throw_away_home

USE_FOR_A_WHILE = """
import sys
from pathlib import Path
from core.embedded import {module} as service
lease = service.lease(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
lease.release()
"""


@pytest.fixture
def home():
    """A place for a cluster whose data stays between two leases of one test."""
    folder = throw_away_home("test")
    yield folder
    for service in (postgres, redis):
        server = service._server(folder, throw_away=True)
        keeper.stop_process(server.pidfile, server.mark, server.stop_signal)
    shutil.rmtree(folder, ignore_errors=True)  # a keeper may be tidying up at the same time


@pytest.fixture
def user():
    """Start other processes that use a server until their standard input closes."""
    with ExitStack() as running:

        def start(home, module="postgres"):
            process = subprocess.Popen(
                [sys.executable, "-c", USE_FOR_A_WHILE.format(module=module), str(home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=PROJECT,
                text=True,
            )
            running.enter_context(process)
            running.callback(process.kill)
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def ask(home, question, database=postgres.DATABASE):
    with psycopg.connect(
        host=socket_folder(home), user="app", dbname=database, autocommit=True
    ) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def pid_of(service, home):
    server = service._server(home, throw_away=False)
    return keeper.read_pid(server.pidfile) if server.runs() else None


def wait_until_stopped(service, home):
    deadline = time.monotonic() + 10
    while pid_of(service, home) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pid_of(service, home) is None


def test_database_knows_vietnamese_capitals_and_has_the_extensions(home):
    with postgres.lease(home):
        assert ask(home, "select upper('đặng thị ớt')") == "ĐẶNG THỊ ỚT"
        found = ask(
            home,
            "select string_agg(name, ' ' order by name) from pg_available_extensions"
            " where name in ('btree_gist', 'citext', 'pg_trgm', 'unaccent')",
        )
    assert found == "btree_gist citext pg_trgm unaccent"


def test_data_stays_and_run_mode_is_durable(home):
    with postgres.lease(home):
        ask(home, "create table note as select 'còn đây' as text")
        assert ask(home, "show fsync") == "on"
    wait_until_stopped(postgres, home)
    with postgres.lease(home):
        assert ask(home, "select text from note") == "còn đây"


def test_throw_away_cluster_leaves_nothing():
    lease = postgres.lease_throw_away()
    home = lease.server.home
    assert ask(home, "show fsync") == "off"
    lease.release()
    lease.release()
    assert not home.exists()


def test_server_listens_on_a_private_socket_only(home):
    with postgres.lease(home):
        assert ask(home, "show listen_addresses") == ""
        assert socket_folder(home).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not is_root(), reason="only root has to hand the server to another account")
def test_root_runs_the_server_as_nobody(home):
    with postgres.lease(home):
        assert os.stat(f"/proc/{pid_of(postgres, home)}").st_uid == 65534


@pytest.mark.parametrize("service", [postgres, redis], ids=["postgres", "redis"])
def test_two_users_share_one_server_and_the_last_stops_it(home, user, service):
    module = service.__name__.rpartition(".")[2]
    first, second = user(home, module), user(home, module)
    pid = pid_of(service, home)

    first.stdin.close()
    assert first.wait(10) == 0
    assert pid_of(service, home) == pid

    second.stdin.close()
    assert second.wait(10) == 0
    assert pid_of(service, home) is None


def test_many_processes_at_once_start_one_server(home):
    script = (
        "import sys; from pathlib import Path; import psycopg\n"
        "from core.embedded import postgres as service\n"
        "from core.embedded.places import socket_folder\n"
        "home = Path(sys.argv[1])\n"
        "with service.lease(home):\n"
        "    with psycopg.connect(host=socket_folder(home), user='app', dbname='ocop') as c:\n"
        "        c.execute('select pg_sleep(0.2)')\n"
    )
    command = [sys.executable, "-c", script, str(home)]
    processes = [subprocess.Popen(command, cwd=PROJECT) for _ in range(5)]
    assert [process.wait(60) for process in processes] == [0] * 5
    wait_until_stopped(postgres, home)


@pytest.mark.parametrize("service", [postgres, redis], ids=["postgres", "redis"])
def test_killed_user_leaves_no_server_behind(home, user, service):
    process = user(home, service.__name__.rpartition(".")[2])
    assert pid_of(service, home)
    process.kill()
    wait_until_stopped(service, home)


def test_user_killed_beside_another_does_not_stop_the_server(home, user):
    starter, other = user(home), user(home)
    starter.kill()
    starter.wait()
    time.sleep(0.2)
    assert ask(home, "select 1") == 1
    other.stdin.close()
    assert other.wait(10) == 0
    wait_until_stopped(postgres, home)


def test_crashed_server_is_started_again_with_its_data(home):
    lease = postgres.lease(home)
    ask(home, "create table note as select 7 as number")
    os.kill(pid_of(postgres, home), signal.SIGQUIT)
    wait_until_stopped(postgres, home)
    lease.release()
    with postgres.lease(home):
        assert ask(home, "select number from note") == 7


def test_stale_pid_file_of_another_process_is_no_hindrance(home):
    with postgres.lease(home):
        pass
    (home / "data/postmaster.pid").write_text(f"{os.getpid()}\n{home}/data\n")
    with postgres.lease(home):
        assert ask(home, "select 1") == 1


def test_half_made_cluster_is_made_again(home):
    with postgres.lease(home):
        pass
    (home / "data/PG_VERSION").unlink()
    with postgres.lease(home):
        assert ask(home, "select 1") == 1


def test_wrong_programs_folder_is_explained(home, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", "/khong-co")
    with pytest.raises(EmbeddedServiceError) as error:
        postgres.lease(home)
    assert str(error.value) == (
        "PG_BINDIR=/khong-co không có chương trình postgres. Hãy sửa hoặc bỏ PG_BINDIR."
    )


def test_data_of_another_version_is_explained(home):
    with postgres.lease(home):
        pass
    (home / "data/PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedServiceError, match="do PostgreSQL 16 tạo, nhưng chương trình là bản 18"):
        postgres.lease(home)


def test_broken_settings_are_explained_in_one_line(home):
    with postgres.lease(home):
        pass
    (home / "data/postgresql.conf").write_text("max_connections = nhiều\n")
    with pytest.raises(EmbeddedServiceError) as error:
        postgres.lease(home)
    message = str(error.value)
    assert message.startswith("Không khởi động được PostgreSQL: ")
    assert "\n" not in message
    assert str(home / "server.log") in message


@pytest.mark.parametrize("name", ["x" * 150, "thư mục của tôi"])
def test_socket_of_a_long_or_odd_folder_is_short(tmp_path, name):
    folder = socket_folder(tmp_path / name)
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET
    assert folder == socket_folder(tmp_path / name)
    assert folder != socket_folder(tmp_path / f"{name}2")


def test_odd_project_folder_works(home):
    odd = home / "OCOP 'Cần Thơ', bản $HOME"
    odd.mkdir(mode=0o711)
    with postgres.lease(odd):
        assert ask(odd, "select 1") == 1
    with redis.lease(odd):
        assert redis._answers(redis._socket(odd))
    assert not socket_folder(odd).exists()


def test_queue_survives_a_restart(home):
    with redis.lease(home), Redis.from_url(redis.url(home)) as client:
        client.rpush("fast", "việc đang chờ")
    wait_until_stopped(redis, home)
    with redis.lease(home), Redis.from_url(redis.url(home)) as client:
        assert client.lrange("fast", 0, -1) == ["việc đang chờ".encode()]


def test_keeper_that_comes_too_late_leaves_no_trace(home):
    command = [sys.executable, "-I", "-S", keeper.__file__, home, home / "run", home / "pid", "x", "2", "0"]
    assert subprocess.run(command, check=False).returncode == 0
    assert list(home.iterdir()) == []
