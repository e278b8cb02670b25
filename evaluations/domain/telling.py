"""Whom a recognition concerns, and telling them."""

from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.domain.following import followers_of
from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
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


def followers(product: Product, *also: Model) -> list[User]:
    """Who follows the product or one of ``also``, its dossier, and still may see it."""
    people = followers_of(product, *also).select_related("unit")
    return [user for user in people if Product.objects.visible_to(user).filter(pk=product.pk).exists()]


def office() -> QuerySet[User]:
    return User.objects.filter(role__in=OFFICE_ROLES, is_active=True)


def tell_holders(rating: Rating, *, kind: str, text: str, key: str) -> int:
    """Tell the producer and the officers of its commune, and whoever follows the product; a person hears once."""
    product = rating.product
    said = {"text": text, "url": reverse("recognition", args=[rating.pk]), "key": key}
    told = notify(users=[*holders_of(product), *officers_of(product)], kind=kind, **said)
    return told + notify(users=followers(product), kind=NotificationKind.FOLLOWED, **said)


def tell_result(outcome: Outcome, decision: Decision) -> int:
    """Tell the producer and its commune's officers what was decided (Điều 7.3.g), and whoever follows it."""
    dossier = outcome.entry.dossier
    stars = f"hạng {outcome.stars} sao" if outcome.stars >= 3 else "chưa đủ điều kiện công nhận"
    if outcome.is_potential_five:
        stars = "tiềm năng 5 sao, thành phố đề nghị trung ương đánh giá"
    said = {
        "text": f"Kết quả đánh giá {dossier.product}: {stars} (Quyết định số {decision.number}).",
        "url": reverse("dossier", args=[dossier.pk]),
        "key": f"ket-qua-{outcome.pk}",
    }
    people = [*holders_of(dossier.product), *officers_of(dossier.product)]
    told = notify(users=people, kind=NotificationKind.RESULT, **said)
    following = followers(dossier.product, dossier)
    return told + notify(users=following, kind=NotificationKind.FOLLOWED, **said)
