"""Keeping a criteria set as it is from its first use on."""

from django.db import transaction
from django.utils import timezone

from core.errors import ActRefused
from regimes.models import CriteriaSet, CriteriaSetStatus


@transaction.atomic
def freeze_set(*, criteria_set_id: int) -> CriteriaSet:
    """Freeze a set because a dossier is opened or scored by it; freezing again changes nothing.

    Locks the set. From then on the database refuses every change of its lines but the office's
    guidance. Raises ActRefused where the set has no sheet.
    """
    rows = CriteriaSet.objects.select_for_update(of=("self",), no_key=True).select_related("regime")
    criteria_set = rows.get(pk=criteria_set_id)
    if criteria_set.status != CriteriaSetStatus.COMPLETE:
        raise ActRefused(
            f"Bộ “{criteria_set.name}” của {criteria_set.regime} chưa có phiếu đánh giá: "
            f"{criteria_set.missing_reason} Hãy chọn bộ khác hoặc bổ sung phiếu trước."
        )
    if criteria_set.frozen_at is None:
        criteria_set.frozen_at = timezone.now()
        criteria_set.save(update_fields=["frozen_at"])
    return criteria_set
