"""A sheet as it is scored, built from the rows it was loaded into."""

from functools import lru_cache
from typing import Any

from regimes.arithmetic import (
    Band,
    Condition,
    Criterion,
    Heading,
    Note,
    Option,
    Part,
    Rules,
    Section,
    SheetSpec,
)
from regimes.models import CriteriaSet, LegalRegime
from regimes.models import Criterion as CriterionRow


def rules_of(regime: LegalRegime) -> Rules:
    """The regime's numbers in the form the arithmetic takes."""
    return Rules(
        regime=regime.code,
        part_points=tuple(sorted(regime.part_points.items())),
        bands=tuple(
            Band(band.stars, band.min_points, band.is_recognised) for band in regime.bands.order_by("-stars")
        ),
    )


def spec_of(criteria_set: CriteriaSet) -> SheetSpec:
    """The sheet of a complete set, equal to the one in its data file.

    Remembered by the digest of its content, so that scoring many sheets of one set asks the
    database once. Raises ``CriteriaSet.DoesNotExist`` where the set was deleted meanwhile.
    """
    return _spec(criteria_set.pk, criteria_set.digest)


@lru_cache(maxsize=256)
def _spec(pk: int, digest: str) -> SheetSpec:
    criteria_set = CriteriaSet.objects.select_related("regime").get(pk=pk)
    by_section: dict[int, list[Criterion]] = {}
    rows = criteria_set.criteria.select_related("applies_if").prefetch_related("options").order_by("position")
    for row in rows:
        by_section.setdefault(row.section_id, []).append(_criterion(row))
    parts = tuple(
        Part(
            code=part.code,
            name=part.name,
            points=part.max_points,
            sections=tuple(
                Section(section.code, section.name, section.max_points, tuple(by_section.get(section.pk, ())))
                for section in part.sections.all()
            ),
        )
        for part in criteria_set.parts.order_by("position").prefetch_related("sections")
    )
    head = criteria_set.eliminations.filter(criterion_code="").order_by("position")
    return SheetSpec(
        rules=rules_of(criteria_set.regime),
        number=criteria_set.number,
        name=criteria_set.name,
        parts=parts,
        title=criteria_set.title,
        header=criteria_set.header,
        legend=criteria_set.legend,
        needs_samples=criteria_set.needs_samples,
        elimination=tuple(ground.text for ground in head),
    )


def _criterion(row: CriterionRow) -> Criterion:
    return Criterion(
        code=row.code,
        name=row.name,
        points=row.max_points,
        options=tuple(
            Option(
                number=option.number,
                points=option.points,
                text=option.text,
                stars=option.required_for_stars,
                case=option.case,
                synthetic=option.is_synthetic,
            )
            for option in sorted(row.options.all(), key=lambda option: option.number)
        ),
        notes=tuple(_note(note) for note in row.notes),
        applies_if=Condition(row.applies_if.code, row.applies_if_min_points or 0) if row.applies_if else None,
        heading=Heading(**row.heading) if row.heading else None,
    )


def _note(note: dict[str, Any]) -> Note:
    return Note(note["place"], note["kind"], note["text"], note["effect"])
