"""Writing the lines of one sheet: parts, sections, criteria, options, elimination grounds."""

from dataclasses import asdict

from django.db import models

from core.errors import ActRefused
from regimes.arithmetic import SheetSpec
from regimes.models import (
    CriteriaPart,
    CriteriaSection,
    CriteriaSet,
    CriterionOption,
    EliminationEffect,
    EliminationGround,
)
from regimes.models import Criterion as CriterionRow


def write_lines(*, criteria_set: CriteriaSet, spec: SheetSpec) -> None:
    """Replace the lines of a set that is not in use; guidance the office wrote stays with its criterion and option.

    Runs inside the caller's transaction. Raises ActRefused where marks already point to a line.
    """
    guidance = dict(criteria_set.criteria.values_list("code", "guidance"))
    lines = CriterionOption.objects.filter(criterion__criteria_set=criteria_set).order_by()
    beside = {
        (code, text): said for code, text, said in lines.values_list("criterion__code", "text", "guidance")
    }
    _clear(criteria_set)
    _write_eliminations(criteria_set, spec)
    rows = _write_criteria(_write_sections(criteria_set, spec), spec, guidance)
    for _, criterion in spec.criteria:
        if condition := criterion.applies_if:
            CriterionRow.objects.filter(pk=rows[criterion.code].pk).update(
                applies_if=rows[condition.criterion], applies_if_min_points=condition.min_points
            )
    CriterionOption.objects.bulk_create(
        CriterionOption(
            criterion=rows[criterion.code],
            number=option.number,
            text=option.text,
            points=option.points,
            required_for_stars=option.stars,
            case=option.case,
            is_synthetic=option.synthetic,
            guidance=beside.get((criterion.code, option.text), ""),
        )
        for _, criterion in spec.criteria
        for option in criterion.options
    )


def _write_sections(criteria_set: CriteriaSet, spec: SheetSpec) -> dict[str, CriteriaSection]:
    """Parts and sections; the sections by their code, which no other part has."""
    parts = CriteriaPart.objects.bulk_create(
        CriteriaPart(
            criteria_set=criteria_set,
            code=part.code,
            name=part.name,
            max_points=part.points,
            position=position,
        )
        for position, part in enumerate(spec.parts, 1)
    )
    sections = CriteriaSection.objects.bulk_create(
        CriteriaSection(
            part=row, code=section.code, name=section.name, max_points=section.points, position=position
        )
        for row, part in zip(parts, spec.parts, strict=True)
        for position, section in enumerate(part.sections, 1)
    )
    return {section.code: section for section in sections}


def _write_criteria(
    sections: dict[str, CriteriaSection], spec: SheetSpec, guidance: dict[str, str]
) -> dict[str, CriterionRow]:
    lines = [
        (sections[section.code], criterion)
        for part in spec.parts
        for section in part.sections
        for criterion in section.criteria
    ]
    rows = CriterionRow.objects.bulk_create(
        CriterionRow(
            criteria_set_id=section.part.criteria_set_id,
            section=section,
            code=criterion.code,
            heading=asdict(criterion.heading) if criterion.heading else {},
            name=criterion.name,
            max_points=criterion.points,
            notes=[asdict(note) for note in criterion.notes],
            is_yes_no=any(option.synthetic for option in criterion.options),
            position=position,
            guidance=guidance.get(criterion.code, ""),
        )
        for position, (section, criterion) in enumerate(lines, 1)
    )
    return {row.code: row for row in rows}


def _write_eliminations(criteria_set: CriteriaSet, spec: SheetSpec) -> None:
    """The lines at the head of the sheet, then the notes beside criteria that end an evaluation."""
    grounds = [("", text, EliminationEffect.ELIMINATED.value) for text in spec.elimination]
    grounds += [
        (criterion.code, note.text, note.effect)
        for _, criterion in spec.criteria
        for note in criterion.notes
        if note.effect
    ]
    EliminationGround.objects.bulk_create(
        EliminationGround(
            criteria_set=criteria_set, position=position, criterion_code=code, text=text, effect=effect
        )
        for position, (code, text, effect) in enumerate(grounds, 1)
    )


def _clear(criteria_set: CriteriaSet) -> None:
    try:
        criteria_set.eliminations.all().delete()
        # a criterion may be the condition of a later one of the same set
        criteria_set.criteria.update(applies_if=None, applies_if_min_points=None)
        criteria_set.criteria.all().delete()
        criteria_set.parts.all().delete()
    except models.ProtectedError as error:
        raise ActRefused(
            f"Phiếu số {criteria_set.number} ({criteria_set.name}) đã có điểm chấm hoặc minh chứng gắn với tiêu chí, "
            "không thay được. Hãy trả tệp dữ liệu về như cũ."
        ) from error
