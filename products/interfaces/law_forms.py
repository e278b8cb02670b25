"""Forms 01, 02 and 03 of the law (QĐ 26/2026, Phụ lục III): what each prints, for page and PDF alike."""

from typing import Any

from localities.models import Unit
from products.domain.marks import self_score
from products.enums import Declaration
from products.models import CommuneAssessment, Dossier, EvidenceLink
from regimes.models import CriteriaSet

TEMPLATES = {
    "mau-01": "products/print/form_01.html",
    "mau-02": "products/print/form_02.html",
    "mau-03": "products/print/form_03.html",
}


def form_context(dossier: Dossier, form: str) -> dict[str, Any]:
    """The values of one form of the dossier, whose product, producer and units are loaded."""
    producer = dossier.product.producer
    shown: dict[str, Any] = {
        "dossier": dossier,
        "product": dossier.product,
        "producer": producer,
        "city": _city(dossier.unit),
        "classes": _classes(dossier.criteria_set),
        "pdf_style": "",  # the style in the page itself, for a PDF made of it
        "assessment": CommuneAssessment.objects.filter(dossier=dossier).first(),
    }
    if form == "mau-02":
        shown["boxes"] = [
            (label, dossier.declarations.get(code, False)) for code, label in Declaration.choices
        ]
        shown["other_text"] = dossier.declarations.get("other_text", "")
        shown["rows"] = _mark_rows(dossier)
        shown["papers"] = _papers(dossier)
        shown["score"] = self_score(dossier)
    return shown


def _city(unit: Unit) -> Unit:
    while unit.parent:
        unit = unit.parent
    return unit


def _classes(criteria_set: CriteriaSet) -> list[str]:
    """Sector, group and subgroup the set belongs to, from the top."""
    found, names = criteria_set.product_class, []
    while found:
        names.insert(0, f"{found.get_depth_display()}: {found.name}")
        found = found.parent
    return names or [f"Bộ sản phẩm: {criteria_set.name}"]


def _mark_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Each criterion in the order of the sheet, with the mark, its description and its papers."""
    marks = {row.criterion_id: row for row in dossier.self_marks.select_related("option").order_by()}
    titles: dict[int | None, list[str]] = {}
    links = EvidenceLink.objects.filter(dossier=dossier).select_related("evidence").order_by("pk")
    for link in links:
        titles.setdefault(link.criterion_id, []).append(link.evidence.title)
    criteria = dossier.criteria_set.criteria.select_related("section__part").order_by("position")
    return [
        {"criterion": row, "mark": marks.get(row.pk), "papers": titles.get(row.pk, [])} for row in criteria
    ]


def _papers(dossier: Dossier) -> list[Any]:
    """Every paper of the dossier once, in the order of the law's list."""
    links = EvidenceLink.objects.filter(dossier=dossier).select_related("evidence__requirement")
    papers = {link.evidence_id: link.evidence for link in links.order_by("pk")}
    return sorted(
        papers.values(), key=lambda row: (row.requirement.position if row.requirement else 10_000, row.pk)
    )
