"""What the clock says of dossiers: steps whose deadline is near or past. Each thing is said once.

The ends of certificates are watched by `evaluations.domain.expiry` alone.
"""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, User
from products.domain.deadlines import deadlines_of
from products.domain.notices import officers_at
from products.enums import DossierState, Light
from products.models import Dossier, Product

WAITING = {
    DossierState.HANDED_IN: "officers",
    DossierState.COMMUNE_REVIEW: "officers",
    DossierState.PROPOSED: "office",
    DossierState.OFFICE_CHECK: "office",
    DossierState.RETURNED: "producer",
}
"""Who holds a dossier in a state, and so hears of its deadline."""


def remind(*, today: date) -> int:
    """Tell who keeps a dossier of its deadline; returns how many notifications were written.

    Amber and red are each said once for a dossier's present deadline, however often this runs and after
    days without running.
    """
    rows = Dossier.objects.filter(state__in=WAITING, due_on__isnull=False)
    dossiers = list(rows.select_related("product", "unit").order_by("pk"))
    due = deadlines_of(dossiers, today=today)
    written = 0
    for dossier in dossiers:
        deadline = due[dossier.pk]
        if deadline.light == Light.GREEN:
            continue
        written += notify(
            users=_keepers(dossier),
            kind=NotificationKind.DEADLINE,
            text=f"Hồ sơ “{dossier.product.name}”: {deadline.words.lower()}, hạn {deadline.on:%d/%m/%Y}.",
            url=reverse("dossier", args=[dossier.pk]),
            key=f"dossier-{dossier.pk}-{deadline.on}-{deadline.light.value}",
        )
    return written


def _holders(product: Product) -> list[User]:
    accounts = User.objects.active().filter(producer_account__producer=product.producer_id)
    return [*accounts.order_by("pk"), *officers_at(product.unit)]


def _keepers(dossier: Dossier) -> Iterable[User]:
    whom = WAITING[DossierState(dossier.state)]
    if whom == "office":
        return User.objects.active().filter(role__in=OFFICE_ROLES).order_by("pk")
    return _holders(dossier.product) if whom == "producer" else officers_at(dossier.unit)
