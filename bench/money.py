"""Fifty people paying out of one allocation at the same moment: exact to the đồng, nothing above it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

THREADS = 50
EACH = 1_000_000
ROOM = 37
"""The allocation holds as many payments; the rest must be refused."""


def fifty_payments() -> str:
    """Run it and say in one line what came of it; raises when a đồng is too much or missing."""
    from django.db import connection
    from django.db.models import Sum

    from budget.domain.spending import disburse
    from budget.models import Disbursement
    from core.errors import ActRefused
    from tests.factories.accounts import UserFactory
    from tests.factories.budget import GIVEN_ON, EstimateLineFactory, allocation

    given = allocation(EstimateLineFactory(amount=ROOM * EACH), amount=ROOM * EACH)
    actor, start = UserFactory(), Barrier(THREADS)

    def one(number: int) -> bool:
        connection.ensure_connection()
        start.wait()
        try:
            disburse(allocation_id=given.pk, amount=EACH, on=GIVEN_ON, voucher_no=f"PC-{number}", actor=actor)
        except ActRefused:
            return False
        finally:
            connection.close()
        return True

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        done = sum(pool.map(one, range(THREADS)))
    taken = time.perf_counter() - began
    paid = Disbursement.objects.paid().filter(allocation=given).aggregate(sum=Sum("amount"))["sum"]
    if (done, paid) != (ROOM, ROOM * EACH):
        raise RuntimeError(f"{done} payments, {paid} đồng of {ROOM * EACH}")
    return f"{THREADS} threads on one allocation: {done} paid, {THREADS - done} refused, sum exact, {taken:.2f} s."
