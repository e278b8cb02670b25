"""The pages of a council at their goals: a member's dashboard of a thousand products, the sheet of the law, the live
tally of a whole round, every mark of ten thousand sheets in Excel."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WHAT_IF = 200  # products whose stars are tried without each member
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
    yield from timed(
        timing,
        {
            f"bảng việc của thành viên, 50 trên {products} sản phẩm": lambda: client.get(
                reverse("scoring_home")
            ),
            "mở phiếu của luật": lambda: client.get(reverse("sheet", args=[sheet.pk])),
        },
    )
    closed_and_tallied(round_)
    yield export_row(round_)
    board = reverse("round_board_live", args=[round_.pk])
    yield from timed(
        timing,
        {
            f"tổng hợp tức thời {products} sản phẩm": lambda: board_of(round_, results=True),
            f"bảng theo dõi {products} sản phẩm, cả trang": lambda: office.get(board),
            **what_if(round_, office),
        },
    )


def timed(timing: Callable[..., Any], shown: dict[str, Callable[[], object]]) -> Iterator[str]:
    """A row for each act."""
    for name, act in shown.items():
        found = timing(act)
        yield f"| {name} | {found.p50:.1f} ms | {found.p95:.1f} ms | {found.queries} |"


def seeded(products: int) -> Any:
    """An open round with so many products and ten members, every sheet of the law filled in and handed in.

    Written in bulk: the acts would take an hour. The logs are left out, nothing here reads them.
    """
    from django.db import connection
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
    spec = spec_of(dossier.criteria_set)
    chosen = [
        [options[code][number] for code, number in picks_for(spec, points).items()]
        for points in range(60, 96, 5)
    ]
    for start in range(0, len(sheets), 500):
        Mark.objects.bulk_create(
            Mark(
                sheet=sheet, criterion_id=option.criterion_id, option=option, points=option.points, revision=1
            )
            for sheet in sheets[start : start + 500]
            for option in chosen[(sheet.entry_id + sheet.member_id) % len(chosen)]
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # as autovacuum does within a minute; without it the planner knows of no mark
    return round_


def closed_and_tallied(round_: Any) -> None:
    """The round handed in, closed and tallied, as its council leaves it."""
    from evaluations.domain import rounds, tallies
    from evaluations.enums import SheetState
    from evaluations.models import Sheet
    from tests.factories.accounts import UserFactory

    actor = UserFactory()
    Sheet.objects.filter(entry__round=round_).update(state=SheetState.SUBMITTED)
    rounds.close_round(round_id=round_.pk, actor=actor)
    tallies.tally_round(round_id=round_.pk, actor=actor)
    round_.refresh_from_db()


def what_if(round_: Any, client: Any) -> dict[str, Callable[[], object]]:
    """One product asked about, and which of 200 products change star if any one member is left out."""
    from django.urls import reverse

    from evaluations.domain.queries.counted import bases_of
    from evaluations.views.reading import case_of
    from evaluations.whatif import outcome, pivotal

    rows = round_.entries.select_related("round", "dossier__criteria_set", "dossier__product")
    entries = list(rows.order_by("order")[:WHAT_IF])
    address = reverse("entry_what_if", args=[entries[0].pk])

    def sensitivity() -> list[Any]:
        cases = [case_of(basis) for basis in bases_of(entries)]
        return [(outcome(case), pivotal(case)) for case in cases]

    return {
        "giả định một sản phẩm, cả trang": lambda: client.get(address),
        f"độ nhạy của {len(entries)} sản phẩm": sensitivity,
    }


def export_row(round_: Any) -> str:
    """Every mark of the round as a workbook, made by a process of its own: its memory is not that of the seeding."""
    from django.db import connection

    place = connection.settings_dict
    url = f"postgres://{place['USER']}@/{place['NAME']}?host={place['OPTIONS']['host']}"
    made = subprocess.run(
        [sys.executable, "-m", "bench.councils", "export", str(round_.pk)],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def export(round_pk: int) -> str:
    """The workbook of a round: time, processor time, peak memory, queries."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from evaluations.domain.queries.papers import round_facts
    from evaluations.interfaces.papers.marks import marks_workbook
    from evaluations.models import Mark, Round

    round_ = Round.objects.get(pk=round_pk)
    with CaptureQueriesContext(connection) as captured:
        wall, worked = time.perf_counter(), time.process_time()
        size = len(marks_workbook(round_facts(round_)))
        wall, worked = time.perf_counter() - wall, time.process_time() - worked
    # of this program alone: what getrusage says begins with the memory of the one that started it
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    marks = Mark.objects.filter(sheet__entry__round=round_).count()
    return (
        f"| {marks} điểm chấm ra Excel, {size / 2**20:.1f} MB | {wall:.1f} s | bộ xử lý {worked:.1f} s, "
        f"bộ nhớ cao nhất {int(peak) // 1024} MB | {len(captured)} |"
    )


def main() -> None:
    """`python -m bench.councils 1000` alone, on a throw-away database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_cantho.settings.test"
    if sys.argv[1] == "export":
        print(export(int(sys.argv[2])))
        return
    from bench.__main__ import measure as timing
    from bench.throw_away import database

    with database():
        from django.core.management import call_command

        call_command("load_reference", stdout=sys.stderr)
        print("\n".join(measure(timing, int(sys.argv[1]))))


if __name__ == "__main__":
    main()
