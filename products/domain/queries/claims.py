"""What a dossier says of itself, criterion by criterion: self-mark, explanation, evidence."""

from dataclasses import dataclass, field

from products.models import Dossier, Evidence, EvidenceLink, SelfMark


@dataclass
class Claim:
    """The producer's word on one criterion; ``option`` and ``points`` are None where it marked nothing."""

    option: int | None = None
    points: int | None = None
    explanation: str = ""
    evidence: list[Evidence] = field(default_factory=list)


def claims_of(dossier: Dossier) -> dict[str, Claim]:
    """The claims by criterion code; a criterion without a word is left out. Two queries."""
    claims: dict[str, Claim] = {}
    marks = SelfMark.objects.filter(dossier=dossier).order_by()
    columns = ("criterion__code", "option__number", "option__points", "explanation")
    for code, *word in marks.values_list(*columns):
        claims[code] = Claim(*word)
    links = EvidenceLink.objects.filter(dossier=dossier, criterion__isnull=False)
    for link in links.select_related("criterion", "evidence").order_by("evidence_id"):
        claims.setdefault(link.criterion.code, Claim()).evidence.append(link.evidence)
    return claims


def general_evidence(dossier: Dossier) -> list[Evidence]:
    """The papers of the dossier as a whole."""
    links = EvidenceLink.objects.filter(dossier=dossier, criterion=None).select_related("evidence")
    return [link.evidence for link in links.order_by("evidence_id")]
