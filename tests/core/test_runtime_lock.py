"""What an office installs (requirements.lock) is all that the application imports; the rest is for developers."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest
from django.conf import settings

from tests.harness.ours import PROJECT, our_apps

OURS = {app.name for app in our_apps()} | {"ocop_cantho"}


def locked():
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def missing(modules):
    """Those of ``modules`` that no locked distribution brings."""
    brought, names = packages_distributions(), locked()
    wanted = {module.split(".")[0] for module in modules} - OURS - sys.stdlib_module_names
    return sorted(
        name
        for name in wanted
        if not {re.sub(r"[-_.]+", "-", found).lower() for found in brought.get(name, [])} & names
    )


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("package", sorted(OURS))
def test_imports_are_installed_with_the_application(package):
    files = [path for path in (PROJECT / package).rglob("*.py") if "settings/test" not in path.as_posix()]
    assert files
    assert missing(name for path in files for name in imported(path)) == []


def test_installed_apps_are_installed_with_the_application():
    dotted = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE, *settings.AUTHENTICATION_BACKENDS]
    assert missing(dotted) == []
