"""The dossiers of a year and the producers behind the register."""

from datetime import date

from django.db.models import Count

from producers.models import ProducerKind
from products.domain.queries.register import valid_ratings
from products.models import Dossier, DossierState


def dossiers_by_state(*, year: int) -> dict[str, int]:
    """Dossiers of ``year`` by state, in the order of their way; states without dossiers left out."""
    rows = dict(Dossier.objects.filter(year=year).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: rows[state] for state in DossierState.values if state in rows}


def producers_by_kind(*, day: date) -> dict[str, tuple[int, int]]:
    """Producers with a product in the register on ``day`` by kind, and how many products they have."""
    rows = valid_ratings(day=day).order_by().values_list("product__producer__kind", "product__producer")
    found: dict[str, list[int]] = {}
    for kind, producer in rows:
        found.setdefault(kind, []).append(producer)
    return {kind: (len(set(found[kind])), len(found[kind])) for kind in ProducerKind.values if kind in found}
