"""The pages of a council at their goals: a member's dashboard of a thousand products, the sheet of the law, the live
tally of a whole round, every mark of ten thousand sheets in Excel."""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

SHEETS_OF = 10  # members, so that a thousand products make ten thousand sheets


def measure(timing: Callable[..., Any], products: int = 1000) -> Iterator[str]:
    """Rows of a table in Markdown: what, p50, p95, queries or memory."""
    from django.test import Client
    from django.urls import reverse

    from evaluations.domain.queries.board import board_of
    from tests.factories.accounts import UserFactory

    round_ = seeded(products)
    member = round_.council.members.exclude(office="secretary").order_by("order")[0]
    client = Client()
    client.force_login(member.user)
    office = Client()
    office.force_login(UserFactory())
    sheet = member.sheets.order_by("pk").first()
    shown = {
        f"bảng việc của thành viên, 50 trên {products} sản phẩm": lambda: client.get(reverse("scoring_home")),
        "mở phiếu của luật": lambda: client.get(reverse("sheet", args=[sheet.pk])),
        f"tổng hợp tức thời {products} sản phẩm": lambda: board_of(round_, results=True),
    }
    for name, act in shown.items():
        found = timing(act)
        yield f"| {name} | {found.p50:.1f} ms | {found.p95:.1f} ms | {found.queries} |"
    yield export_row(round_)


def seeded(products: int) -> Any:
    """An open round with so many products and ten members, every sheet of the law filled in and handed in.

    Written in bulk: the acts would take an hour. The logs are left out, nothing here reads them.
    """
    from django.utils import timezone

    from bench.dossiers import accepted
    from evaluations.domain import rounds
    from evaluations.models import Entry, Mark, Sheet
    from ocop_cantho.demo.playing import picks_for
    from regimes.domain.queries.specs import spec_of
    from tests.factories.accounts import UserFactory
    from tests.factories.evaluations import council_of
    from tests.factories.products import copies_of

    [dossier, *_] = accepted(1)
    actor, council = UserFactory(), council_of(SHEETS_OF)
    round_ = rounds.create_round(
        council=council, regime=dossier.regime, year=2026, sequence=9, name="Đợt lớn", actor=actor
    )
    rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)
    dossiers = copies_of(dossier, products - 1)
    Entry.objects.bulk_create(
        Entry(round=round_, dossier=one, order=order) for order, one in enumerate(dossiers, start=2)
    )
    rounds.open_round(round_id=round_.pk, actor=actor)
    members = council.members.exclude(office="secretary")
    now, entries = timezone.now(), list(Entry.objects.filter(round=round_))
    sheets = Sheet.objects.bulk_create(
        Sheet(entry=entry, member=member, saved_at=now, revision=1) for entry in entries for member in members
    )
    criteria = dossier.criteria_set.criteria.prefetch_related("options").order_by("position")
    options = {one.code: {option.number: option for option in one.options.all()} for one in criteria}
    picks = picks_for(spec_of(dossier.criteria_set), 75)
    chosen = [options[code][number] for code, number in picks.items()]
    for start in range(0, len(sheets), 500):
        Mark.objects.bulk_create(
            Mark(
                sheet=sheet, criterion_id=option.criterion_id, option=option, points=option.points, revision=1
            )
            for sheet in sheets[start : start + 500]
            for option in chosen
        )
    return round_


def export_row(round_: Any) -> str:
    """Every mark of the round handed in, closed and tallied, as a workbook: time and peak memory."""
    from evaluations.domain import rounds, tallies
    from evaluations.domain.queries.papers import round_facts
    from evaluations.enums import SheetState
    from evaluations.interfaces.papers.marks import marks_workbook
    from evaluations.models import Sheet
    from tests.factories.accounts import UserFactory

    sheets = Sheet.objects.filter(entry__round=round_)
    marks = sum(len(one) for one in sheets.values_list("marks"))
    sheets.update(state=SheetState.SUBMITTED)
    actor = UserFactory()
    rounds.close_round(round_id=round_.pk, actor=actor)
    tallies.tally_round(round_id=round_.pk, actor=actor)
    start = time.perf_counter()
    size = len(marks_workbook(round_facts(round_)))
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"| {marks} điểm chấm ra Excel, {size // 2**20} MB | {taken:.1f} s | bộ nhớ cao nhất {peak} MB | |"


def main() -> None:
    """`python -m bench.councils 1000` alone, on a throw-away database."""
    from bench.__main__ import measure as timing
    from bench.throw_away import database

    os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_cantho.settings.test"
    with database():
        from django.core.management import call_command

        call_command("load_reference", stdout=sys.stderr)
        print("\n".join(measure(timing, int(sys.argv[1]))))


if __name__ == "__main__":
    main()
