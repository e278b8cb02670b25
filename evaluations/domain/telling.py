"""Whom a recognition concerns, and telling them."""

from django.db.models import QuerySet
from django.urls import reverse

from accounts.domain.notifications import notify
from accounts.models import OFFICE_ROLES, Role, User
from evaluations.models import Decision, Outcome
from products.models import Product, Rating


def holders_of(product: Product) -> QuerySet[User]:
    """The producer's own accounts."""
    return User.objects.filter(producer_account__producer=product.producer_id, is_active=True)


def officers_of(product: Product) -> QuerySet[User]:
    """The officers whose ground the product lies on, in any era."""
    above: set[str] = set()
    for path in product.unit.ground_paths():
        steps = path.strip("/").split("/")
        above |= {f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps) + 1)}
    return User.objects.filter(role=Role.LOCAL_OFFICER, is_active=True, unit__path__in=above)


def office() -> QuerySet[User]:
    return User.objects.filter(role__in=OFFICE_ROLES, is_active=True)


def tell_holders(rating: Rating, *, kind: str, text: str, key: str) -> int:
    """Tell the producer and the officers of its commune, with the way to the recognition's page."""
    people = [*holders_of(rating.product), *officers_of(rating.product)]
    return notify(users=people, kind=kind, text=text, url=reverse("recognition", args=[rating.pk]), key=key)


def tell_result(outcome: Outcome, decision: Decision) -> int:
    """Tell the producer and its commune's officers what was decided (Điều 7.3.g)."""
    dossier = outcome.entry.dossier
    stars = f"hạng {outcome.stars} sao" if outcome.stars >= 3 else "chưa đủ điều kiện công nhận"
    if outcome.is_potential_five:
        stars = "tiềm năng 5 sao, thành phố đề nghị trung ương đánh giá"
    return notify(
        users=[*holders_of(dossier.product), *officers_of(dossier.product)],
        kind="result",
        text=f"Kết quả đánh giá {dossier.product}: {stars} (Quyết định số {decision.number}).",
        url=reverse("dossier", args=[dossier.pk]),
        key=f"ket-qua-{outcome.pk}",
    )
