"""Every act on a dossier locks it first, and most need it open for editing."""

from core.errors import ActRefused
from products.enums import DossierState
from products.models import Dossier

EDITABLE = frozenset({DossierState.DRAFT, DossierState.RETURNED})
HANDED_IN = "Hồ sơ đã nộp nên không sửa được. Chỉ sửa khi hồ sơ được trả lại để bổ sung."


def locked_dossier(dossier_id: int) -> Dossier:
    """The dossier, locked until the transaction ends."""
    return Dossier.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier_id)


def editable_dossier(dossier_id: int) -> Dossier:
    """The dossier, locked; ActRefused once it is handed in."""
    dossier = locked_dossier(dossier_id)
    if dossier.state not in EDITABLE:
        raise ActRefused(HANDED_IN)
    return dossier
