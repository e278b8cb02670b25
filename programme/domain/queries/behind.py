"""The rows behind a target's result, as far as somebody may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from localities.models import Unit
from producers.models import CraftVillage, Producer
from products.models import Product
from programme.domain.queries.targets import TargetRow
from programme.models import MediaItem, StudyTour
from training.models import Trainee, TrainingClass


@dataclass(frozen=True)
class Behind:
    """``rows`` are those the person sees (line_of() shows one), ``hidden`` how many more there are."""

    rows: QuerySet[Any] | list[Any]
    hidden: int


@dataclass(frozen=True)
class Line:
    """One row: its name, what else to know, and the name of the page that shows it (or none)."""

    name: str
    note: str
    page: str
    pk: int


def rows_behind(row: TargetRow, *, user: User) -> Behind:
    """What the computed result of ``row`` counts; nothing for a target entered by hand only."""
    found = row.figure.rows if row.figure else []
    if not isinstance(found, QuerySet):
        return Behind(list(found), 0)
    scoped = getattr(found.model.objects, "visible_to", None)
    seen = found.filter(pk__in=scoped(user).order_by().values("pk")) if scoped else found
    return Behind(seen, found.count() - seen.count())


def line_of(one: Any) -> Line:
    """How a row of any indicator is shown."""
    match one:
        case Product():
            return Line(one.name, f"{one.producer.name}, {one.unit.name}", "product", one.pk)
        case Producer():
            return Line(one.name, one.unit.name, "producer", one.pk)
        case TrainingClass():
            held = f"{one.starts_on:%d/%m/%Y}" if one.starts_on else ""
            return Line(one.name, held, "class_detail", one.pk)
        case Trainee():
            return Line(one.name, one.organisation, "", one.pk)
        case CraftVillage():
            return Line(one.name, f"{one.craft}, {one.unit.name}", "", one.pk)
        case MediaItem():
            return Line(one.title, f"{one.outlet}, {one.on:%d/%m/%Y}", "media_item", one.pk)
        case StudyTour():
            return Line(one.name, one.destination, "study_tour", one.pk)
        case Unit():
            return Line(one.name, "", "", one.pk)
        case _:
            raise TypeError(f"no line for {type(one).__name__}")
