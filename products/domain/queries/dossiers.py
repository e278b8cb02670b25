"""Finding dossiers: by words, state, kind, deadline; in the order of urgency, newness or name."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from core.text import fold
from producers.models import Producer
from products.models import Dossier, DossierState, Product

LATE, SOON = "qua-han", "sap-han"
SOON_DAYS = 7
DUE = ((LATE, "Quá hạn"), (SOON, "Đến hạn trong 7 ngày"))
SORTS = {
    "moi": ("Mới nhất trước", ("-pk",)),
    "han": ("Hạn gần nhất trước", (F("due_on").asc(nulls_last=True), "pk")),
    "ten": ("Tên sản phẩm", ("product__sort_key", "pk")),
}


@dataclass(frozen=True)
class Wanted:
    """What a list of dossiers is narrowed to; empty values narrow nothing."""

    words: str = ""
    state: str = ""
    kind: str = ""
    due: str = ""
    sort: str = "moi"


def find_dossiers(rows: QuerySet[Dossier], wanted: Wanted, *, today: date) -> QuerySet[Dossier]:
    """The dossiers of ``rows`` that are wanted, in the wanted order, with what a list shows of them."""
    if wanted.state in DossierState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.due == LATE:
        rows = rows.filter(due_on__lt=today)
    elif wanted.due == SOON:
        rows = rows.filter(due_on__range=(today, today + timedelta(days=SOON_DAYS)))
    for word in fold(wanted.words).split():
        makers = Producer.objects.filter(search_key__contains=word).order_by().values("pk")
        named = Product.objects.filter(search_key__contains=word).order_by().values("pk")
        made_by = Product.objects.filter(producer__in=makers).order_by().values("pk")
        rows = rows.filter(product__in=named.union(made_by))
    _, order = SORTS.get(wanted.sort, SORTS["moi"])
    return rows.select_related("product__producer", "unit", "regime").order_by(*order)
