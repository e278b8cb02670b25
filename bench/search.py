"""Measures the search box over 100,000 rows: what people type, as the office sees everything."""

import random
from collections.abc import Callable
from typing import Any

WORDS = (
    "nuoc mam",
    "tra mang cau",
    "ben da",
    "htx 4711",
    "nguyen van ba",
    "kho ca loc",
    "phong dien",
    "bánh tránh",
    "zzz",
)


ROWS = 100_000


def measure(timing: Callable[..., Any]) -> list[str]:
    """Lines of a table in Markdown; the database is full of products already."""
    from django.db import connection

    from accounts.models import User
    from core.bulk import copy_in, next_key
    from ocop_cantho.search import search
    from producers.models import Producer
    from products.models import Dossier, Product
    from tests.factories.accounts import UserFactory
    from training.models import Trainee, TraineeGroup

    found = (Product, Producer, Dossier, Trainee, User)
    chance, first = random.Random(2026), next_key(Trainee)
    names = ("Nguyễn Văn", "Trần Thị", "Lê Hoàng", "Phạm Ngọc", "Võ Minh")
    given = ("An", "Ba", "Châu", "Dũng", "Út", "Phúc", "Hạnh")
    copy_in(
        Trainee,
        [
            Trainee(
                pk=first + number,
                name=f"{chance.choice(names)} {chance.choice(given)} {number}",
                group=TraineeGroup.WORKER,
            )
            for number in range(max(ROWS - sum(model.objects.count() for model in found), 1000))
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    office = UserFactory()
    rows = sum(model.objects.count() for model in found)
    lines = []
    for text in WORDS:
        one = timing(lambda text=text: search(office, text))
        lines.append(
            f"| tìm “{text}” trong {rows} dòng | {one.p50:.1f} ms | {one.p95:.1f} ms | {one.queries} |"
        )
    return lines
