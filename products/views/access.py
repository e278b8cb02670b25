"""Which dossier a page is about: one the user does not see is not there, one it may not change says why."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from products.domain.locking import HANDED_IN
from products.models import Dossier
from products.policy import can_edit_dossier, require_writer


def seen_dossier(request: HttpRequest, pk: int) -> Dossier:
    """The dossier with what every page of it shows; 404 for whoever does not see it."""
    return get_object_or_404(_whole(Dossier.objects.visible_to(request.user)), pk=pk)


def kept_dossier(request: HttpRequest, pk: int) -> Dossier:
    """The dossier for somebody who answers for it; a council or a leader only reads it."""
    found = _whole(Dossier.objects.kept_by(request.user)).filter(pk=pk).first()
    if found is None:
        seen_dossier(request, pk)
        require_writer(request.user)
        raise PermissionDenied("Hồ sơ này do đơn vị khác quản lý; bạn chỉ được xem.")
    require_writer(request.user)
    return found


def _whole(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return rows.select_related(
        "product__producer__unit", "product__unit", "unit", "regime", "criteria_set", "assessment"
    )


def editable_dossier(request: HttpRequest, pk: int) -> Dossier:
    """The dossier for somebody who may fill it in now."""
    found = kept_dossier(request, pk)
    if not can_edit_dossier(request.user, found):
        raise PermissionDenied(HANDED_IN)
    return found


def keeps(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the user answers for the dossier."""
    return Dossier.objects.kept_by(request.user).filter(pk=dossier.pk).exists()
