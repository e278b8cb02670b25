"""Form 03: what the commune says of a dossier before it proposes it to the city."""

from typing import Any

import pghistory
from django.db import transaction

from accounts.models import User
from core.errors import ActRefused, StaleVersion
from products.domain.locking import locked_dossier
from products.enums import DossierState
from products.models import CommuneAssessment, Dossier

TEXTS = ("local_materials", "local_labour", "idea_origin", "local_identity")
FIELDS = frozenset({*TEXTS, "report_no", "proposal_no", "signer", "signed_on"})


@transaction.atomic
def save_assessment(*, dossier_id: int, version: int | None, actor: User, **fields: Any) -> CommuneAssessment:
    """Save the report while the commune reviews; locks the dossier.

    ``version`` is the one the page had shown, 0 where there was no report yet, None not to ask.
    Raises StaleVersion when somebody saved in between, ActRefused in another state.
    """
    dossier = locked_dossier(dossier_id)
    if dossier.state != DossierState.COMMUNE_REVIEW:
        raise ActRefused("Chỉ lập báo cáo Mẫu 03 khi cấp xã đang xem xét hồ sơ.")
    return write_assessment(dossier, version=version, actor=actor, fields=fields)


def write_assessment(
    dossier: Dossier, *, version: int | None, actor: User, fields: dict[str, Any]
) -> CommuneAssessment:
    """Part of an act that holds the dossier's lock."""
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"not in form 03: {sorted(unknown)}")
    row = CommuneAssessment.objects.filter(dossier=dossier).first()
    if version is not None and version != (row.version if row else 0):
        raise StaleVersion(
            "Người khác vừa lưu báo cáo này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=row,
        )
    row = row or CommuneAssessment(dossier=dossier, version=0)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean(validate_unique=False)
    with pghistory.context(user=actor.pk):
        row.save()
    return row
