"""Running several programs as one: started together, watched, and stopped together."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

KIND_SECONDS = 10.0
"""How long a program gets to finish by itself before it is killed."""
TAIL_LINES = 15


class ProgramDiedError(Exception):
    """One of the programs ended by itself; the message names it and shows the end of its log."""


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free_port(port: int) -> int | None:
    """The first free port above `port`, or None."""
    return next((number for number in range(port + 1, min(port + 100, 65_536)) if port_is_free(number)), None)


class Programs:
    """Programs with a log each (`name`.log in `logs`), in process groups of their own.

    Use :func:`running`, which stops them whatever happens.
    """

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start one program."""
        # A supervisor that was killed cannot stop anybody: the kernel then asks the programs to end.
        leash = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        with self.log_of(name).open("wb") as log:
            self._children[name] = subprocess.Popen(
                [*leash, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end them in order
            )

    def log_of(self, name: str) -> Path:
        """Where a program's words go."""
        return self.logs / f"{name}.log"

    def check(self) -> None:
        """Raise ProgramDiedError when one has ended."""
        for name, child in self._children.items():
            if child.poll() is not None:
                lines = self.log_of(name).read_text(encoding="utf-8", errors="replace").splitlines()
                tail = "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])
                raise ProgramDiedError(
                    f"Chương trình {name} đã dừng đột ngột (mã {child.returncode}). "
                    f"Nhật ký {self.log_of(name)}:\n{tail}"
                )

    def watch(self) -> None:
        """Look after them until one ends or the person does; never returns by itself."""
        while True:
            with _interrupts_wait():
                self.check()
            time.sleep(0.5)

    def stop(self) -> None:
        """End the programs kindly, and after ten seconds for good."""
        for child in self._children.values():
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + KIND_SECONDS
        for child in self._children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # whoever of its group is left
            child.wait()
        self._children.clear()


@contextlib.contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Keep Ctrl-C waiting: inside `Popen.poll` it can leave a lock behind on which `stop` would wait for ever."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def running(logs: Path) -> Iterator[Programs]:
    """A place to start programs in; at its end all are stopped, and another Ctrl-C does not disturb that."""
    logs.mkdir(parents=True, exist_ok=True)
    programs = Programs(logs)
    try:
        yield programs
    finally:
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            programs.stop()
        finally:
            signal.signal(signal.SIGINT, heard)
