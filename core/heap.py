"""What the garbage collector need not look through: what stays for ever, and what long work is building up."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import get_resolver

FULL_ROUND_AFTER = 50
"""How many rounds over the middle generation come before a full one; Python's own number is 10."""


def settle() -> None:
    """Load every page's code, then leave all that is there out of the collector's rounds.

    A full round over the 300,000 objects of the application takes a quarter of a second, in the middle of a
    request and every thirty or so; what requests leave behind takes a tenth of that. Templates and caches that
    come later stay in the rounds, so a full one is made five times less often than Python would.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, FULL_ROUND_AFTER)


@contextmanager
def undisturbed() -> Iterator[None]:
    """While thousands of rows are built up, none of which is garbage, nobody looks for any: a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
