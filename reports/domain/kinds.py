"""The kinds of reports: each says how its figures are taken and how its document is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.documents import OfficialDocument
from core.errors import ActRefused
from programme.models import Plan
from reports.domain.annual.document import annual_document
from reports.domain.annual.snapshot import Snapshot, annual_snapshot


class MakesDocument(Protocol):
    def __call__(
        self, snapshot: Snapshot, *, number: str = "", day: date | None = None, signer: str = ""
    ) -> OfficialDocument: ...


@dataclass(frozen=True)
class Kind:
    """A kind of report; ``title`` is a format string with the year."""

    code: str
    label: str
    title: str
    take: Callable[[int], Snapshot]
    document: MakesDocument


def _annual(year: int) -> Snapshot:
    plan = Plan.objects.filter(year=year).first()
    if plan is None:
        raise ActRefused(
            f"Chưa có kế hoạch năm {year} nên không lập được báo cáo năm. "
            "Hãy nhập kế hoạch của năm, hoặc chọn năm khác."
        )
    return annual_snapshot(plan=plan)


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            code="annual",
            label="Báo cáo năm",
            title="Báo cáo kết quả thực hiện Chương trình OCOP năm {year}",
            take=_annual,
            document=annual_document,
        ),
    )
}


def kind_of(code: str) -> Kind:
    """The kind named ``code``; raises ActRefused naming those there are."""
    if code not in KINDS:
        raise ActRefused(f"Không có loại báo cáo “{code}”. Các loại có sẵn: {', '.join(sorted(KINDS))}.")
    return KINDS[code]
