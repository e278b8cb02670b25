"""What a dossier still lacks, in words its author can act on."""

from products.models import Dossier, SelfMark
from regimes.models import Criterion, DossierKind


def missing_before_hand_in(dossier: Dossier) -> list[str]:
    """Everything to be added before handing in; empty when the dossier is complete."""
    product = dossier.product
    missing = []
    if not product.description:
        missing.append("Thông tin sản phẩm: mô tả sản phẩm")
    if not product.producer.representative:
        missing.append("Thông tin chủ thể: người đại diện pháp luật")
    if not dossier.plan_text:
        missing.append("Mẫu 02, Phần IV: kế hoạch sản xuất, kinh doanh")
    if dossier.kind == DossierKind.FIRST and not dossier.results_text:
        missing.append("Mẫu 02, Phần II: kết quả thực hiện phương án sản xuất, kinh doanh")
    if dossier.kind != DossierKind.FIRST and not dossier.changes_text:
        missing.append("Nội dung thay đổi so với lần công nhận trước")
    samples = dossier.regime.sample_products
    if dossier.criteria_set.needs_samples and dossier.sample_count < samples:
        missing.append(f"Sản phẩm mẫu: cần {samples}, đang ghi {dossier.sample_count}")
    missing += [f"Mẫu 02, Phần III: chưa tự chấm tiêu chí {criterion}" for criterion in unmarked(dossier)]
    return missing


def unmarked(dossier: Dossier) -> list[Criterion]:
    """Criteria without a self-mark; one that does not apply (no product story) needs none."""
    picked = {
        mark.criterion_id: mark.option.points
        for mark in SelfMark.objects.filter(dossier=dossier, option__isnull=False).select_related("option")
    }
    return [
        criterion
        for criterion in dossier.criteria_set.criteria.order_by("position")
        if criterion.pk not in picked and _applies(criterion, picked)
    ]


def _applies(criterion: Criterion, picked: dict[int, int]) -> bool:
    if criterion.applies_if_id is None:
        return True
    return picked.get(criterion.applies_if_id, 0) >= (criterion.applies_if_min_points or 0)
