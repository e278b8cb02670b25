"""What proposes a product to the ministry (QĐ 26/2026/QĐ-TTg, Điều 6.3): each document, and whether it is there."""

from dataclasses import dataclass
from enum import StrEnum

from evaluations.domain.queries.advising import handed_in_report
from evaluations.enums import MinistryPaper
from evaluations.models import Outcome, ProposalPaper
from regimes.models import DossierKind


class Source(StrEnum):
    """Where a document of the bundle comes from."""

    MADE = "phần mềm lập"
    ATTACHED = "bản ký đã thêm"
    MISSING = "còn thiếu"
    NONE = "không có"


@dataclass(frozen=True)
class Item:
    """A document that article 6.3 names."""

    kind: str
    label: str
    source: Source
    papers: tuple[ProposalPaper, ...] = ()

    @property
    def text(self) -> str:
        """How the page says it."""
        names = ", ".join(paper.file.original_name for paper in self.papers)
        return f"{self.source}: {names}" if names else str(self.source)


def is_renewal(outcome: Outcome) -> bool:
    """Whether five stars are asked for again (Điều 6.3.b), with fewer documents than the first time (6.3.a)."""
    return outcome.entry.dossier.kind == DossierKind.REEVALUATION


def ministry_items(outcome: Outcome) -> list[Item]:
    """The documents of Điều 6.3 in its order; the dossier itself is always there, samples travel by hand."""
    papers: dict[str, list[ProposalPaper]] = {}
    for paper in outcome.ministry_papers.select_related("file").order_by("pk"):
        papers.setdefault(paper.kind, []).append(paper)
    made = {MinistryPaper.LETTER: True}
    if is_renewal(outcome):
        made[MinistryPaper.OFFICE] = False
    else:
        made[MinistryPaper.ADVISORY] = handed_in_report(outcome.entry_id) is not None
        made[MinistryPaper.COUNCIL] = True
        made[MinistryPaper.DECISION] = outcome.entry.round.decisions.exists()
    items = [_item(kind, is_made, papers) for kind, is_made in made.items()]
    tests = tuple(papers.get(MinistryPaper.TESTS, ()))
    source = Source.ATTACHED if tests else Source.NONE
    return [*items, Item(MinistryPaper.TESTS, f"{MinistryPaper.TESTS.label} (nếu có)", source, tests)]


def _item(kind: MinistryPaper, is_made: bool, papers: dict[str, list[ProposalPaper]]) -> Item:
    attached = tuple(papers.get(kind, ()))
    source = Source.ATTACHED if attached else Source.MADE if is_made else Source.MISSING
    return Item(kind, kind.label, source, attached)


def missing_of(items: list[Item]) -> list[str]:
    """The documents without which the bundle must not go."""
    return [item.label for item in items if item.source == Source.MISSING]
