"""The overview and the figures of an annual report on a full register: time in all, and in the database."""

from collections.abc import Callable
from typing import Any

ROUNDS = 3


def lines(measure: Callable[..., Any]) -> list[str]:
    """Lines of a table in Markdown; the database is full of products already, 2026 has a plan."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from reports.domain.building import asked_for, figures_of
    from tests.factories.accounts import UserFactory

    office = Client()
    office.force_login(UserFactory())
    annual = asked_for(kind="annual", year=2026)
    acts: dict[str, Callable[[], object]] = {
        "trang tổng quan": lambda: office.get(reverse("overview"), {"nam": "2026"}),
        "số liệu của báo cáo năm": lambda: figures_of(annual),
    }
    found = ["| report | p50 | in the database | queries |", "|---|---:|---:|---:|"]
    for name, act in acts.items():
        taken = measure(act, ROUNDS)
        with CaptureQueriesContext(connection) as captured:
            act()
        database = sum(float(one["time"]) for one in captured.captured_queries) * 1000
        found.append(f"| {name} | {taken.p50:.0f} ms | {database:.0f} ms | {taken.queries} |")
    return found
