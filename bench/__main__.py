"""Measures pages and acts on a country-sized register: `make bench` (PRODUCTS=20000).

Every page is asked for in one process through Django's test client, at 200 products and at the full number, so that
the ratio of both says more than the machine. Prints a table, and writes it to docs/performance.md with --write.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.money import fifty_payments
from bench.throw_away import database

os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_cantho.settings.test"
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
SMALL = 200
ROUNDS = 30


@dataclass
class Timing:
    """Milliseconds of repeated calls, and the queries of one."""

    milliseconds: list[float]
    queries: int

    @property
    def p50(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * 0.95)]


def measure(act: Callable[[], object], rounds: int = ROUNDS) -> Timing:
    """Call ``act`` once to warm up, once for its queries, then ``rounds`` times against the clock."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    queries = len(captured)  # now: the next request empties the log
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return Timing(taken, queries)


def pages() -> dict[str, Callable[[], object]]:
    """What the office and the public ask for most."""
    from django.test import Client
    from django.urls import reverse

    from products.models import Dossier, Rating
    from tests.factories.accounts import UserFactory

    plan = plan_with_every_indicator()
    office, public = Client(), Client()
    office.force_login(UserFactory())
    dossier = Dossier.objects.order_by("-pk").first()
    rated = Rating.objects.order_by("-expires_on").first()

    def get(client: Client, name: str, *args: int, **query: str) -> Callable[[], object]:
        address = reverse(name, args=args)

        def ask() -> None:
            answer = client.get(address, query)
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")

        return ask

    def ask_again() -> None:
        """What a browser asks that has the page already."""
        answer = public.get("/", headers={"if-none-match": known})
        if answer.status_code != 304:
            raise RuntimeError(f"/: {answer.status_code}")

    known = public.get("/")["ETag"]
    return {
        "danh sách sản phẩm": get(office, "product_list"),
        "tìm sản phẩm “nuoc mam”": get(office, "product_list", q="nuoc mam"),
        "tìm sản phẩm, không có kết quả": get(office, "product_list", q="khong co gi"),
        "danh sách chủ thể": get(office, "producer_list"),
        "danh sách hồ sơ": get(office, "dossier_list"),
        "tìm hồ sơ “nuoc mam”": get(office, "dossier_list", q="nuoc mam"),
        "hồ sơ theo hạn": get(office, "dossier_list", **{"sap-xep": "han"}),
        "hồ sơ chờ kiểm tra": get(office, "dossier_list", state="proposed"),
        "trang một hồ sơ": get(office, "dossier", dossier.pk),
        "tự chấm điểm": get(office, "self_assessment", dossier.pk),
        "việc của tôi": get(office, "home"),
        "chỉ tiêu của năm, mọi cách tính": get(office, "plan", plan),
        "độ bao phủ đào tạo theo đơn vị": get(office, "coverage", nam="2026"),
        "sổ công khai": get(public, "register"),
        "tìm trong sổ công khai": get(public, "register", q="nuoc mam"),
        "sổ công khai, trang chưa đổi": ask_again,
        "trang công khai một sản phẩm": get(public, "product_public", rated.product_id),
    }


def plan_with_every_indicator() -> int:
    """The plan of 2026 with a target for each way to compute one; its key."""
    from programme.domain.queries.indicators import INDICATORS
    from programme.models import Plan, Target

    plan, made = Plan.objects.get_or_create(year=2026, defaults={"title": "Kế hoạch 2026", "state": "issued"})
    if made:
        Target.objects.bulk_create(
            Target(
                plan=plan,
                code=f"chi-tieu-{order}",
                order=order,
                name=name,
                measure="",
                minimum=1,
                indicator=name,
            )
            for order, name in enumerate(INDICATORS, start=1)
        )
    return plan.pk


def scoring() -> dict[str, Timing]:
    """The acts of a council's evening, on the suite's own sheet of four criteria."""
    from django.test import Client
    from django.urls import reverse

    from evaluations.domain import rounds, tallies
    from regimes.domain.queries.specs import spec_of
    from tests.factories.accounts import UserFactory
    from tests.factories.evaluations import filled, open_entry

    entry = open_entry(9)
    members = list(entry.round.council.members.exclude(office="secretary"))
    spec = spec_of(entry.dossier.criteria_set)
    best = {code: len(one.options) for code, one in spec.by_code.items()}
    sheet = filled(entry, members[0], best, submit=False)
    client = Client()
    client.force_login(members[0].user)
    code, options = next((code, len(one.options)) for code, one in spec.by_code.items())
    address = reverse("sheet_mark", args=[sheet.pk])
    state = {"revision": sheet.revision, "option": 0}

    def tap() -> None:
        state["option"] = state["option"] % options + 1
        given = {"criterion": code, "option": state["option"], "revision": state["revision"]}
        answer = client.post(address, given)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        state["revision"] += 1

    measured = {
        "mở phiếu chấm": measure(lambda: client.get(reverse("sheet", args=[sheet.pk]))),
        "lưu một lựa chọn": measure(tap, 200),
    }
    for member in members:
        filled(entry, member, best)
    rounds.close_round(round_id=entry.round_id, actor=UserFactory())
    actor = UserFactory()
    measured["tổng hợp một sản phẩm, 9 phiếu"] = measure(
        lambda: tallies.take_tally(entry_id=entry.pk, actor=actor)
    )
    return measured


def run(products: int) -> str:
    """Measure everything; the table in Markdown."""
    from django.core.management import call_command
    from django.db import connection

    from ocop_cantho.demo.scale import generate

    call_command("load_reference", stdout=sys.stderr)
    generate(SMALL)
    small = {name: measure(ask) for name, ask in pages().items()}
    start = time.perf_counter()
    made = generate(products - SMALL)
    seeded = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    large = {name: measure(ask) for name, ask in pages().items()}
    lines = [
        f"{sum(made.values()):,} rows seeded in {seeded:.1f} s.".replace(",", " "),
        "",
        f"| page | p50 at {SMALL} | p50 at {products} | ratio | p95 at {products} | queries at both |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, before in small.items():
        after = large[name]
        lines.append(
            f"| {name} | {before.p50:.1f} ms | {after.p50:.1f} ms | {after.p50 / before.p50:.1f} | "
            f"{after.p95:.1f} ms | {before.queries} / {after.queries} |"
        )
    lines += [
        "",
        "| act of a council, on a sheet of four criteria | p50 | p95 | queries |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {one.p50:.1f} ms | {one.p95:.1f} ms | {one.queries} |" for name, one in scoring().items()
    ]
    lines += ["", fifty_payments()]
    from bench import admin, councils, figures, imports, search

    lines += ["", *figures.lines(measure)]
    lines += ["", "| search box | p50 | p95 | queries |", "|---|---:|---:|---:|", *search.measure(measure)]
    lines += ["", "| administration | p50 | p95 | queries |", "|---|---:|---:|---:|", *admin.measure(measure)]
    lines += ["", "| council of a large round | p50 | p95 | queries |", "|---|---:|---:|---:|"]
    lines += councils.measure(measure)
    lines += ["", "| import | seconds | queries | peak memory |", "|---|---:|---:|---:|"]
    lines += [*imports.measure(5000), *imports.measure(10_000)]
    return "\n".join(lines)


def main() -> None:
    """Bring up a throw-away database, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="replace the table in docs/performance.md")
    options = parser.parse_args()

    with database():
        table = run(options.products)
    print(table)
    if options.write:
        write(table, options.products)


def write(table: str, products: int) -> None:
    """Put the table between its marks in docs/performance.md."""
    begin, end = "<!-- bench -->", "<!-- /bench -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    machine = f"{time.strftime('%d/%m/%Y')}, {os.cpu_count()} cores, Python {platform.python_version()}: "
    DOCUMENT.write_text(f"{before}{begin}\n{machine}{table}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
