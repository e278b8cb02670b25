"""How much a test tries: little in the suite, everything with `OCOP_DEEP=1` (docs/performance.md)."""

import os

DEEP = os.environ.get("OCOP_DEEP") == "1"


def tries(suite: int, deep: int) -> int:
    """How many rounds a random test runs: ``suite`` of them always, ``deep`` when asked for."""
    return deep if DEEP else suite
