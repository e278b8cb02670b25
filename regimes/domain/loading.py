"""Loading the regimes of the law and their sheets from ``regimes/data`` into the database."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from core.errors import ActRefused
from regimes.domain.reading import digest
from regimes.domain.regimefiles import DATA, DocumentEntry, Library, MissingSheet, RegimeFile, read_library
from regimes.domain.sheetfiles import SheetFile
from regimes.domain.writing import write_lines
from regimes.models import CriteriaSet, CriteriaSetStatus, LegalRegime, ProductClass


class FrozenReference(ActRefused):
    """A file differs from what dossiers were already assessed by; the message names file and set."""


@dataclass
class Loaded:
    """How many rows were made, changed and deleted; all zero when the data was already there.

    A criteria set counts as one row, whatever the number of its lines.
    """

    created: int = 0
    changed: int = 0
    deleted: int = 0


@transaction.atomic
def load_regimes(*, folder: Path = DATA) -> Loaded:
    """Load regimes, classes, sheets and dossier papers; loading again writes nothing.

    Raises BadReferenceData where a file is at fault, before anything is written, and FrozenReference
    where a file would change a set that is already in use (its rows are what people were judged by)
    or take away something that dossiers point to; then nothing has changed. Locks the sets it
    compares.
    """
    library = read_library(folder)
    loaded = Loaded()
    regimes: dict[str, LegalRegime] = {}
    for entry in library.regimes:
        regime = regimes[entry.code] = _load_regime(entry, regimes, loaded)
        classes = _load_classes(regime, library, loaded)
        _load_sheets(regime, entry, library.sheets[entry.code], classes, loaded)
        _load_documents(regime, library, loaded)
    return loaded


def _load_regime(entry: RegimeFile, regimes: Mapping[str, LegalRegime], loaded: Loaded) -> LegalRegime:
    values = {
        "title": entry.title,
        "issued_on": entry.issued_on,
        "valid_from": entry.valid_from,
        "closed_to_new_from": entry.closed_to_new_from,
        "valid_to": entry.valid_to,
        "amends_id": regimes[entry.amends].pk if entry.amends else None,
        "part_points": dict(entry.rules.part_points),
        "certificate_months": entry.certificate_months,
        "sample_products": entry.sample_products,
        "finish_by": {kind: day.isoformat() for kind, day in entry.finish_by.items()},
        "sheets_missing": entry.missing_all,
        "source": entry.source,
        "notes": "\n".join(entry.notes),
        **entry.periods,
    }
    [regime] = _sync(
        LegalRegime.objects.filter(code=entry.code), ("code",), [{"code": entry.code, **values}], loaded
    )
    _sync(
        regime.bands.all(),
        ("stars",),
        [
            {
                "regime_id": regime.pk,
                "stars": band.stars,
                "min_points": band.min_points,
                "is_recognised": band.recognised,
                "meaning": entry.meanings[band.stars],
            }
            for band in entry.rules.bands
        ],
        loaded,
    )
    _sync(
        regime.levels.all(),
        ("level",),
        [
            {
                "regime_id": regime.pk,
                "level": level.level,
                "order": order,
                "recognises_from": level.recognises[0] if level.recognises else None,
                "recognises_to": level.recognises[1] if level.recognises else None,
                "authority": level.authority,
            }
            for order, level in enumerate(entry.levels, 1)
        ],
        loaded,
    )
    _sync(
        regime.deadlines.all(),
        ("level", "sequence"),
        [
            {
                "regime_id": regime.pk,
                "level": deadline.level,
                "sequence": deadline.sequence,
                "proposed_before_day": deadline.proposed_before[0],
                "proposed_before_month": deadline.proposed_before[1],
                "evaluated_before_day": deadline.evaluated_before[0],
                "evaluated_before_month": deadline.evaluated_before[1],
            }
            for deadline in entry.deadlines
        ],
        loaded,
    )
    return regime


def _load_classes(regime: LegalRegime, library: Library, loaded: Loaded) -> dict[str, ProductClass]:
    """Classes level by level, so that each finds the one above it."""
    found: dict[str, ProductClass] = {}
    entries = list(enumerate(library.classes[regime.code], 1))
    # what is no longer listed goes first, the lowest level before the one above it
    codes = [entry.code for _, entry in entries]
    for depth in (3, 2, 1):
        _delete(regime.classes.filter(depth=depth).exclude(code__in=codes), loaded)
    for depth in (1, 2, 3):
        rows = [
            {
                "regime_id": regime.pk,
                "code": entry.code,
                "depth": depth,
                "parent_id": found[entry.parent].pk if entry.parent else None,
                "name": entry.name,
                "managing_agency": entry.agencies,
                "position": position,
            }
            for position, entry in entries
            if entry.depth == depth
        ]
        written = _sync(
            regime.classes.filter(code__in=[row["code"] for row in rows]), ("code",), rows, loaded
        )
        found.update((row.code, row) for row in written)
    return found


def _load_sheets(
    regime: LegalRegime,
    entry: RegimeFile,
    sheets: Iterable[SheetFile],
    classes: Mapping[str, ProductClass],
    loaded: Loaded,
) -> None:
    known = {row.number: row for row in regime.criteria_sets.select_for_update(of=("self",), no_key=True)}
    for sheet in sheets:
        spec = sheet.spec
        values = {
            "name": spec.name,
            "product_class_id": classes[sheet.product_class].pk,
            "status": CriteriaSetStatus.COMPLETE,
            "missing_reason": "",
            "title": spec.title,
            "header": spec.header,
            "legend": spec.legend,
            "needs_samples": spec.needs_samples,
            "source": sheet.source,
            "notes": list(sheet.oddities),
            "fixes": list(sheet.fixes),
            "digest": sheet.digest,
        }
        if _write_set(regime, spec.number, values, known, sheet.file, loaded):
            write_lines(criteria_set=known[spec.number], spec=spec)
    for missing in entry.missing:
        _write_set(regime, missing.number, _missing_values(missing, classes), known, "regimes.yaml", loaded)


def _missing_values(entry: MissingSheet, classes: Mapping[str, ProductClass]) -> dict[str, Any]:
    return {
        "name": entry.name,
        "product_class_id": classes[entry.product_class].pk,
        "status": CriteriaSetStatus.MISSING,
        "missing_reason": entry.why,
        "digest": digest(asdict(entry)),
    }


def _write_set(
    regime: LegalRegime,
    number: int,
    values: dict[str, Any],
    known: dict[int, CriteriaSet],
    file: str,
    loaded: Loaded,
) -> bool:
    """Write the row of a set where its file differs from what was loaded; True where it was written."""
    row = known.get(number)
    if row is not None and row.digest == values["digest"]:
        return False
    if row is not None and row.frozen_at is not None:
        raise FrozenReference(
            f"{file}: phiếu số {number} của {regime.code} (hoặc khung điểm của quy định) khác với bản đã dùng để "
            "đánh giá, nên không nạp gì cả. Hãy trả tệp về như cũ; bản sửa phải là quy định hoặc phiếu mới."
        )
    if row is None:
        row = known[number] = CriteriaSet(regime=regime, number=number)
        loaded.created += 1
    else:
        loaded.changed += 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True


def _load_documents(regime: LegalRegime, library: Library, loaded: Loaded) -> None:
    sheets = library.sheets[regime.code]
    _sync(
        regime.documents.all(),
        ("code",),
        [
            {
                "regime_id": regime.pk,
                "code": document.code,
                "position": position,
                "group": document.group,
                "name": document.name,
                "requirement": document.requirement,
                "mandatory_kinds": list(document.mandatory),
                "criteria": _proved(document, sheets),
                "has_expiry": document.has_expiry,
            }
            for position, document in enumerate(library.documents[regime.code], 1)
        ],
        loaded,
    )


def _proved(document: DocumentEntry, sheets: Iterable[SheetFile]) -> dict[str, list[str]]:
    """By set number, the codes of the criteria that the paper usually proves."""
    found = {
        str(sheet.spec.number): [c.code for _, c in sheet.spec.criteria if c.name in document.proves]
        for sheet in sheets
    }
    return {number: codes for number, codes in found.items() if codes}


def _sync(
    existing: models.QuerySet[Any], key: tuple[str, ...], rows: list[dict[str, Any]], loaded: Loaded
) -> list[Any]:
    """Make the rows of a query be ``rows``, found by ``key``: delete, change, create, in that order.

    A row that is already as it should be is not written.
    """
    model = existing.model
    known = {tuple(getattr(row, name) for name in key): row for row in existing}
    wanted = {tuple(row[name] for name in key) for row in rows}
    if gone := [row.pk for values, row in known.items() if values not in wanted]:
        _delete(model.objects.filter(pk__in=gone), loaded)
    written = []
    for values in rows:
        row = known.get(tuple(values[name] for name in key))
        if row is None:
            row = model.objects.create(**values)
            loaded.created += 1
        elif changed := {name: value for name, value in values.items() if getattr(row, name) != value}:
            for name, value in changed.items():
                setattr(row, name, value)
            row.save()
            loaded.changed += 1
        written.append(row)
    return written


def _delete(rows: models.QuerySet[Any], loaded: Loaded) -> None:
    """Delete rows that no file lists any more, unless something points to them."""
    count = rows.count()
    if not count:
        return
    try:
        rows.delete()
    except models.ProtectedError as error:
        held = next(iter(error.protected_objects))
        label = rows.model._meta.verbose_name
        raise FrozenReference(
            f"Dữ liệu tham chiếu bỏ đi {label} đang được dùng ({held}), nên không nạp gì cả. Hãy trả tệp về như cũ."
        ) from error
    loaded.deleted += count
