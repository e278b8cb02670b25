"""Sharing one server among several processes: the first starts it, the last one out stops it.

Every user holds a shared file lock for as long as it uses the server. Who can turn its lock into an exclusive one is
the last, and stops the server; a keeper process waits for the same lock and does it for users that were killed.
"""

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.embedded import keeper


class EmbeddedServiceError(Exception):
    """A server could not be started; the message is one Vietnamese line for the person at the terminal."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """What must be known about a server program to share it."""

    home: Path
    """Folder of the lock files, and of all the server writes."""
    sockets: Path
    """Folder of its socket."""
    pidfile: Path
    mark: str
    """A text found on the server's command line and on no other's."""
    stop_signal: int
    start: Callable[[], subprocess.Popen[bytes]]
    """Starts the program and returns once it answers."""
    is_ready: Callable[[], bool]
    throw_away: bool = False
    """Remove `home` after the server has stopped."""

    def runs(self) -> bool:
        """Whether the server's process lives."""
        return keeper.process_runs(keeper.read_pid(self.pidfile), self.mark)


class Lease:
    """The right to use a running server; give it back with :meth:`release` (or as a context manager)."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._children: list[subprocess.Popen[bytes]] = []
        server.home.mkdir(parents=True, exist_ok=True)
        self._users: IO[str] | None = (server.home / "users.lock").open("a")
        try:
            # Waits while the last user, or the keeper, is stopping the server.
            fcntl.flock(self._users, fcntl.LOCK_SH)
            with (server.home / "start.lock").open("a") as one_at_a_time:
                fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
                if not server.runs():
                    self._children.append(server.start())
                elif not server.is_ready():
                    raise EmbeddedServiceError(f"Máy chủ trong {server.home} đang chạy nhưng không trả lời.")
                self._ensure_keeper()
        except BaseException:
            self.release()
            raise

    def _ensure_keeper(self) -> None:
        with (self.server.home / "keeper.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        server = self.server
        arguments = [server.home, server.sockets, server.pidfile, server.mark, server.stop_signal]
        arguments.append(int(server.throw_away))
        self._children.append(
            subprocess.Popen(
                [sys.executable, "-I", "-S", keeper.__file__, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal must not reach it
                cwd="/",
            )
        )

    def release(self) -> None:
        """Stop using the server; stops it where nobody else uses it. Harmless when called twice."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still works with it
            keeper.stop_process(self.server.pidfile, self.server.mark, self.server.stop_signal)
            keeper.tidy(self.server.home, self.server.sockets, remove=self.server.throw_away)
        for child in self._children:
            # The keeper may meanwhile watch a server that somebody else has started anew.
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=0.5)

    def __enter__(self) -> "Lease":
        return self

    def __exit__(self, *exception: object) -> None:
        self.release()
