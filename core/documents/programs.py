"""Programs that render HTML files to PDF side by side.

Process pools are not allowed inside a Celery worker; plain programs are, and memory is that of one part.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from core.documents.pdf import ARCHIVE, font_faces

PROGRAMS = 2
WORKER = Path(__file__).with_name("chunk_worker.py")
Step = Callable[[int, int], None]


class Programs(ExitStack):
    """Programs that render files from one queue; each thread feeds one program and counts what is done."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._faces = place / "faces.css"
        self._faces.write_text(font_faces(), encoding="utf-8")
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._problems: list[BaseException] = []
        self._done = 0

    def start(self, files: Sequence[Path], step: Step) -> None:
        """Begin; ``step`` is told how many files are behind us and may raise to stop."""
        self._total, self._step, queue = len(files), step, iter(files)
        for _ in range(min(PROGRAMS, len(files))):
            program = subprocess.Popen(
                [sys.executable, "-P", str(WORKER), ARCHIVE, str(self._faces)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            self.callback(_end, program)
            thread = Thread(target=self._feed, args=(program, queue), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _feed(self, program: Any, queue: Iterator[Path]) -> None:
        try:
            while not self._problems:
                with self._lock:
                    file = next(queue, None)
                if file is None:
                    return
                program.stdin.write(f"{file}\t{file.with_suffix('.pdf')}\n")
                program.stdin.flush()
                if not program.stdout.readline():
                    raise RuntimeError(f"the program rendering {file.name} ended with {program.wait()}")
                with self._lock:
                    self._done += 1
        except BaseException as problem:  # noqa: BLE001 (told to the thread that waits)
            self._problems.append(problem)

    def wait(self) -> None:
        """Until all is rendered; progress is told from here, in the caller's own thread and connection."""
        while any(thread.is_alive() for thread in self._threads):
            for thread in self._threads:
                thread.join(timeout=0.5)
            self._step(self._done, self._total)
        if self._problems:
            raise self._problems[0]


def _end(program: Any) -> None:
    program.stdin.close()
    program.kill()
    program.stdout.close()
    program.wait()
