"""Never the whole dossier again: an upgrade or re-evaluation begins with what the last dossier said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.errors import ActRefused
from core.text import fold
from products.domain.windows import Place, Window, reevaluation_window
from products.models import Dossier, Evidence, EvidenceLink, Product, Rating, SelfMark
from regimes.models import CriteriaSet, Criterion, DossierKind, LegalRegime


@dataclass(frozen=True)
class Carried:
    """How much of the last dossier the new one began with, and what could not be taken over."""

    marks: int
    papers: int
    unmatched: tuple[str, ...]
    expired: tuple[Evidence, ...]


def latest_rating(product: Product) -> Rating | None:
    """The product's last recognition that was not withdrawn, expired or not."""
    rows = product.ratings.filter(withdrawn_on__isnull=True).select_related("regime")
    return rows.order_by("-decided_on", "-pk").first()


def window_of(rating: Rating, regime: LegalRegime) -> Window | None:
    """When this recognition may be renewed under ``regime``; None where the regime names no days."""
    opens, closes = regime.reevaluation_opens_days, regime.reevaluation_closes_days
    if opens is None or closes is None:
        return None
    return reevaluation_window(
        expires_on=rating.expires_on,
        opens=opens,
        closes=closes,
        extension=regime.transitional_extension_days or 0,
    )


def check_basis(*, product: Product, kind: str, regime: LegalRegime, wished_stars: int, on: date) -> None:
    """Raise ActRefused where the product's recognitions do not allow a dossier of this kind."""
    if kind == DossierKind.FIRST:
        if product.ratings.valid_on(on).exists():
            raise ActRefused("Sản phẩm đang được công nhận: hãy chọn “Nâng hạng” hoặc “Đánh giá lại”.")
        return
    rating = latest_rating(product)
    if rating is None:
        raise ActRefused("Sản phẩm chưa được công nhận lần nào: hãy chọn “Lần đầu”.")
    if kind == DossierKind.UPGRADE and wished_stars <= rating.stars:
        raise ActRefused(
            f"Sản phẩm đang có hạng {rating.stars} sao: nâng hạng phải chọn hạng mong muốn cao hơn. "
            "Muốn giữ hạng thì chọn “Đánh giá lại”."
        )
    window = window_of(rating, regime)
    if kind == DossierKind.REEVALUATION and window and window.place(on) == Place.OVER:
        raise ActRefused(window.explain(on))


def check_window(dossier: Dossier, *, on: date) -> None:
    """Raise ActRefused where a re-evaluation is handed in before its window or when it is over."""
    window = dossier_window(dossier)
    if window and window.place(on) in (Place.EARLY, Place.OVER):
        raise ActRefused(window.explain(on))


def dossier_window(dossier: Dossier) -> Window | None:
    """The window of a re-evaluation; None for dossiers of other kinds."""
    if dossier.kind != DossierKind.REEVALUATION:
        return None
    rating = latest_rating(dossier.product)
    return window_of(rating, dossier.regime) if rating else None


def carry_over(dossier: Dossier, *, today: date) -> Carried:
    """Fill a new dossier from its previous one: texts, boxes, marks, papers that still hold.

    Part of the act that opens it. Under another sheet a mark is taken over where criterion and option
    read the same; expired papers are left out.
    """
    previous = dossier.previous
    if previous is None or dossier.kind == DossierKind.FIRST:
        return Carried(0, 0, (), ())
    dossier.plan_text = previous.plan_text
    dossier.declarations = previous.declarations
    dossier.save(update_fields=["plan_text", "declarations"])
    now = same_criteria(previous.criteria_set, dossier.criteria_set)
    marks, unmatched = _marks(dossier, previous, now)
    links, expired = _links(dossier, previous, now, today)
    SelfMark.objects.bulk_create(marks)
    EvidenceLink.objects.bulk_create(links, ignore_conflicts=True)
    return Carried(len(marks), len({link.evidence_id for link in links}), unmatched, expired)


def same_criteria(old: CriteriaSet, new: CriteriaSet) -> dict[int, Criterion]:
    """The criteria of ``new`` by the key of the one in ``old`` that means the same."""
    rows = list(new.criteria.prefetch_related("options").order_by("position"))
    if old.pk == new.pk:
        return {row.pk: row for row in rows}
    by_name: dict[str, list[Criterion]] = {}
    for row in rows:
        by_name.setdefault(fold(row.name), []).append(row)
    return {
        row.pk: found[0]
        for row in old.criteria.order_by("position")
        if len(found := by_name.get(fold(row.name), [])) == 1
    }


def _marks(
    dossier: Dossier, previous: Dossier, now: dict[int, Criterion]
) -> tuple[list[SelfMark], tuple[str, ...]]:
    rows, unmatched = [], []
    kept = previous.self_marks.select_related("criterion", "option").order_by("criterion__position")
    for mark in kept:
        criterion = now.get(mark.criterion_id)
        if criterion is None:
            unmatched.append(str(mark.criterion))
            continue
        option = None
        if mark.option:
            text = fold(mark.option.text)
            option = next((row for row in criterion.options.all() if fold(row.text) == text), None)
        rows.append(
            SelfMark(dossier=dossier, criterion=criterion, option=option, explanation=mark.explanation)
        )
    return rows, tuple(unmatched)


def _links(
    dossier: Dossier, previous: Dossier, now: dict[int, Criterion], today: date
) -> tuple[list[EvidenceLink], tuple[Evidence, ...]]:
    links, expired = [], {}
    for link in previous.evidence_links.select_related("evidence").order_by("pk"):
        paper = link.evidence
        if paper.expires_on and paper.expires_on < today:
            expired[paper.pk] = paper
            continue
        criterion = now.get(link.criterion_id) if link.criterion_id else None
        links.append(EvidenceLink(dossier=dossier, evidence=paper, criterion=criterion))
    return links, tuple(expired.values())


def to_renew(dossier: Dossier, *, today: date) -> list[Evidence]:
    """Papers of the previous dossier that have expired and have no successor of their kind in this one."""
    if dossier.previous_id is None:
        return []
    here = set(EvidenceLink.objects.filter(dossier=dossier).values_list("evidence_id", flat=True))
    kinds = set(Evidence.objects.filter(pk__in=here).order_by().values_list("requirement_id", flat=True))
    rows = Evidence.objects.filter(links__dossier=dossier.previous_id, expires_on__lt=today)
    return [
        paper
        for paper in _once(rows.exclude(pk__in=here).order_by("pk"))
        if paper.requirement_id is None or paper.requirement_id not in kinds
    ]


def _once(papers: Iterable[Evidence]) -> list[Evidence]:
    return list({paper.pk: paper for paper in papers}.values())
