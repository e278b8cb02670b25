"""The items a dossier can be returned for, and what became of those it was returned for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from products.domain.copies import Content, Difference, content_of, differences, said_in, touches
from products.models import Dossier, DossierCopy, DossierFault
from regimes.models import DocumentGroup

GROUPS = ("Chủ thể, sản phẩm", "Nội dung Mẫu 01, Mẫu 02", "Tự chấm điểm", "Giấy tờ", "Khác")
_PARTS = (("part:producer", "Thông tin chủ thể"), ("part:product", "Thông tin sản phẩm"))
_OTHER = ("other", "Nội dung khác")


@dataclass(frozen=True)
class Item:
    """Something a reviewer can find fault with."""

    key: str
    label: str
    group: str
    value: str = ""


@dataclass
class Mended:
    """A fault with what was changed in its item since; nothing means not mended yet."""

    fault: DossierFault
    changes: list[Difference] = field(default_factory=list)


def items_of(dossier: Dossier) -> list[Item]:
    """Every item of the dossier in the order of its forms, then papers it should have, then anything else."""
    content = content_of(dossier)
    items = [Item(key, label, GROUPS[0]) for key, label in _PARTS]
    groups = {"content": GROUPS[1], "criterion": GROUPS[2], "paper": GROUPS[3]}
    for key, row in content.items():
        if (group := groups.get(key.partition(":")[0])) is not None:
            items.append(Item(key, row["label"], group, row["value"]))
    had = {link.evidence.requirement_id for link in dossier.evidence_links.select_related("evidence")}
    kinds = dossier.regime.documents.filter(group=DocumentGroup.EVIDENCE).order_by("position")
    items += [
        Item(f"document:{row.code}", f"Thiếu: {row.name.strip(' ,')}", GROUPS[3])
        for row in kinds
        if row.pk not in had
    ]
    items.append(Item(*_OTHER, GROUPS[4]))
    order = {group: position for position, group in enumerate(GROUPS)}
    return sorted(items, key=lambda item: order[item.group])


def last_copies(dossier: Dossier) -> list[DossierCopy]:
    """The last two copies, the newest first."""
    return list(dossier.copies.order_by("-number")[:2])


def changes_since(dossier: Dossier, *, is_open: bool) -> tuple[DossierCopy | None, list[Difference]]:
    """What reads otherwise than the copy before: since the hand-in while open, else since the one before.

    The copy compared with is None where there is none yet.
    """
    copies = last_copies(dossier)
    base = copies[0] if is_open and copies else (copies[1] if len(copies) > 1 else None)
    if base is None:
        return None, []
    after: Content = content_of(dossier) if is_open else said_in(copies[0])
    return base, differences(said_in(base), after)


def mended(faults: Iterable[DossierFault], changes: Iterable[Difference]) -> list[Mended]:
    """Each fault with the changes that lie in its item."""
    changes = list(changes)
    return [Mended(fault, [row for row in changes if touches(fault.item, row)]) for fault in faults]
