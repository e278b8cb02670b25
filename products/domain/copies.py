"""What a dossier says, item by item: kept at every hand-in, compared with what it says later."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from accounts.models import User
from core.history import shown
from core.money import format_number
from core.text import fold
from producers.models import Producer
from products.enums import Declaration
from products.models import Dossier, DossierCopy, Evidence, EvidenceLink, Product, SelfMark
from regimes.models import DossierKind

Content = dict[str, dict[str, str]]
PRODUCER = (
    *("kind", "name", "tax_code", "registration_no", "registered_on", "unit", "address", "phone", "email"),
    *("website", "representative", "representative_position", "representative_sex"),
    *("representative_ethnicity", "representative_has_disability", "representative_address"),
    *("members", "workers", "local_workers", "craft_village", "history", "organisation"),
)
PRODUCT = (
    *("name", "description", "packaging", "standards", "capacity", "markets"),
    *("sales_link", "more_links", "story"),
)
CONTENT = ("wished_stars", "sample_count", "results_text", "plan_text")
RENEWED = ("wished_stars", "sample_count", "changes_text", "plan_text")


@dataclass(frozen=True)
class Difference:
    """One item that reads otherwise now; "" before or after where it was not there."""

    item: str
    label: str
    before: str
    after: str


def content_of(dossier: Dossier) -> Content:
    """Everything the dossier says, in the order of the forms. Six queries."""
    producer = Producer.objects.select_related("unit", "craft_village").get(pk=dossier.product.producer_id)
    content: Content = {}
    _columns(content, "producer", producer, PRODUCER)
    for year in producer.years.order_by("year"):
        content[f"year:{year.year}"] = {
            "label": f"Kết quả năm {year.year}",
            "value": "; ".join(
                f"{name} {format_number(value)} đồng"
                for name, value in (("doanh thu", year.revenue), ("lợi nhuận", year.profit))
                if value is not None
            ),
        }
    _columns(content, "product", dossier.product, PRODUCT)
    _columns(content, "content", dossier, CONTENT if dossier.kind == DossierKind.FIRST else RENEWED)
    content["content:declarations"] = {"label": "Phần I.7. Mục đã có", "value": _declared(dossier)}
    links = list(
        EvidenceLink.objects.filter(dossier=dossier)
        .select_related("evidence__file", "evidence__requirement", "criterion")
        .order_by("evidence_id")
    )
    _criteria(content, dossier, links)
    for link in links:
        content[f"paper:{link.evidence_id}"] = {
            "label": f"Giấy tờ “{link.evidence.title}”",
            "value": _paper(link.evidence),
        }
    return content


def _columns(content: Content, part: str, row: Producer | Product | Dossier, names: tuple[str, ...]) -> None:
    for name in names:
        column: Any = type(row)._meta.get_field(name)
        value = getattr(row, name)
        text = "" if value in (None, "") else str(value) if column.many_to_one else shown(column, value)
        label = str(column.verbose_name)
        content[f"{part}:{name}"] = {"label": capfirst(label), "value": text}


def _declared(dossier: Dossier) -> str:
    labels = [str(label) for code, label in Declaration.choices if dossier.declarations.get(code)]
    return "\n".join([*labels, dossier.declarations.get("other_text", "")]).strip()


def _criteria(content: Content, dossier: Dossier, links: list[EvidenceLink]) -> None:
    marks = {
        mark.criterion_id: mark
        for mark in SelfMark.objects.filter(dossier=dossier).select_related("option").order_by()
    }
    for criterion in dossier.criteria_set.criteria.order_by("position"):
        mark = marks.get(criterion.pk)
        lines = []
        if mark and mark.option:
            lines.append(f"{mark.option.points} điểm: {mark.option.text}")
        if mark and mark.explanation:
            lines.append(mark.explanation)
        papers = [link.evidence.title for link in links if link.criterion_id == criterion.pk]
        if papers:
            lines.append(f"Minh chứng: {'; '.join(papers)}")
        content[f"criterion:{criterion.code}"] = {
            "label": f"Tiêu chí {criterion.code}. {criterion.name}",
            "value": "\n".join(lines),
        }


def _paper(paper: Evidence) -> str:
    facts = (
        ("loại", paper.requirement.name if paper.requirement else ""),
        ("số", paper.number),
        ("nơi cấp", paper.issuer),
        ("ngày cấp", f"{paper.issued_on:%d/%m/%Y}" if paper.issued_on else ""),
        ("hết hạn", f"{paper.expires_on:%d/%m/%Y}" if paper.expires_on else ""),
        ("tệp", f"{paper.file.original_name} ({paper.file.sha256[:12]})"),
    )
    return "; ".join(f"{name} {value}" for name, value in facts if value)


def said_in(copy: DossierCopy) -> Content:
    """What a kept copy says."""
    return {row["item"]: {"label": row["label"], "value": row["value"]} for row in copy.content}


def keep_copy(dossier: Dossier, *, actor: User | None) -> DossierCopy:
    """Part of the act that hands in and holds the dossier's lock."""
    # a list: the database does not keep the order of keys
    content = [{"item": item, **row} for item, row in content_of(dossier).items()]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return DossierCopy.objects.create(
        dossier=dossier,
        number=dossier.copies.count() + 1,
        taken_by=actor,
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def differences(before: Content, after: Content) -> list[Difference]:
    """The items that read otherwise, in the order of ``after``; what was taken out comes last."""
    found = []
    for item in (*after, *(item for item in before if item not in after)):
        old, new = before.get(item), after.get(item)
        if (old or {}).get("value", "") != (new or {}).get("value", ""):
            label = (new or old or {})["label"]
            found.append(Difference(item, label, (old or {}).get("value", ""), (new or {}).get("value", "")))
    return found


def differences_by_name(before: Content, after: Content) -> list[Difference]:
    """As :func:`differences` between sheets of two sets: criteria are the same where they are named the same."""
    return differences(_renamed(before, after), after)


def _renamed(before: Mapping[str, dict[str, str]], after: Content) -> Content:
    now = {_name(row): item for item, row in after.items() if item.startswith("criterion:")}
    renamed: Content = {}
    for item, row in before.items():
        key = now.get(_name(row), f"former-{item}") if item.startswith("criterion:") else item
        renamed[key] = row
    return renamed


def _name(row: dict[str, str]) -> str:
    return fold(row["label"].partition(". ")[2])


def touches(item: str, difference: Difference) -> bool:
    """Whether a difference lies in a faulted item."""
    if item.startswith("part:"):
        parts = {"part:producer": ("producer", "year"), "part:product": ("product",)}[item]
        return difference.item.partition(":")[0] in parts
    if item.startswith("document:"):
        return difference.item.startswith("paper:")
    return item == difference.item
