"""A section of a report: what it is called, how it is written, what the office adds in its own words."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.domain.book import Blocks, Book


@dataclass(frozen=True)
class Section:
    """``title`` is printed behind the number its place gives it; ``own_words`` asks the office for text."""

    code: str
    title: str
    write: Callable[[Book], Blocks]
    own_words: str = ""
