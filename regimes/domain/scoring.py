"""Scoring cases from outside, straight from the data files: the ``score_sheet`` command's work.

Needs no database: the files are what the database was loaded from, and a test holds them equal.
"""

from pathlib import Path
from typing import Any

from core.errors import ActRefused
from regimes.arithmetic import SheetScore, SheetSpec, UnknownPick, score
from regimes.domain.regimefiles import DATA, RegimeFile, read_regimes, sheet_spec

KEYS = {"id", "regime", "set", "picks"}


class BadCase(ActRefused):
    """A case cannot be scored; the message names it and the thing that is wrong."""


class CaseScorer:
    """Scores cases one after the other; every sheet is read and checked once."""

    def __init__(self, *, data: Path = DATA) -> None:
        self.data = data
        self.regimes: dict[str, RegimeFile] = {regime.code: regime for regime in read_regimes(data)}
        self.sheets: dict[tuple[str, int], SheetSpec] = {}

    def score_all(self, cases: Any) -> list[dict[str, Any]]:
        """Score a list of cases in its order; one bad case and nothing is scored."""
        if not isinstance(cases, list):
            raise BadCase("Dữ liệu vào phải là một danh sách các trường hợp (JSON [ ... ]).")
        seen: set[str | int] = set()
        results = []
        for position, case in enumerate(cases, 1):
            label = self._label(case, position)
            if case["id"] in seen:
                raise BadCase(f"{label}: mã trường hợp bị trùng.")
            seen.add(case["id"])
            results.append(as_json(case["id"], self._score(case, label)))
        return results

    @staticmethod
    def _label(case: Any, position: int) -> str:
        """How messages name the case; refuses what is no case at all."""
        if not isinstance(case, dict):
            raise BadCase(f"Phần tử thứ {position}: phải là một đối tượng JSON có id, regime, set, picks.")
        if type(case.get("id")) not in (str, int) or case["id"] == "":
            raise BadCase(f"Phần tử thứ {position}: thiếu id, hoặc id không phải chữ hay số nguyên.")
        return f"Trường hợp {case['id']}"

    def _score(self, case: dict[str, Any], label: str) -> SheetScore:
        if missing := sorted(KEYS - case.keys()):
            raise BadCase(f"{label}: thiếu {', '.join(missing)}.")
        spec = self._sheet(case["regime"], case["set"], label)
        picks = case["picks"]
        if not isinstance(picks, dict):
            raise BadCase(f'{label}: picks phải là đối tượng {{"mã tiêu chí": số lựa chọn}}.')
        try:
            return score(spec, picks)
        except UnknownPick as error:
            raise BadCase(f"{label}: {error}.") from error

    def _sheet(self, code: Any, number: Any, label: str) -> SheetSpec:
        regime = self.regimes.get(code) if isinstance(code, str) else None
        if regime is None:
            raise BadCase(f"{label}: không có quy định {code!r}; các quy định: {', '.join(self.regimes)}.")
        if type(number) is not int:
            raise BadCase(f"{label}: set phải là số thứ tự của phiếu, không phải {number!r}.")
        if (code, number) not in self.sheets:
            spec = sheet_spec(regime, number, self.data)
            if spec is None:
                raise BadCase(f"{label}: {self._why_missing(regime, number)}")
            self.sheets[code, number] = spec
        return self.sheets[code, number]

    @staticmethod
    def _why_missing(regime: RegimeFile, number: int) -> str:
        for entry in regime.missing:
            if entry.number == number:
                return f"phiếu số {number} ({entry.name}) của {regime.code} chưa có. {entry.why}"
        if regime.missing_all:
            return f"các phiếu của {regime.code} chưa có. {regime.missing_all}"
        return f"{regime.code} không có phiếu số {number}, chỉ có từ 1 đến {regime.expected_sheets}."


def as_json(case: str | int, result: SheetScore) -> dict[str, Any]:
    """The result in the form the command promises."""
    return {
        "id": case,
        "parts": result.parts,
        "total": result.total,
        "stars_by_points": result.stars_by_points,
        "unmet": [
            {"criterion": unmet.criterion, "stars": unmet.stars, "min_points": unmet.min_points}
            for unmet in result.unmet
        ],
        "stars": result.stars,
    }
