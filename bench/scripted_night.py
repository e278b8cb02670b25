"""One scoring night by script: 9 members, a secretary, 40 products, the official sheets.

`python -m bench.scripted_night`
From opening to sealed minutes and the draft of the decision, through the pages where there is one, without leaving
the application. Prints what each step took, in Markdown.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.dossiers import accepted
from bench.throw_away import database

os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_cantho.settings.test"
MEMBERS, PRODUCTS = 9, 40


class Clock:
    """What each step took."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, str]] = []

    @contextmanager
    def step(self, name: str, note: str = "") -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.rows.append((name, time.perf_counter() - start, note))
        print(f"{name}: {self.rows[-1][1]:.1f} s", file=sys.stderr)

    def table(self) -> str:
        lines = ["| step | seconds | |", "|---|---:|---|"]
        return "\n".join([*lines, *(f"| {name} | {took:.1f} | {note} |" for name, took, note in self.rows)])


def press(office: Any, round_: Any, name: str, state: str) -> None:
    """Press a button of the round; what was refused stops the evening."""
    from django.urls import reverse

    office.post(reverse(name, args=[round_.pk]))
    round_.refresh_from_db()
    if round_.state != state:
        raise RuntimeError(f"{name}: the round is {round_.state}")


def night() -> str:
    """The whole evening; the table of its steps."""
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from evaluations.domain import rounds, scoring
    from evaluations.domain.queries.seal import verify_round
    from evaluations.models import Entry, Outcome, Tally
    from ocop_cantho.demo.playing import picks_for
    from regimes.domain.queries.specs import spec_of
    from tests.factories.accounts import UserFactory
    from tests.factories.evaluations import council_of

    clock = Clock()
    call_command("load_reference", stdout=sys.stderr)
    actor = UserFactory()
    with clock.step("40 accepted dossiers", "before the night, not part of it"):
        dossiers = accepted(PRODUCTS)
    council = council_of(MEMBERS)
    members = list(council.members.exclude(office="secretary").select_related("user").order_by("order"))
    round_ = rounds.create_round(
        council=council, regime=dossiers[0].regime, year=2026, sequence=1, name="Đợt 1 năm 2026", actor=actor
    )
    for dossier in dossiers:
        rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)
    office, page = Client(), lambda name: reverse(name, args=[round_.pk])
    office.force_login(actor)
    with clock.step("opening"):
        press(office, round_, "round_open", "open")
    entries = list(
        Entry.objects.filter(round=round_).select_related("dossier__criteria_set").order_by("order")
    )
    taps = 0
    with clock.step("scoring: every mark a tap of its own"):
        for place, entry in enumerate(entries):
            for index, member in enumerate(members):
                picks = picks_for(
                    spec_of(entry.dossier.criteria_set), 48 + place % 45 + index % 5, stars=3, shift=index
                )
                sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
                revision = sheet.revision
                for code, number in picks.items():
                    revision = scoring.save_mark(
                        sheet_id=sheet.pk,
                        criterion_code=code,
                        option_number=number,
                        revision=revision,
                        actor=member.user,
                    ).revision
                    taps += 1
                scoring.submit_sheet(sheet_id=sheet.pk, actor=member.user)
    clock.rows[-1] = (*clock.rows[-1][:2], f"{taps} marks on {len(entries) * len(members)} sheets")
    with clock.step("closing and sealing"):
        press(office, round_, "round_close", "closed")
    with clock.step("tallies of all products"):
        press(office, round_, "round_tally", "closed")
    with clock.step("minutes, PDF"):
        answer = office.get(reverse("round_paper", args=[round_.pk, "bien-ban", "pdf"]))
        if not answer.content.startswith(b"%PDF"):
            raise RuntimeError("no minutes")
    with clock.step("minutes, Word"):
        office.get(reverse("round_paper", args=[round_.pk, "bien-ban", "docx"]))
    with clock.step("every mark, Excel"):
        office.get(page("round_marks"))
    with clock.step("check page and decisions on all products"):
        office.get(page("bulk_decide"))
        shown = Tally.objects.filter(entry__round=round_).values_list("pk", flat=True)
        office.post(page("bulk_decide"), {"tallies": list(shown)})
    decided = Outcome.objects.filter(entry__round=round_).count()
    if decided != PRODUCTS:
        raise RuntimeError(f"{decided} decided")
    with clock.step("draft decision with its lists, PDF", f"{decided} products"):
        office.get(reverse("round_paper", args=[round_.pk, "quyet-dinh", "pdf"]))
    with clock.step("seal checked against every mark"):
        if faults := verify_round(round_):
            raise RuntimeError(str(faults))
    return clock.table()


def main() -> None:
    """Bring up a throw-away database, play the night, print."""
    argparse.ArgumentParser(prog="python -m bench.scripted_night", description=__doc__).parse_args()
    with database():
        table = night()
    print(table)


if __name__ == "__main__":
    main()
