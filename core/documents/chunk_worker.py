"""Renders HTML files to tagged PDF, one after the other; run by path, so that it imports WeasyPrint and nothing else.

Reads "input<TAB>output" lines, and answers each with the output's name when it is written. Process pools are not
allowed inside a Celery worker; plain programs are.
"""

import gc
import hashlib
import logging
import sys
import warnings
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration


def main(archive: str, faces: str) -> None:
    """Render what is asked for until nothing is."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint does not close its colour profile
    css = Path(faces).read_text(encoding="utf-8")
    gc.disable()  # most of a rendering's objects live to its end; looking for garbage costs a fifth of the time
    for line in sys.stdin:
        source, target = (Path(name) for name in line.rstrip("\n").split("\t"))
        html = source.read_text(encoding="utf-8")
        fonts = FontConfiguration()
        HTML(string=html).write_pdf(
            target,
            stylesheets=[CSS(string=css, font_config=fonts)],
            font_config=fonts,
            pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
            pdf_variant=archive,
            pdf_tags=True,
        )
        gc.collect()
        sys.stdout.write(f"{target}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
