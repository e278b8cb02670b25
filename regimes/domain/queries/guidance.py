"""What counts as evidence for each criterion and option of a sheet: the office's words, and the usual papers."""

from dataclasses import dataclass, field

from regimes.models import CriteriaSet, DocumentGroup


@dataclass
class Guidance:
    """Of one criterion; ``options`` by option number, ``papers`` are kinds of papers that usually prove it."""

    text: str = ""
    options: dict[int, str] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)


def guidance_of(criteria_set: CriteriaSet) -> dict[str, Guidance]:
    """The guidance by criterion code; criteria nothing is said of are left out. Three queries."""
    found: dict[str, Guidance] = {}
    for row in criteria_set.criteria.prefetch_related("options").order_by("position"):
        options = {option.number: option.guidance for option in row.options.all() if option.guidance}
        if row.guidance or options:
            found[row.code] = Guidance(row.guidance, options)
    kinds = criteria_set.regime.documents.filter(group=DocumentGroup.EVIDENCE).order_by("position")
    for kind in kinds:
        for code in kind.criteria.get(str(criteria_set.number), []):
            found.setdefault(code, Guidance()).papers.append(kind.name.strip(" ,"))
    return found
