"""What asks somebody to do something is taken off its hands when it is done: every call that tells is known here."""

import ast
import importlib
import inspect

from tests.harness.ours import PROJECT, our_apps

# module that asks → the acts after which nothing of it waits any more
SETTLED_BY = {
    "products.domain.notices": ["products.domain.notices.tell"],
    "products.domain.reminders": ["products.domain.notices.tell"],
    "programme.domain.reminders": [
        "programme.domain.activities.move_activity",
        "programme.domain.activities.change_activity",
        "programme.domain.library._moved",
        "programme.domain.plans.close_plan",
    ],
    "evaluations.domain.expiry": ["products.domain.notices.tell", "evaluations.domain.expiry.extend"],
    "evaluations.domain.telling": ["evaluations.domain.withdrawals.record_mending"],
    "evaluations.domain.reminders": [
        "evaluations.domain.reminders.settle_reminders",
        "evaluations.domain.reminders.settle_reminders_of",
    ],
    "reports.domain.schedule": ["reports.domain.issuing.issue"],
}
# what only tells, and asks nothing
TELLING = {"RESULT", "FOLLOWED"}


def calls_of_notify():
    """(module, kind as written) of every call; a kind that is not written out may be any."""
    for app in our_apps():
        for path in sorted((PROJECT / app.label).rglob("*.py")):
            module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "notify":
                    kind = next(word.value for word in node.keywords if word.arg == "kind")
                    yield module, getattr(kind, "attr", "any")


def test_every_call_that_asks_says_what_settles_it():
    asking = {module for module, kind in calls_of_notify() if kind not in TELLING}
    assert asking == set(SETTLED_BY)


def test_those_acts_settle():
    for act in {act for acts in SETTLED_BY.values() for act in acts}:
        module, name = act.rsplit(".", 1)
        assert "settle(" in inspect.getsource(getattr(importlib.import_module(module), name)), act
