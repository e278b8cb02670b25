"""Annexes of many thousands of rows: rendered in parts by programs side by side, merged, numbered right through.

One piece of 20,000 rows takes minutes and gigabytes; the memory of a part does not depend on how many there are.
"""

import io
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from html import escape
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.documents.model import Annex, OfficialDocument, Paragraph, Table
from core.documents.pdf import font_faces
from core.money import format_number

LONG = 1500
"""From how many rows a table is rendered in parts."""
PART = 500
PROGRAMS = 2
ARCHIVE = "pdf/a-3b"
WORKER = Path(__file__).with_name("chunk_worker.py")
Step = Callable[[int, int], None]
STYLE = """
@page { size: A4 %(size)s; margin: %(margin)s; }
body { font: 14pt/1.3 Termes; color: #000; margin: 0; }
.title { text-align: center; font-weight: bold; } .title p { margin: 0; }
.title .with { font-weight: normal; font-style: italic; margin-bottom: 4mm; }
table { width: 100%%; border-collapse: collapse; table-layout: fixed; font-size: 10.5pt; line-height: 1.2; }
caption { font-size: 13pt; font-style: italic; padding-bottom: 1mm; }
th, td { border: .2mm solid #000; padding: 1mm 1.5mm; vertical-align: middle; overflow-wrap: break-word; }
th { text-align: center; } td.n { text-align: right; }
td.d { white-space: nowrap; text-align: center; } tr { break-inside: avoid; }
.band th { text-align: left; background: #eee; break-after: avoid; }
"""


def is_long(document: OfficialDocument) -> bool:
    """Whether any table of the document has to be rendered in parts."""
    return any(len(table.rows) > LONG for table in document.tables)


def apart(document: OfficialDocument) -> tuple[OfficialDocument, list[Annex]]:
    """The document without its long tables, and these as annexes of their own behind the others."""
    long: list[Annex] = []

    def without(blocks: tuple, landscape: bool, title: str) -> tuple:
        kept: list[Any] = []
        for block in blocks:
            if isinstance(block, Table) and len(block.rows) > LONG:
                long.append(Annex(title or block.caption.upper(), (block,), landscape))
                number = format_number(len(block.rows))
                kept.append(Paragraph(f"{block.caption}: {number} dòng, tại phụ lục kèm theo."))
            else:
                kept.append(block)
        return tuple(kept)

    body = without(document.body, True, "")
    annexes = []
    for annex in document.annexes:
        blocks = without(annex.blocks, annex.landscape, annex.title)
        if any(not isinstance(block, Paragraph) for block in blocks):
            annexes.append(replace(annex, blocks=blocks))
    return replace(document, body=body, annexes=tuple(annexes)), long


def render_long(
    document: OfficialDocument,
    render_rest: Callable[[OfficialDocument], bytes],
    *,
    dated: str,
    step: Step,
) -> bytes:
    """The whole document: ``render_rest`` makes what is short, the long annexes are appended in their order."""
    rest, long = apart(document)
    first_number = len(rest.annexes) + 1
    several = len(rest.annexes) + len(long) > 1
    with tempfile.TemporaryDirectory(prefix="ocop-annex-") as folder:
        place = Path(folder)
        parts = [
            _written(document, annex, place, _name(first_number + index, several), index, dated)
            for index, annex in enumerate(long)
        ]
        everything = list(itertools.chain.from_iterable(parts))
        with Programs(place) as programs:
            programs.start(everything, step)
            made = render_rest(rest)  # meanwhile
            programs.wait()
        return _merged(made, long, parts, place)


def _name(number: int, several: bool) -> str:
    roman = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number]
    return f"Phụ lục {roman}" if several else "Phụ lục"


def _written(
    document: OfficialDocument, annex: Annex, place: Path, name: str, index: int, dated: str
) -> list[Path]:
    """The parts of one annex as HTML files, in order."""
    [table] = annex.blocks
    assert isinstance(table, Table)
    margin = "30mm 20mm 15mm 20mm" if annex.landscape else "20mm 15mm 20mm 30mm"
    style = STYLE % {"size": "landscape" if annex.landscape else "portrait", "margin": margin}
    number = document.number or "\N{EM SPACE}\N{EM SPACE}"
    title = (
        f'<div class="title"><p>{name}</p><p>{escape(annex.title)}</p><p class="with">(Kèm theo '
        f"{escape(document.kind.capitalize())} số {escape(number)}{escape(document.symbol)} {escape(dated)} của "
        f"{escape(document.issuer_name)})</p></div>"
    )
    widths = "".join(f'<col style="width:{c.width}%">' if c.width else "<col>" for c in table.columns)
    head = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in table.columns)
    files = []
    for part, start in enumerate(range(0, len(table.rows), PART)):
        rows = "".join(_rows(table, start, min(start + PART, len(table.rows))))
        caption = f"<caption>{escape(table.caption)}</caption>" if part == 0 else ""
        file = place / f"{index:02d}-{part:04d}.html"
        file.write_text(
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{name}</title>'
            f"<style>{style}</style></head><body>{title if part == 0 else ''}<table>{caption}"
            f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></body></html>",
            encoding="utf-8",
        )
        files.append(file)
    return files


def _rows(table: Table, start: int, end: int) -> Iterator[str]:
    classes = {"date": ' class="d"', "count": ' class="n"', "money": ' class="n"', "share": ' class="n"'}
    numbers = [classes.get(column.kind, "") for column in table.columns]
    for index in range(start, end):
        if band := table.bands.get(index):
            yield f'<tr class="band"><th colspan="{len(numbers)}">{escape(band)}</th></tr>'
        cells = zip(table.columns, numbers, table.rows[index], strict=True)
        yield f"<tr>{''.join(f'<td{n}>{escape(column.show(cell))}</td>' for column, n, cell in cells)}</tr>"


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


def _merged(made: bytes, long: list[Annex], parts: list[list[Path]], place: Path) -> bytes:
    """What is short, then the parts in order; every annex numbered by itself, no number on its first page."""
    with ExitStack() as opened:
        whole = opened.enter_context(pikepdf.open(io.BytesIO(made)))
        starts = []
        for index, (annex, files) in enumerate(zip(long, parts, strict=True)):
            starts.append((annex.title, len(whole.pages)))
            first = len(whole.pages)
            for file in files:
                part = opened.enter_context(pikepdf.open(file.with_suffix(".pdf")))
                whole.pages.extend(part.pages)
            _number(
                whole, first, landscape=annex.landscape, file=place / f"numbers-{index}.pdf", opened=opened
            )
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, page) for title, page in starts)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _number(whole: pikepdf.Pdf, first: int, *, landscape: bool, file: Path, opened: ExitStack) -> None:
    """Lay the numbers over the pages from ``first`` on: a document of empty pages that has nothing else."""
    count = len(whole.pages) - first
    size, margin = ("landscape", "30mm 20mm 15mm") if landscape else ("portrait", "20mm 15mm 20mm 30mm")
    css = (
        f"@page {{ size: A4 {size}; margin: {margin}; @top-center {{ content: counter(page); font: 13pt Termes }} }}"
        "@page :first { @top-center { content: none } } p { margin: 0; break-after: page }"
    )
    fonts = FontConfiguration()
    html = HTML(string=f"<style>{css}</style>{'<p></p>' * (count - 1)}<p style='break-after: auto'></p>")
    html.write_pdf(
        file,
        stylesheets=[CSS(string=font_faces(), font_config=fonts)],
        font_config=fonts,
        pdf_identifier=b"numbers",
    )
    numbers = opened.enter_context(pikepdf.open(file))
    for offset, page in enumerate(numbers.pages):
        if offset:
            _lay_over(whole, whole.pages[first + offset], page)


def _lay_over(whole: pikepdf.Pdf, below: pikepdf.Page, above: pikepdf.Page) -> None:
    """As pikepdf's overlay, under a name that is the same every time."""
    form = whole.copy_foreign(above.as_form_xobject())
    name = below.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/PageNumber"))
    below.contents_add(b"q\n", prepend=True)
    below.contents_add(f"\nQ\nq {name} Do Q\n".encode())
