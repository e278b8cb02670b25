"""Every template compiles, and is used by something."""

import re

import pytest
from django.template import engines

from tests.harness.ours import PROJECT, our_apps

# Packages look these up by name.
FOUND_BY_PACKAGES = ("account/", "mfa/", "admin/", "unfold/", "import_export/", "allauth/")
NAMES = re.compile(r"""["']([\w./-]+\.(?:html|txt|svg|xml|css))["']""")


def template_folders():
    return [
        PROJECT / "templates",
        *(folder for app in our_apps() if (folder := PROJECT / app.label / "templates").is_dir()),
    ]


def template_names():
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in template_folders()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml", ".css"}
    )


def names_mentioned():
    sources = [
        path
        for app in our_apps()
        for path in (PROJECT / app.label).rglob("*.py")
        if "migrations" not in path.parts
    ]
    sources += [path for folder in template_folders() for path in folder.rglob("*") if path.is_file()]
    return {name for path in sources for name in NAMES.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", template_names())
def test_template_compiles(name):
    assert engines["django"].get_template(name)


def test_no_template_is_unused():
    unused = [name for name in template_names() if not name.startswith(FOUND_BY_PACKAGES)]
    assert sorted(set(unused) - names_mentioned()) == []


KEYS = re.compile(r"\{\{[^}|]*\.(?:pk|id|(?!auto_id\b)\w+_id)\s*(?:\|(?!unlocalize|stringformat)[^}]*)?\}\}")


@pytest.mark.parametrize("name", template_names())
def test_keys_of_rows_are_written_without_thousand_separators(name):
    """`{{ row.pk }}` is written 1.234 and no longer names the row; `|unlocalize` keeps it 1234."""
    found = next(folder / name for folder in template_folders() if (folder / name).is_file())
    assert KEYS.findall(found.read_text(encoding="utf-8")) == []
