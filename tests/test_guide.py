"""The guide says what the screens say, and what the documents point at exists."""

import ast
import re

import polib
import pytest

from tests.harness.ours import PROJECT, our_apps

GUIDE = sorted((PROJECT / "docs" / "huong-dan").glob("*.md"))
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
QUOTED = re.compile(r"\*\*“(.+?)”\*\*")  # bold and in quotes: the very words of the screen
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:docs|tests|scripts|deploy|core|locale|templates|evaluations|regimes)/[\w./-]+)`")
SENTENCE = 25  # a text as long as this may be a part of what the screen says
NOT_TEXT = re.compile(r"<[^>]*>|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def _said_by_templates():
    for path in (PROJECT / "templates").rglob("*"):
        if path.is_file():
            yield from NOT_TEXT.split(path.read_text(encoding="utf-8"))


def _said_by_code():
    for app in our_apps():
        for path in (PROJECT / app.label).rglob("*.py"):
            if "migrations" not in path.parts and "demo" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value
    for path in (PROJECT / "static").rglob("*.js"):
        yield from re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8"))


def _said_by_packages():
    for path in (PROJECT / "locale").rglob("*.po"):
        yield from (entry.msgstr for entry in polib.pofile(str(path)))


@pytest.fixture(scope="module")
def screens():
    """Every text the application may show, in one case and without doubled blanks."""
    said = [*_said_by_templates(), *_said_by_code(), *_said_by_packages()]
    return {" ".join(text.split()).casefold() for text in said if text.strip()}


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.name)
def test_quoted_words_are_on_the_screen(path, screens):
    quoted = QUOTED.findall(path.read_text(encoding="utf-8"))
    assert quoted
    unknown = [
        words
        for words in dict.fromkeys(quoted)
        if words.casefold() not in screens
        and not (len(words) >= SENTENCE and any(words.casefold() in text for text in screens))
    ]
    assert unknown == []


def test_each_role_has_its_page():
    index = (PROJECT / "docs" / "huong-dan" / "README.md").read_text(encoding="utf-8")
    assert {name for name in LINK.findall(index) if name.endswith(".md")} == {
        path.name for path in GUIDE if path.name != "README.md"
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_and_paths_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in LINK.findall(text) if "://" not in link]
    broken = [link for link in links if link and not (path.parent / link).exists()]
    broken += [name for name in PATH.findall(text) if not (PROJECT / name).exists()]
    assert broken == []
