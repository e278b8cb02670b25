"""Who may do what to a dossier, a product or a producer that they can see."""

import rules

from accounts.models import Role, User
from accounts.policy import require
from accounts.rules import is_local_officer, is_office, is_producer
from products.enums import DossierState

# the side of the office or of the commune that takes each step
OFFICE_STEPS = frozenset({"start_office_check", "accept"})
COMMUNE_STEPS = frozenset({"start_commune_review", "propose"})
OWN_STEPS = frozenset({"hand_in", "withdraw"})

writes = is_office | is_local_officer | is_producer
rules.add_perm("products.write", writes)
rules.add_perm("products.write_guidance", is_office)


def can_edit_dossier(user: User, dossier: object) -> bool:
    """Whether ``user``, who sees the dossier, may change its content in its present state."""
    return writes(user) and dossier.state in (DossierState.DRAFT, DossierState.RETURNED)


def can_take_step(user: User, dossier: object, step: str) -> bool:
    """Whether the step is one for the role of ``user``; the state is the workflow's business."""
    if step in OWN_STEPS:
        return bool(writes(user))
    if step in OFFICE_STEPS:
        return bool(is_office(user))
    if step in COMMUNE_STEPS:
        return bool(is_office(user) or is_local_officer(user))
    if step == "return_for_completion":
        at_commune = dossier.state == DossierState.COMMUNE_REVIEW
        return bool(is_office(user) or (at_commune and user.role == Role.LOCAL_OFFICER))
    return False


def require_writer(user: User) -> None:
    """Raise PermissionDenied for the roles that only look."""
    require(user, "products.write")
