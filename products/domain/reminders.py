"""What the clock says: certificates that end, steps whose deadline is near or past. Each thing is said once."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, User
from products.domain.deadlines import deadlines_of
from products.domain.notices import officers_at
from products.domain.queries.register import valid_ratings
from products.domain.renewal import window_of
from products.enums import DossierState, Light
from products.models import Dossier, Product, Rating
from regimes.models import LegalRegime

MARKS = (180, 150, 120, 60, 30, 7)
"""Days before a certificate ends on which its holder hears of it: window opens, half, window closes, and after."""
WAITING = {
    DossierState.HANDED_IN: "officers",
    DossierState.COMMUNE_REVIEW: "officers",
    DossierState.PROPOSED: "office",
    DossierState.OFFICE_CHECK: "office",
    DossierState.RETURNED: "producer",
}
"""Who holds a dossier in a state, and so hears of its deadline."""


def remind(*, today: date) -> int:
    """Tell holders of certificates and of dossiers what is due; returns how many notifications were written.

    Run again, or after days without running, it says each thing once: the last mark that was passed is
    said, however late, and the key keeps it from being said twice.
    """
    return _certificates(today) + _deadlines(today)


def _certificates(today: date) -> int:
    regime = LegalRegime.objects.in_force_on(today).first()
    last = today + timedelta(days=MARKS[0])
    busy = Dossier.objects.exclude(state__in=(DossierState.CONCLUDED, DossierState.WITHDRAWN))
    renewing = set(busy.order_by().values_list("product_id", flat=True))
    written = 0
    for rating in valid_ratings(day=today).filter(expires_on__lte=last):
        left = (rating.expires_on - today).days
        mark = min(mark for mark in MARKS if left <= mark)
        if rating.product_id in renewing and mark > MARKS[-1]:
            continue  # its next dossier is on the way already
        written += notify(
            users=_holders(rating.product),
            kind=NotificationKind.DEADLINE,
            text=_words(rating, left, regime, today),
            url=reverse("product", args=[rating.product_id]),
            key=f"rating-{rating.pk}-ends-{mark}",
        )
    return written


def _words(rating: Rating, left: int, regime: LegalRegime | None, today: date) -> str:
    text = (
        f"Giấy chứng nhận của “{rating.product.name}” ({rating.stars} sao) hết hạn ngày "
        f"{rating.expires_on:%d/%m/%Y}, còn {left} ngày."
    )
    window = window_of(rating, regime) if regime else None
    return f"{text} {window.explain(today)}" if window else text


def _holders(product: Product) -> list[User]:
    accounts = User.objects.active().filter(producer_account__producer=product.producer_id)
    return [*accounts.order_by("pk"), *officers_at(product.unit)]


def _deadlines(today: date) -> int:
    """Amber and red, each said once for a dossier's present deadline."""
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


def _keepers(dossier: Dossier) -> Iterable[User]:
    whom = WAITING[DossierState(dossier.state)]
    if whom == "office":
        return User.objects.active().filter(role__in=OFFICE_ROLES).order_by("pk")
    return _holders(dossier.product) if whom == "producer" else officers_at(dossier.unit)
