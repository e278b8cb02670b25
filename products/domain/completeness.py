"""What a dossier still lacks, and what should be looked at before handing in, in words its author can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from products.domain.renewal import to_renew
from products.models import Dossier, Evidence, EvidenceLink, SelfMark
from regimes.arithmetic import SheetScore
from regimes.domain.queries.specs import spec_of
from regimes.models import (
    CriteriaSetStatus,
    Criterion,
    DocumentGroup,
    DocumentRequirement,
    DossierKind,
)

EXPIRES_SOON = timedelta(days=90)
"""A paper that ends before a round is decided is of little use: hand-in to decision takes about as long."""


# form 02: which text which kind of dossier must have (QĐ 26/2026, Điều 6.1)
TEXTS = (
    (frozenset(DossierKind), "plan_text", "Mẫu 02, Phần IV: kế hoạch sản xuất, kinh doanh"),
    (
        frozenset({DossierKind.FIRST}),
        "results_text",
        "Mẫu 02, Phần II: kết quả thực hiện phương án sản xuất, kinh doanh",
    ),
    (
        frozenset({DossierKind.UPGRADE, DossierKind.REEVALUATION}),
        "changes_text",
        "Nội dung thay đổi so với lần công nhận trước",
    ),
)


class Task:
    """The parts of a dossier, in the order they are filled in."""

    PRODUCER = "producer"
    PRODUCT = "product"
    CONTENT = "content"
    MARKS = "marks"
    PAPERS = "papers"


@dataclass(frozen=True)
class Finding:
    """One thing to do; one that ``blocks`` must be done before the dossier can be handed in.

    ``item`` is what it is about, as in :mod:`products.domain.copies`.
    """

    task: str
    text: str
    blocks: bool
    item: str = ""


def missing_before_hand_in(dossier: Dossier) -> list[str]:
    """Everything to be added before handing in; empty when the dossier is complete."""
    return [finding.text for finding in _gaps(dossier)]


def findings(dossier: Dossier, *, today: date, result: SheetScore) -> list[Finding]:
    """What is missing, and what is wrong with what is there.

    Papers are judged as of ``today``; ``result`` is what the dossier's own marks come to.
    """
    return [*_gaps(dossier), *_wish(dossier, result), *_papers(dossier, today), *_outdated(dossier, today)]


def _gaps(dossier: Dossier) -> list[Finding]:
    product = dossier.product
    missing = []
    if not product.description:
        missing.append((Task.PRODUCT, "Thông tin sản phẩm: mô tả sản phẩm", "part:product"))
    if not product.producer.representative:
        missing.append((Task.PRODUCER, "Thông tin chủ thể: người đại diện pháp luật", "part:producer"))
    missing += [
        (Task.CONTENT, text, f"content:{name}")
        for kinds, name, text in TEXTS
        if dossier.kind in kinds and not getattr(dossier, name)
    ]
    samples = dossier.regime.sample_products
    if dossier.criteria_set.needs_samples and dossier.sample_count < samples:
        text = f"Sản phẩm mẫu: cần {samples}, đang ghi {dossier.sample_count}"
        missing.append((Task.CONTENT, text, "content:sample_count"))
    missing += [
        (Task.MARKS, f"Mẫu 02, Phần III: chưa tự chấm tiêu chí {row}", f"criterion:{row.code}")
        for row in unmarked(dossier)
    ]
    return [Finding(task, text, blocks=True, item=item) for task, text, item in missing]


def unmarked(dossier: Dossier) -> list[Criterion]:
    """Criteria without a self-mark; one that does not apply (no product story) needs none."""
    marks = SelfMark.objects.filter(dossier=dossier, criterion=OuterRef("pk"), option__isnull=False)
    criteria = list(
        dossier.criteria_set.criteria.annotate(
            picked=Subquery(marks.order_by().values("option__points"))
        ).order_by("position")
    )
    picked = {row.pk: row.picked for row in criteria if row.picked is not None}
    return [row for row in criteria if row.pk not in picked and _applies(row, picked)]


def _applies(criterion: Criterion, picked: dict[int, int]) -> bool:
    if criterion.applies_if_id is None:
        return True
    return picked.get(criterion.applies_if_id, 0) >= (criterion.applies_if_min_points or 0)


def _wish(dossier: Dossier, result: SheetScore) -> list[Finding]:
    """Where the dossier's own marks fall short of the stars it asks for."""
    if dossier.criteria_set.status != CriteriaSetStatus.COMPLETE:
        return []
    stars = dossier.wished_stars
    bands = spec_of(dossier.criteria_set).rules.bands
    band = next((row for row in bands if row.stars == stars), None)
    found = []
    if band and result.total < band.min_points:
        text = f"Hạng mong muốn {stars} sao cần {band.min_points} điểm, đang tự chấm {result.total} điểm"
        found.append((text, "content:wished_stars"))
    found += [
        (
            f"Tiêu chí {row.criterion}: chưa đạt yêu cầu tối thiểu {row.min_points} điểm của hạng {row.stars} sao",
            f"criterion:{row.criterion}",
        )
        for row in result.unmet
        if row.stars <= stars
    ]
    return [Finding(Task.MARKS, text, blocks=False, item=item) for text, item in found]


def _papers(dossier: Dossier, today: date) -> list[Finding]:
    links = list(
        EvidenceLink.objects.filter(dossier=dossier).select_related("evidence__requirement").order_by("pk")
    )
    papers = {link.evidence_id: link.evidence for link in links}
    if not links:
        return [Finding(Task.PAPERS, "Chưa có giấy tờ nào", blocks=False)]
    had = {paper.requirement_id for paper in papers.values()}
    kinds = list(dossier.regime.documents.filter(group=DocumentGroup.EVIDENCE).order_by("position"))
    found = [
        (f"Chưa có giấy tờ bắt buộc: {row.name}", f"document:{row.code}")
        for row in kinds
        if dossier.kind in row.mandatory_kinds and row.pk not in had
    ]
    found += [(text, f"paper:{paper.pk}") for paper in papers.values() if (text := dates_of(paper, today))]
    proven = {link.criterion_id for link in links}
    claimed = dossier.self_marks.filter(option__points__gt=0).exclude(criterion_id__in=proven - {None})
    usual = usual_papers(kinds, dossier.criteria_set.number)
    for mark in claimed.select_related("criterion", "option").order_by("criterion__position"):
        code = mark.criterion.code
        often = f" (thường là: {'; '.join(usual[code])})" if code in usual else ""
        text = f"Tiêu chí {code}: tự chấm {mark.option.points} điểm nhưng chưa có minh chứng{often}"
        found.append((text, f"criterion:{code}"))
    return [Finding(Task.PAPERS, text, blocks=False, item=item) for text, item in found]


def usual_papers(kinds: Iterable[DocumentRequirement], set_number: int) -> dict[str, list[str]]:
    """The names of papers that usually prove a criterion of the set, by criterion code."""
    found: dict[str, list[str]] = {}
    for row in kinds:
        for code in row.criteria.get(str(set_number), []):
            found.setdefault(code, []).append(row.name.strip(" ,"))
    return found


def _outdated(dossier: Dossier, today: date) -> list[Finding]:
    """What the last dossier had and this one must bring anew."""
    return [
        Finding(Task.PAPERS, f"Cần bản mới thay cho “{paper}”, đã hết hạn {paper.expires_on:%d/%m/%Y}", False)
        for paper in to_renew(dossier, today=today)
    ]


def dates_of(paper: Evidence, today: date) -> str:
    """What is wrong with a paper's expiry as of ``today``; "" when nothing is."""
    if paper.expires_on is None:
        dated = paper.requirement is not None and paper.requirement.has_expiry
        return f"“{paper}”: chưa ghi ngày hết hạn" if dated else ""
    if paper.expires_on < today:
        return f"“{paper}” đã hết hạn ngày {paper.expires_on:%d/%m/%Y}"
    if paper.expires_on <= today + EXPIRES_SOON:
        return f"“{paper}” sắp hết hạn, ngày {paper.expires_on:%d/%m/%Y}"
    return ""
