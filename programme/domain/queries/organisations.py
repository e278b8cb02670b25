"""Economic organisations of a year: who takes part, who was newly founded, who grew; craft villages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from producers.models import CraftVillage, Producer, ProducerKind, ProducerYear
from training.domain.queries.coverage import leaders


@dataclass(frozen=True)
class KindRow:
    """Producers of one kind."""

    label: str
    taking_part: int
    founded: int
    strengthened: int


def organisations(*, year: int) -> QuerySet[Any]:
    """Producers taking part in ``year``, or founded from the programme in it.

    ``is_founded`` says founded in the year; ``is_strengthened`` that revenue or workers grew over the year
    before, as their yearly results say.
    """
    before = ProducerYear.objects.filter(producer=OuterRef("producer"), year=year - 1)
    grown = ProducerYear.objects.filter(producer=OuterRef("pk"), year=year).filter(
        Exists(before.filter(Q(revenue__lt=OuterRef("revenue")) | Q(workers__lt=OuterRef("workers"))))
    )
    founded = Q(founded_in_programme=True, registered_on__year=year)
    taking_part = leaders(year=year).wanted.order_by().values("pk")
    return (
        Producer.objects.filter(Q(pk__in=taking_part) | founded)
        .select_related("unit", "craft_village")
        .annotate(
            is_founded=Exists(Producer.objects.filter(founded, pk=OuterRef("pk"))),
            is_strengthened=Exists(grown),
            n_products=Count("products", distinct=True),
        )
        .order_by("sort_key", "pk")
    )


def by_kind(*, year: int) -> list[KindRow]:
    """How many of each kind take part, were founded, were strengthened."""
    counted = {kind: [0, 0, 0] for kind in ProducerKind.values}
    rows = organisations(year=year).order_by()
    for kind, founded, strengthened in rows.values_list("kind", "is_founded", "is_strengthened"):
        for place, counts in enumerate((True, founded, strengthened)):
            counted[kind][place] += counts
    return [KindRow(ProducerKind(kind).label, *counts) for kind, counts in counted.items() if counts[0]]


def villages() -> QuerySet[Any]:
    """Craft villages with their producers and products."""
    return (
        CraftVillage.objects.select_related("unit")
        .annotate(
            n_producers=Count("producers", distinct=True),
            n_products=Count("producers__products", distinct=True),
        )
        .order_by("sort_key", "pk")
    )
