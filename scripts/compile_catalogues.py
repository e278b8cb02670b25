"""Compiles the Vietnamese catalogues (`locale/*/LC_MESSAGES/*.po`) to the form Django reads.

The compiled files are not in the repository. GNU gettext is not asked of the machine for this one step.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_catalogues() -> list[Path]:
    """Compile every catalogue older than its source; returns what was written."""
    written = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))
            written.append(compiled)
    return written


if __name__ == "__main__":
    compile_catalogues()
