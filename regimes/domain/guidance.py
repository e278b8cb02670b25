"""The act on guidance: the office writes what counts as evidence, in plain words."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from django.db import transaction

from core.errors import ActRefused
from core.text import fold
from regimes.domain.regimefiles import DATA
from regimes.models import Criterion, CriterionOption


@transaction.atomic
def write_guidance(
    *, criterion_id: int, text: str, options: Mapping[int, str], everywhere: bool = False
) -> int:
    """Keep the words for a criterion and its options; returns how many criteria have them now.

    ``everywhere`` gives the same words to the criteria of the regime's other sets that are named the same,
    and to their options that read the same. Guidance is no part of the sheet: it may change while the sheet
    is frozen. Locks the criteria it changes.
    """
    rows = Criterion.objects.select_for_update(of=("self",), no_key=True)
    criterion = rows.select_related("criteria_set").filter(pk=criterion_id).first()
    if criterion is None:
        raise ActRefused("Tiêu chí này không còn nữa. Hãy tải lại trang.")
    own = list(criterion.options.order_by("number"))
    if unknown := set(options) - {row.number for row in own}:
        raise ActRefused(f"Tiêu chí {criterion.code} không có lựa chọn số {min(unknown)}.")
    words = {fold(row.text): options[row.number] for row in own if row.number in options}
    alike = [criterion]
    if everywhere:
        others = rows.filter(criteria_set__regime=criterion.criteria_set.regime_id).exclude(pk=criterion.pk)
        named = others.select_related("criteria_set").order_by("pk")
        alike += [row for row in named if fold(row.name) == fold(criterion.name)]
    Criterion.objects.filter(pk__in=[row.pk for row in alike]).update(guidance=text)
    changed = []
    for option in CriterionOption.objects.filter(criterion__in=alike).order_by("pk"):
        if fold(option.text) in words:
            option.guidance = words[fold(option.text)]
            changed.append(option)
    CriterionOption.objects.bulk_update(changed, ["guidance"])
    return len(alike)


@transaction.atomic
def load_first_guidance(*, folder: Path = DATA) -> int:
    """Give criteria without guidance the project's own first words; what the office wrote stays as it is.

    Returns how many criteria got words.
    """
    count = 0
    for path in sorted(folder.glob("guidance-*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        words = {fold(name): text for name, text in document["guidance"].items()}
        rows = list(
            Criterion.objects.filter(criteria_set__regime__code=document["regime"], guidance="").order_by(
                "pk"
            )
        )
        found = [row for row in rows if fold(row.name) in words]
        for row in found:
            row.guidance = words[fold(row.name)]
        count += Criterion.objects.bulk_update(found, ["guidance"])
    return count
