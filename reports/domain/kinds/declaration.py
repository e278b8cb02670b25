"""What a kind of report is: a page of declaration, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from reports.domain.book import Blocks, Book
from reports.domain.frame import Frame
from reports.domain.sections.declaration import Section
from reports.enums import Cutoff, Rhythm


@dataclass(frozen=True)
class Group:
    """A numbered part with numbered sections below it: "II. Kết quả thực hiện" and "1. …"."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class AnnexKind:
    """An annex: its title (a format string with {level}, {LEVEL}, {year}, {next}) and what stands in it."""

    title: str
    write: Callable[[Book], Blocks]
    landscape: bool = True


@dataclass(frozen=True)
class Kind:
    """``title`` names a built report, ``subject`` stands under the document's kind; both with {period}.

    ``cutoff``, ``due_days`` (days from the period's end to sending) and ``scheduled`` are what the settings
    start from; the office changes them in the administration.
    """

    code: str
    label: str
    title: str
    subject: str
    rhythm: Rhythm
    body: tuple[Section | Group, ...]
    annexes: tuple[AnnexKind, ...] = ()
    paper: str = "BÁO CÁO"
    to: Literal["city", "ministry"] = "city"
    needs_plan: bool = False
    landscape: bool = False
    cutoff: Cutoff = Cutoff.DECREE
    due_days: int = 5
    scheduled: bool = False
    hint: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in their order, groups opened."""
        found: list[Section] = []
        for one in self.body:
            found += one.sections if isinstance(one, Group) else (one,)
        return tuple(found)

    @property
    def parts(self) -> dict[str, str]:
        """The sections the office adds text to, and what is asked for."""
        return {one.code: one.own_words for one in self.sections if one.own_words}

    def writes(self, section: Section, frame: Frame) -> bool:
        """Whether a section is in this report; somebody may have chosen some."""
        return not frame.chosen or section.code in frame.chosen
