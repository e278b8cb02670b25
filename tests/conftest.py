"""The harness around every test: silent faults fail (see `tests/harness/`)."""

import gc
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache

from tests.harness import database, sql, templates
from tests.harness.client import Client
from tests.harness.deep import DEEP
from tests.harness.ours import PROJECT

pytest_plugins = ["tests.harness.skips"]

_folders = count()

# A machine shared with others is no stop-watch. OCOP_DEEP=1 tries as much as the goals ask for, for hours.
hypothesis.settings.register_profile("ocop", deadline=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=5_000, stateful_step_count=50)
hypothesis.settings.load_profile("deep" if DEEP else "ocop")

# Playwright's synchronous interface runs an event loop in the test's thread, beside which Django refuses the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Hundreds of thousands of objects stay for the whole run; looking through them as often as usual costs a twentieth.
gc.set_threshold(50_000, 20, 100)


def pytest_configure(config):
    """The catalogues as they are now, whoever starts the tests; workers find them compiled."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, "scripts/compile_catalogues.py"], cwd=PROJECT, check=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    database.before_the_tables()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database.after_the_tables()


@pytest.fixture(scope="session", autouse=True)
def _watch_silent_faults(django_test_environment):
    templates.watch()
    sql.watch()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path_factory):
    """A folder like no other, made when the first file comes: most tests keep none."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media{next(_folders)}"


@pytest.fixture
def client():
    """A visitor who has not signed in; use `client.force_login(user)`."""
    return Client()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's chromium, as installed by apt; nothing is downloaded."""
    return browser_type_launch_args | {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


def pytest_collection_modifyitems(items):
    """A test that asks for a page needs a browser; without one it is skipped, with the command that mends it."""
    installed = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).exists()
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):  # playwright's `page` asks for it
            item.add_marker(pytest.mark.browser)
            if not installed:
                item.add_marker(pytest.mark.skip(reason="no chromium: apt-get install chromium"))
