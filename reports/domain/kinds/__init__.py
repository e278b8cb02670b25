"""The kinds of reports there are, by their code."""

from core.errors import ActRefused
from reports.domain.kinds import periodic, themes
from reports.domain.kinds.declaration import AnnexKind, Group, Kind

KINDS: dict[str, Kind] = {kind.code: kind for kind in (*periodic.KINDS, *themes.KINDS)}


def kind_of(code: str) -> Kind:
    """The kind named ``code``; raises ActRefused naming those there are."""
    if code not in KINDS:
        raise ActRefused(f"Không có loại báo cáo “{code}”. Các loại có sẵn: {', '.join(KINDS)}.")
    return KINDS[code]


__all__ = ["KINDS", "AnnexKind", "Group", "Kind", "kind_of"]
