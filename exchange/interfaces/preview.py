"""A file as its page shows it: kept for a while, so that going through its pages is quick."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache

from core.spreadsheets.importing import ACTION_LABELS, Action, Examined
from exchange.domain.imports import look_at, promise_of
from exchange.models import ImportKind, ImportRun

KEPT_SECONDS = 900
CSS = {
    Action.NEW: "state-good",
    Action.CHANGED: "state-good",
    Action.UNCHANGED: "",
    Action.DOUBTFUL: "state-wait",
    Action.ERROR: "state-bad",
}
_RATED = (
    ("product", "Sản phẩm"),
    ("producer", "Chủ thể"),
    ("unit", "Xã, phường"),
    ("stars", "Sao"),
    ("decision_no", "Quyết định"),
    ("decision_date", "Ngày"),
)
SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    ImportKind.PRODUCTS: _RATED,
    ImportKind.PRODUCERS: (
        ("producer", "Chủ thể"),
        ("unit", "Xã, phường"),
        ("representative", "Người đại diện"),
        ("phone", "Điện thoại"),
        ("tax_code", "Mã số thuế"),
    ),
    ImportKind.RATINGS: (*_RATED, ("expires_on", "Hết hạn")),
    ImportKind.PARTICIPANTS: (
        ("name", "Học viên"),
        ("organisation", "Đơn vị"),
        ("phone", "Điện thoại"),
        ("class", "Lớp"),
    ),
    ImportKind.BUDGET: (
        ("name", "Nội dung chi"),
        ("source", "Nguồn vốn"),
        ("amount", "Số tiền (đồng)"),
        ("group", "Nhóm nội dung"),
    ),
    ImportKind.UNITS: (
        ("name", "Đơn vị"),
        ("code", "Mã"),
        ("parent", "Cấp trên"),
        ("valid_from", "Từ ngày"),
        ("valid_to", "Đến hết ngày"),
        ("predecessors", "Đơn vị cũ"),
    ),
    ImportKind.USERS: (
        ("name", "Họ và tên"),
        ("email", "Thư điện tử"),
        ("role", "Vai trò"),
        ("unit_code", "Đơn vị"),
    ),
}


@dataclass
class Line:
    """A row of the preview."""

    sheet: str
    row: int
    action: str
    label: str
    css: str
    values: list[tuple[str, Any]]
    problems: list[tuple[str, str]]
    accepted: bool = False

    @property
    def place(self) -> str:
        return f"{self.row}@{self.sheet}"


@dataclass
class Preview:
    """All a page needs, without rows of the database."""

    lines: list[Line]
    counts: dict[str, int]
    tables: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    old_fonts: list[str]
    promised: dict[str, str] = field(default_factory=dict)
    asks_reason: str = ""


def _shown(value: Any) -> Any:
    """A value as people read it: days as 30/11/2021."""
    try:
        return (
            f"{date.fromisoformat(value):%d/%m/%Y}" if isinstance(value, str) and len(value) == 10 else value
        )
    except ValueError:
        return value


def preview_of(run: ImportRun) -> Preview:
    """The preview of an import as it is chosen to be read; the register may have moved on a little since."""
    told = [run.pk, str(run.as_of), run.mapping, run.sheets, run.choices, run.extra.get("class")]
    key = f"import-{hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}"
    made = cache.get(key)
    if made is None:
        made = _preview(run, look_at(run))
        cache.set(key, made, KEPT_SECONDS)
    for line in made.lines:
        line.accepted = [line.sheet, line.row] in run.accepted
    return made


def _preview(run: ImportRun, found: Examined) -> Preview:
    told = found.as_json()
    labels = {one.name: one.label for one in found.importer.fields}
    for table in told["sheets"]:
        table["columns"] = [{"label": labels[name], **column} for name, column in table["mapping"].items()]
    lines = [
        Line(
            sheet=row.record.sheet,
            row=row.record.row,
            action=str(row.action),
            label=ACTION_LABELS[row.action],
            css=CSS[row.action],
            values=[(label, _shown(row.values.get(name))) for name, label in SHOWN[run.kind]],
            problems=[(problem.level, str(problem)) for problem in row.problems],
        )
        for row in found.rows
    ]
    return Preview(
        lines=lines,
        counts=found.counts,
        tables=told["sheets"],
        skipped=told["skipped"],
        questions=found.importer.questions(),
        old_fonts=found.old_fonts,
        promised=promise_of(found),
        asks_reason=found.importer.asks_reason(found.rows),
    )
