"""What the demonstration's people follow, and the filters they keep."""

from accounts.domain.filters import save_filter
from accounts.domain.following import follow
from accounts.models import User
from products.models import Dossier, DossierState

FILTERS = (
    ("products.dossier", "Hồ sơ chờ kiểm tra", f"state__exact={DossierState.PROPOSED}", True),
    ("products.rating", "Sản phẩm 4 sao", "stars__exact=4", False),
)


def load_kept(*, users: dict[str, User]) -> None:
    """The office follows what is under way, a leader a product; two lists of the administration are kept."""
    office, leader = users["vanphong@ocop.example"], users["lanhdao@ocop.example"]
    under_way = (DossierState.HANDED_IN, DossierState.COMMUNE_REVIEW, DossierState.PROPOSED)
    rows = Dossier.objects.filter(is_demo=True, state__in=under_way).select_related("product").order_by("pk")
    for dossier in rows[:3]:
        follow(user=office, thing=dossier)
        follow(user=leader, thing=dossier.product)
    for page, name, query, is_shared in FILTERS:
        save_filter(user=office, page=page, name=name, query=query, is_shared=is_shared)
