"""A council night under blows: tablets save marks through real web workers while everything is killed in turn.

`python -m bench.council_night` has 200 tablets save a mark every 1 to 3 s for 60 s through gunicorn. A web worker is
killed (-9) every 2 s, the background worker every 10 s, PostgreSQL is crashed three times, the queue is away for 20 s.
Afterwards every mark that was acknowledged must be there, once; no sheet is in pieces; logs, seal and tallies verify.

`--calm` leaves out the blows and the pauses: how fast 60 tablets are that all save at once.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.tablets import Saved, Tablet, all_at_work

os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_cantho.settings.dev"
SHEETS_A_MEMBER = 8
CSRF = "c" * 32


def evening(sessions: int) -> tuple[Any, list[Tablet]]:
    """An open round on the official sheets with one tablet for every sheet, signed in."""
    from django.test import Client
    from django.urls import reverse

    from accounts.middleware import PROVEN
    from bench.dossiers import accepted
    from evaluations.domain import rounds, scoring
    from evaluations.models import Entry
    from regimes.domain.queries.specs import spec_of
    from tests.factories.accounts import UserFactory
    from tests.factories.evaluations import council_of

    products = min(SHEETS_A_MEMBER, sessions)
    dossiers, actor = accepted(products), UserFactory()
    council = council_of(-(-sessions // products))
    round_ = rounds.create_round(
        council=council, regime=dossiers[0].regime, year=2026, sequence=1, name="Đêm chấm", actor=actor
    )
    for dossier in dossiers:
        rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)
    rounds.open_round(round_id=round_.pk, actor=actor)
    entries = Entry.objects.filter(round=round_).select_related("dossier__criteria_set").order_by("order")
    tablets = []
    for member in council.members.exclude(office="secretary").select_related("user"):
        client = Client()
        client.force_login(member.user)
        session = client.session
        session[PROVEN] = True  # signed in with the second factor
        session.save()
        for entry in entries:
            sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
            options = {
                code: len(one.options) for code, one in spec_of(entry.dossier.criteria_set).by_code.items()
            }
            address = reverse("sheet_mark", args=[sheet.pk])
            tablets.append(Tablet(sheet.pk, address, client.cookies["sessionid"].value, CSRF, options))
    return round_, tablets[:sessions]


class Programs:
    """The web server and the background worker as separate programs, and the hand that kills."""

    def __init__(self, port: int, workers: int) -> None:
        from ocop_cantho.management.commands.serve import commands

        self.port = port
        given = commands(port)
        web = [*given["web"]]
        web[web.index("--workers") + 1] = str(workers)
        self.starts = {"web": web, "worker": given["worker"]}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = 0
        for name in self.starts:
            self.start(name)

    def start(self, name: str) -> None:
        quiet = subprocess.DEVNULL
        self.running[name] = subprocess.Popen(
            self.starts[name], stdout=quiet, stderr=quiet, start_new_session=True
        )

    def wait(self) -> None:
        """Until the application answers."""
        from ocop_cantho.management.commands.serve import ask

        for _ in range(600):
            try:
                with ask(self.port):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the application does not answer")

    def kill_a_web_worker(self) -> None:
        """-9; gunicorn's master starts another one."""
        master = self.running["web"].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if children:
            os.kill(int(random.choice(children)), signal.SIGKILL)
            self.killed += 1

    def kill_the_worker(self) -> None:
        """-9 to the whole of it; whoever keeps it running in production starts it again."""
        os.killpg(self.running["worker"].pid, signal.SIGKILL)
        self.running["worker"].wait()
        self.start("worker")

    def stop(self) -> None:
        for one in self.running.values():
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


class Blows:
    """What happens at which second of the evening, in threads of its own."""

    def __init__(self, programs: Programs, postgres: Any, redis: Any, seconds: float) -> None:
        self.programs, self.postgres, self.redis = programs, postgres, redis
        self.crashes: list[float] = []  # when PostgreSQL was back
        self.over = threading.Event()
        self.until = time.monotonic() + seconds
        plans = [
            self._every(2, programs.kill_a_web_worker),
            self._every(10, programs.kill_the_worker),
            self._at([seconds * part for part in (0.25, 0.5, 0.75)], self.crash_postgres),
            self._at([seconds / 3], lambda: self.take_away(seconds / 3)),
        ]
        self.threads = [threading.Thread(target=plan) for plan in plans]
        for thread in self.threads:
            thread.start()

    def _every(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            while not self.over.wait(seconds) and time.monotonic() < self.until:
                act()

        return run

    def _at(self, moments: list[float], act: Callable[[], object]) -> Callable[[], None]:
        begun = time.monotonic()

        def run() -> None:
            for moment in moments:
                if self.over.wait(max(0, begun + moment - time.monotonic())):
                    return
                act()

        return run

    def crash_postgres(self) -> None:
        """Immediate stop, the second time -9; then as systemd would: started again at once."""
        by = signal.SIGKILL if len(self.crashes) == 1 else signal.SIGQUIT
        _restart(self.postgres, by)
        self.crashes.append(time.monotonic())

    def take_away(self, seconds: float) -> None:
        """The broker and cache are gone for that long."""
        _stop(self.redis, signal.SIGKILL)
        self.over.wait(seconds)
        self.redis.server.start()

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()


def _stop(lease: Any, by: int) -> None:
    from core.embedded.keeper import read_pid

    pid = read_pid(lease.server.pidfile)
    os.kill(pid, by)
    while lease.server.runs():
        time.sleep(0.01)


def _restart(lease: Any, by: int) -> None:
    from core.embedded.lease import EmbeddedServiceError

    _stop(lease, by)
    while True:
        try:
            lease.server.start()
        except EmbeddedServiceError:  # after -9 its children still hold the shared memory for a moment
            time.sleep(0.2)
        else:
            return


def faults_of(tablets: list[Tablet]) -> list[str]:
    """Every acknowledged mark that the log does not have, and every sheet whose rows are not what its log says."""
    import json

    from django.db.models import Count

    from evaluations.models import Mark, ScoreLog

    found = [f"{one.sheet}: {refusal}" for one in tablets for refusal in one.refused]
    for one in tablets:
        bodies = ScoreLog.objects.filter(sheet=one.sheet).order_by("number").values_list("body", flat=True)
        written = [json.loads(body)["marks"] for body in bodies]
        for mark in one.saved:
            line = written[mark.revision - 1] if mark.revision <= len(written) else {}
            if line.get(mark.criterion, [None])[0] != mark.option:
                found.append(f"{one.sheet}: {mark} is lost")
        kept = dict(Mark.objects.filter(sheet=one.sheet).values_list("criterion__code", "option__number"))
        said = {code: line[code][0] for line in written for code in line}
        if kept != said:
            found.append(f"{one.sheet}: the rows are not what the log says")
        if len(written) > len(one.saved):
            found.append(f"{one.sheet}: {len(written) - len(one.saved)} marks written more than once")
    twice = Mark.objects.values("sheet", "criterion").annotate(rows=Count("pk")).filter(rows__gt=1)
    return found + [f"{row['sheet']}: a criterion twice" for row in twice]


def finish(round_: Any) -> list[str]:
    """Hand every sheet in, close, tally; what the seal and the tallies say against it."""
    from evaluations.domain import rounds, scoring, tallies
    from evaluations.domain.queries.seal import verify_round
    from evaluations.models import Sheet
    from ocop_cantho.demo.playing import picks_for
    from regimes.domain.queries.specs import spec_of
    from tests.factories.accounts import UserFactory

    for sheet in Sheet.objects.filter(entry__round=round_).select_related(
        "member__user", "entry__dossier__criteria_set"
    ):
        picks = picks_for(spec_of(sheet.entry.dossier.criteria_set), 75)
        given = {"sheet_id": sheet.pk, "actor": sheet.member.user}
        scoring.save_sheet(**given, picks=picks, comment="", revision=sheet.revision)
        scoring.submit_sheet(**given)
    actor = UserFactory()
    rounds.close_round(round_id=round_.pk, actor=actor)
    taken = tallies.tally_round(round_id=round_.pk, actor=actor)
    return [*verify_round(round_), *tallies.differences_of(taken)]


def spread(seconds: Iterable[float]) -> str:
    """The median and the 95th percentile, in milliseconds."""
    taken = sorted(one * 1000 for one in seconds)
    return f"{statistics.median(taken):.0f} / {taken[int(len(taken) * 0.95)]:.0f} ms"


def after_each(blows: Blows, moment: Callable[[float], float]) -> str:
    """How long after PostgreSQL was back each time."""
    return ", ".join(f"{moment(back) - back:.1f} s" for back in blows.crashes)


def report(tablets: list[Tablet], seconds: float, late: float, blows: Blows | None) -> str:
    """What the evening came to, in Markdown."""
    saved: list[Saved] = [mark for one in tablets for mark in one.saved]
    rows = {
        "tablets": len(tablets),
        "marks acknowledged": len(saved),
        "marks a second": f"{len(saved) / seconds:.0f}",
        "p50 / p95 of the request that was answered": spread(mark.seconds for mark in saved),
        "p50 / p95 from the tap to its answer": spread(mark.waited for mark in saved),
        "sent again": sum(one.repeated for one in tablets),
        "last answer after the end": f"{max(late, 0):.1f} s",
    }
    if blows:
        rows["web workers killed"] = blows.programs.killed
        rows["crashes of PostgreSQL"] = len(blows.crashes)
        rows["first save after each crash"] = after_each(
            blows, lambda back: min((mark.at for mark in saved if mark.at > back), default=back)
        )
        rows["every tablet that waited was answered after"] = after_each(
            blows,
            lambda back: max(
                (mark.at for mark in saved if mark.at - mark.waited < back < mark.at), default=back
            ),
        )
    return "\n".join(["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())])


def night(options: argparse.Namespace, postgres: Any, redis: Any) -> str:
    """Set the table, let the tablets work, look at what is left."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)
    round_, tablets = evening(options.sessions)
    programs = Programs(options.port, options.workers)
    blows = None
    try:
        programs.wait()
        blows = None if options.calm else Blows(programs, postgres, redis, options.seconds)
        think = (0.0, 0.0) if options.calm else (1.0, 3.0)
        late = all_at_work(tablets, options.port, options.seconds, think)
    finally:
        if blows:
            blows.end()
        programs.stop()
    connection.close()  # the crashes broke it
    faults = [*faults_of(tablets), *finish(round_)]
    for fault in faults:
        print(fault, file=sys.stderr)
    verdict = (
        f"{len(faults)} faults."
        if faults
        else "Every acknowledged mark is there, once; logs, seal and tallies agree."
    )
    return f"{report(tablets, options.seconds, late, blows)}\n\n{verdict}"


def main() -> None:
    """Bring up a cluster of its own that is as careful as in production, play the night, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.council_night", description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=3, help="web workers")
    parser.add_argument("--calm", action="store_true", help="no blows, no pauses: how fast")
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        options.port = free.getsockname()[1]
    from core.embedded import postgres, redis
    from core.embedded.places import throw_away_home

    homes = [throw_away_home(name) for name in ("postgres", "valkey")]
    leases = [postgres.lease(homes[0]), redis.lease(homes[1])]
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = postgres.url(homes[0]), redis.url(homes[1])
    try:
        import django

        django.setup()
        table = night(options, *leases)
    finally:
        for lease in leases:
            lease.release()
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
    print(table)


if __name__ == "__main__":
    main()
