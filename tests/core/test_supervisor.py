"""Programs run as one: the port, the watch, the end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.embedded.places import PROJECT
from core.embedded.supervisor import ProgramDiedError, Programs, next_free_port, port_is_free, running

# started in a shell's background it would inherit that Ctrl-C is ignored
SUPERVISE = """
import signal
import sys
from pathlib import Path
from core.embedded.supervisor import running
signal.signal(signal.SIGINT, signal.default_int_handler)
with running(Path(sys.argv[1])) as programs:
    programs.start("one", ["sleep", "60"])
    print(*[child.pid for child in programs._children.values()], flush=True)
    programs.watch()
"""


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_busy_port_is_named_and_another_offered(busy_port):
    free = next_free_port(busy_port)
    assert not port_is_free(busy_port)
    assert port_is_free(free)
    with pytest.raises(CommandError) as error:
        call_command("serve", port=busy_port)
    assert str(error.value) == (
        f"Cổng {busy_port} đang có chương trình khác dùng (port {busy_port} is busy). "
        f"Hãy chạy: make run PORT={free}"
    )


def test_programs_are_stopped_at_the_end_with_their_children(tmp_path):
    with running(tmp_path) as programs:
        programs.start("family", ["sh", "-c", "sleep 61 & echo $!; wait"])
        wait_until(lambda: programs.log_of("family").read_text())
        child = int(programs.log_of("family").read_text())
        programs.check()
        assert alive(child)
    wait_until(lambda: not alive(child))


def test_program_that_dies_is_named_with_the_end_of_its_log(tmp_path):
    with running(tmp_path) as programs:
        programs.start("web", ["sh", "-c", "seq 1 30; echo hỏng >&2; exit 3"])
        with pytest.raises(ProgramDiedError) as error:
            programs.watch()
    message = str(error.value)
    assert message.startswith(
        f"Chương trình web đã dừng đột ngột (mã 3). Nhật ký {tmp_path}/web.log:\n  17\n"
    )
    assert message.endswith("\n  30\n  hỏng")


def test_program_deaf_to_kind_words_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("core.embedded.supervisor.KIND_SECONDS", 0.2)
    with running(tmp_path) as programs:
        programs.start("deaf", ["sh", "-c", "trap '' TERM; echo $$; while true; do sleep 0.1; done"])
        wait_until(lambda: programs.log_of("deaf").read_text())
        pid = int(programs.log_of("deaf").read_text())
    assert not alive(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_no_program_outlives_its_supervisor(tmp_path, number):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        text=True,
    )
    with supervisor:
        child = int(supervisor.stdout.readline())
        wait_until(lambda: Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"sleep"))
        os.kill(supervisor.pid, number)
        supervisor.wait(10)
        wait_until(lambda: not alive(child))


class PolledWhileInterrupted:
    """A program during whose poll somebody presses Ctrl-C."""

    finished = False

    def poll(self):
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # a test worker has other threads too
        self.finished = True


def test_an_interrupt_waits_until_a_program_has_been_looked_at(tmp_path):
    """In the middle of `Popen.poll` it left its lock held, and stopping hung for ever."""
    programs, child = Programs(tmp_path), PolledWhileInterrupted()
    programs._children["one"] = child
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            programs.watch()
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.finished
