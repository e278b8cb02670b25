"""The whole application on this machine: web, worker and beat over the embedded services."""

import contextlib
import os
import signal
import sys
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.embedded.supervisor import ProgramDiedError, Programs, next_free_port, port_is_free, running

LOGS = settings.VAR_DIR / "log"
BEAT_PID = settings.VAR_DIR / "beat.pid"
ANSWER_SECONDS = 60


class Command(BaseCommand):
    help = "Chạy toàn bộ ứng dụng trên máy này với dữ liệu minh họa; Ctrl-C để dừng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: Any) -> None:
        refuse_busy_port(port)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(143))
        try:
            with running(LOGS) as programs:
                self.prepare()
                BEAT_PID.unlink(missing_ok=True)  # of a run that was killed
                for name, command in commands(port).items():
                    programs.start(name, command, os.environ)
                wait_until_served(port, programs)
                self.announce(port)
                programs.watch()
        except ProgramDiedError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\nĐã dừng. Dữ liệu vẫn còn cho lần sau.")

    def prepare(self) -> None:
        """The data of the demonstration."""
        call_command("setup_demo", stdout=self.stdout, stderr=self.stderr)

    def announce(self, port: int) -> None:
        """Where the application is, and who may sign in."""
        self.stdout.write(f"\nỨng dụng đang chạy tại http://localhost:{port}/")
        call_command("demo_accounts", stdout=self.stdout)
        self.stdout.write("\nNhấn Ctrl-C để dừng; dữ liệu được giữ cho lần sau.")
        self.stdout.flush()


def refuse_busy_port(port: int) -> None:
    """Raise CommandError where another program has the port, naming one that is free."""
    if not port_is_free(port):
        raise CommandError(
            f"Cổng {port} đang có chương trình khác dùng (port {port} is busy). "
            f"Hãy chạy: make run PORT={next_free_port(port)}"
        )


def commands(port: int) -> dict[str, list[str]]:
    """What runs beside the database and the broker."""
    celery = [sys.executable, "-m", "celery", "-A", "ocop_cantho"]

    def worker(name: str, queues: str) -> list[str]:
        # several Celery processes may share one machine; their names must differ from another copy's
        node = f"{name}-{port}@%h"
        return [*celery, "worker", "-Q", queues, "-c", "1", "-n", node, "-l", "INFO"]

    return {
        "web": [
            *(sys.executable, "-m", "gunicorn", "-c", "python:ocop_cantho.web_server"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--graceful-timeout", "5"),
        ],
        # a long report or import does not keep what takes a moment waiting
        "worker": worker("ocop", "fast"),
        "worker-long": worker("ocop-long", "reports,imports"),
        "beat": [*celery, "beat", "-l", "INFO", f"--pidfile={BEAT_PID}"],
    }


def wait_until_served(port: int, programs: Programs) -> None:
    """Return when the application answers; raises CommandError or ProgramDiedError when it does not."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        programs.check()
        with contextlib.suppress(OSError), ask(port):
            return
        time.sleep(0.1)
    web_log: Path = programs.log_of("web")
    raise CommandError(f"Ứng dụng không trả lời sau {ANSWER_SECONDS} giây; xem {web_log}.")


def ask(port: int) -> Any:
    """The answer of the health page."""
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=2)
