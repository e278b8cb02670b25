"""The seal of a round for pages and printed minutes: text, and the same text as QR."""

from dataclasses import dataclass

import segno

from evaluations.domain.queries.seal import Seal, seal_of
from evaluations.models import Round


@dataclass(frozen=True)
class SealBlock:
    """What `evaluations/seal.html` and the minutes show."""

    seal: Seal
    qr: str


def seal_block(round_: Round) -> SealBlock | None:
    """None before the round was closed."""
    found = seal_of(round_)
    return (
        SealBlock(found, segno.make(found.text, error="m").svg_data_uri(scale=3, border=2)) if found else None
    )
