"""A tiny process that stops a shared server when its last user has gone, however it went.

Started by :mod:`core.embedded.lease` as ``python -I -S keeper.py …``, so it may import the standard library only.
The kernel drops a process's file locks even after ``kill -9``: waiting for the exclusive lock on the users' file is
therefore waiting for "nobody uses it any more", without counting and without polling.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 30.0
"""Seconds a server gets to stop by itself before it is killed."""


def read_pid(pidfile: Path) -> int | None:
    """The process number in a pid file, or None where there is no readable one."""
    try:
        return int(pidfile.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def process_runs(pid: int | None, mark: str) -> bool:
    """Whether the process lives and is the one meant: its command line bears `mark` (process numbers get reused)."""
    if not pid:
        return False
    if Path("/proc/self").exists():
        try:  # a zombie has an empty command line
            return os.fsencode(mark) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop_process(pidfile: Path, mark: str, number: int) -> None:
    """Stop the server behind `pidfile` and come back when it has gone; does nothing where it does not run."""
    pid = read_pid(pidfile)
    deadline = time.monotonic() + PATIENCE
    while pid and process_runs(pid, mark):
        late = time.monotonic() > deadline
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL if late else number)
        number = 0  # once is enough: a second SIGINT would not hurry it
        time.sleep(0.01)


def tidy(home: Path, sockets: Path, *, remove: bool) -> None:
    """Remove the empty folder of the socket, which may lie in /tmp, and all of a throw-away server's files."""
    with contextlib.suppress(OSError):  # it is gone already, or shared with another server
        sockets.rmdir()
    if remove:
        shutil.rmtree(home, ignore_errors=True)


def main(home: str, sockets: str, pidfile: str, mark: str, number: str, remove: str) -> None:
    """Wait until nobody holds the users' lock, then stop the server."""
    folder = Path(home)
    with contextlib.ExitStack() as files:
        try:  # never create them: the last user may have removed the folder already
            mine, users = (
                files.enter_context((folder / f"{name}.lock").open()) for name in ("keeper", "users")
            )
        except FileNotFoundError:
            return
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another keeper watches already
        fcntl.flock(users, fcntl.LOCK_EX)
        stop_process(Path(pidfile), mark, int(number))
        tidy(folder, Path(sockets), remove=remove == "1")


if __name__ == "__main__":
    for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    main(*sys.argv[1:])
