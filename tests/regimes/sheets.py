"""The project's sheets for the tests: the values that are scored, and the raw files for the oracle."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from regimes.arithmetic import SheetSpec
from regimes.domain.regimefiles import DATA, Library, read_library

QD26 = "26/2026/QĐ-TTg"
QD1048 = "1048/QĐ-TTg"


@cache
def library() -> Library:
    return read_library()


def sheet_file_named(regime: str, number: int) -> str:
    return next(sheet.file for sheet in library().sheets[regime] if sheet.spec.number == number)


def spec(number: int, regime: str = QD26) -> SheetSpec:
    return next(sheet.spec for sheet in library().sheets[regime] if sheet.spec.number == number)


def all_specs() -> list[SheetSpec]:
    return [sheet.spec for sheets in library().sheets.values() for sheet in sheets]


# libyaml where the machine has it: the same documents, ten times as fast
PlainYaml = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def raw(file: str, data: Path = DATA) -> dict[str, Any]:
    """A data file as plain YAML, without any of the project's own reading; not to be changed in place."""
    return yaml.load((data / file).read_text(encoding="utf-8"), Loader=PlainYaml)


def best_picks(sheet: SheetSpec) -> dict[str, int]:
    return {
        criterion.code: max(criterion.options, key=lambda option: option.points).number
        for _, criterion in sheet.criteria
    }


@st.composite
def filled_sheets(draw: st.DrawFn, *, complete: bool = False) -> tuple[SheetSpec, dict[str, int]]:
    """Any sheet of the project with random picks; some criteria left out unless ``complete``.

    Half of the sheets lean towards good options, so that all five stars come up.
    """
    sheet = draw(st.sampled_from(all_specs()))
    good = draw(st.booleans())
    picks = {}
    for _, criterion in sheet.criteria:
        number = draw(st.integers(1, len(criterion.options)))
        if good and draw(st.integers(0, 9)):
            number = max(criterion.options, key=lambda option: option.points).number
        if complete or draw(st.integers(0, 19)):
            picks[criterion.code] = number
    return sheet, picks
