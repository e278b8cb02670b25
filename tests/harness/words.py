"""Finds English left on pages that people here read: words no Vietnamese text has, and messages left untranslated."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest.mock import patch

from django.http import HttpResponseBase
from django.utils import translation

# Common words of sentences, and what buttons and columns say. Names, files and mail addresses have others.
SENTENCES = """
the of and is are this you your please with from has have been was not for or by that which does did
cannot must should could will would when where there here into them their its use used uses using
invalid required missing error errors failed success successfully
"""
BUTTONS = """
Search Save Filters Filter Import Export History Add Delete Change View Select Reset Submit Cancel Close Home Show
Hide Apply Welcome Log Sign results Previous Next Today Now Yes No None Unknown All Any Edit Run Axes Password
password Username Enabled Disabled Schedule Arguments Accounts MFA Loading Back Continue Settings Profile Actions
Action Details Status Name Date Time Type Value Total Page Created Updated Modified Deleted Active Inactive True
False Object object objects Event Events
"""
ENGLISH = re.compile(rf"(?<![\w@./-])(?:{'|'.join(f'{SENTENCES}{BUTTONS}'.split())})(?![\w@/-]|\.\w)")
LATIN = re.compile(r"[A-Za-z]{3}")


class _Words(HTMLParser):
    """The text somebody reads: no scripts, styles, or the names of icons."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        icon = "material-symbols" in (given.get("class") or "")
        if tag in {"script", "style", "template"} or (tag == "span" and (icon or self._silent)):
            self._silent.append(tag)
        self.text += [
            given[name] for name in ("placeholder", "title", "aria-label", "alt") if given.get(name)
        ]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.text.append(given.get("value") or "")

    def handle_endtag(self, tag):
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data):
        if not self._silent:
            self.text.append(data)


def text_of(response: HttpResponseBase) -> str:
    """What somebody reads on an HTML page; nothing of other answers."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    words = _Words()
    words.feed(response.content.decode(response.charset))
    return "\n".join(part.strip() for part in words.text if part.strip())


def english_on(response: HttpResponseBase) -> list[str]:
    """English words on the page, each with the line it stands in."""
    lines = text_of(response).splitlines()
    # a record for machines that the office may look at, as it was sealed
    read = [line for line in lines if not line.startswith('{"')]
    return sorted({line.strip()[:120] for line in read if ENGLISH.search(line)})


@contextmanager
def untranslated() -> Iterator[set[str]]:
    """Collects the messages that are asked for in Vietnamese and come back as they were."""
    left: set[str] = set()
    trans = translation._trans
    plain, context, plural = trans.gettext, trans.pgettext, trans.ngettext

    def note(message: str, said: str) -> str:
        if said == message and LATIN.search(message):
            left.add(message)
        return said

    with (
        patch.object(trans, "gettext", lambda text: note(text, plain(text))),
        patch.object(trans, "pgettext", lambda where, text: note(text, context(where, text))),
        patch.object(
            translation._trans,
            "ngettext",
            lambda one, many, n: note(many if n != 1 else one, plural(one, many, n)),
        ),
    ):
        yield left
