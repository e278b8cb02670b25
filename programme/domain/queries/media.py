"""Communication of a year by medium."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from programme.models import MediaItem


@dataclass(frozen=True)
class MediumRow:
    """How many pieces one medium carried, whom they reached and what they cost in đồng, as far as known."""

    label: str
    items: int
    reach: int | None
    cost: int | None


def media_of(*, year: int) -> list[MediumRow]:
    """The media used in ``year``, in the order of the plan."""
    rows = {
        row["medium"]: row
        for row in MediaItem.objects.filter(on__year=year)
        .order_by()
        .values("medium")
        .annotate(n=Count("pk"), reached=Sum("reach"), paid=Sum("cost"))
    }
    return [
        MediumRow(label, rows[medium]["n"], rows[medium]["reached"], rows[medium]["paid"])
        for medium, label in MediaItem.MEDIA
        if medium in rows
    ]
