"""The whole application on this machine: web, worker and beat over the embedded services."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

LOGS = settings.VAR_DIR / "log"
REPORT = settings.VAR_DIR / "reports" / "bao-cao-nam-2022.pdf"


class Command(BaseCommand):
    help = "Chạy toàn bộ ứng dụng trên máy này với dữ liệu minh họa; Ctrl-C để dừng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: Any) -> None:
        if not port_is_free(port):
            free = next((n for n in range(port + 1, port + 100) if port_is_free(n)), None)
            raise CommandError(
                f"Cổng {port} đang có chương trình khác dùng (port {port} is busy). Hãy chạy: make run PORT={free}"
            )
        call_command("setup_demo")
        if not REPORT.exists():
            self.stdout.write("Đang lập báo cáo năm 2022 …")
            REPORT.parent.mkdir(parents=True, exist_ok=True)
            call_command("build_report", "annual", year=2022, output=str(REPORT))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        with contextlib.suppress(KeyboardInterrupt), running(programs(port)) as children:
            wait_until_served(port, children)
            self.stdout.write(f"\nỨng dụng đang chạy tại http://localhost:{port}/")
            self.stdout.write(f"Báo cáo năm 2022: {REPORT}")
            call_command("demo_accounts", stdout=self.stdout)
            self.stdout.write("Nhấn Ctrl-C để dừng; dữ liệu được giữ cho lần sau.")
            self.stdout.flush()
            watch(children)
        self.stdout.write("\nĐã dừng. Dữ liệu vẫn còn.")


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def programs(port: int) -> dict[str, list[str]]:
    """What runs beside the database and the broker."""
    celery = [sys.executable, "-m", "celery", "-A", "ocop_cantho"]
    # several Celery processes may share one machine; their names must differ from another copy's
    name = f"ocop-{port}@%h"
    return {
        "web": [
            *(sys.executable, "-m", "gunicorn", "ocop_cantho.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5"),
        ],
        "worker": [
            *(*celery, "worker", "-Q", "fast,reports,imports", "-c", "2", "-n", name, "-l", "INFO"),
        ],
        "beat": [*celery, "beat", "-l", "INFO", f"--pidfile={settings.VAR_DIR / 'beat.pid'}"],
    }


@contextlib.contextmanager
def running(commands: dict[str, list[str]]) -> Iterator[dict[str, subprocess.Popen]]:
    """Start the programs, each in a group of its own with a log; stop them all at the end."""
    LOGS.mkdir(parents=True, exist_ok=True)
    (settings.VAR_DIR / "beat.pid").unlink(missing_ok=True)
    children = {}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ocop_cantho.settings.dev"}
    try:
        for name, command in commands.items():
            with log_of(name).open("w", encoding="utf-8") as log:
                children[name] = subprocess.Popen(
                    command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
                )
        yield children
    finally:
        stop(children)


def stop(children: dict[str, subprocess.Popen]) -> None:
    """End the programs kindly, and after ten seconds for good."""
    for child in children.values():
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    deadline = time.monotonic() + 10
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def log_of(name: str) -> Path:
    """Where a program's words go."""
    return LOGS / f"{name}.log"


def check_alive(children: dict[str, subprocess.Popen]) -> None:
    """Raise CommandError with the end of its log when a program has died."""
    for name, child in children.items():
        if child.poll() is not None:
            tail = "\n".join(log_of(name).read_text(encoding="utf-8").splitlines()[-15:])
            raise CommandError(f"Chương trình {name} đã dừng đột ngột:\n{tail}")


def wait_until_served(port: int, children: dict[str, subprocess.Popen]) -> None:
    """Return when the application answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        check_alive(children)
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=2),
        ):
            return
        time.sleep(0.2)
    raise CommandError("Ứng dụng không trả lời sau 60 giây; xem var/log/web.log.")


def watch(children: dict[str, subprocess.Popen]) -> None:
    """Until Ctrl-C, see that every program lives."""
    while True:
        check_alive(children)
        time.sleep(1)
