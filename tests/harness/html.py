"""Faults of a rendered page that no assertion would look for."""

from html.parser import HTMLParser

DATA_SCRIPTS = frozenset({"application/json", "application/ld+json", "text/plain"})


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._post_form: str | None = None
        self._has_token = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        where = f"<{tag}> at line {self.getpos()[0]}"
        self.faults += [f"inline handler {name} in {where}" for name in given if name.startswith("on")]
        if "style" in given:
            self.faults.append(f"inline style in {where}: {given['style']}")
        if any(
            (given.get(name) or "").strip().lower().startswith("javascript:") for name in ("href", "action")
        ):
            self.faults.append(f"javascript: address in {where}")
        self._look_at_code(tag, given, where)
        self._look_at_form(tag, given, where)

    def _look_at_code(self, tag: str, given: dict[str, str | None], where: str) -> None:
        if "nonce" in given:
            return
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") not in DATA_SCRIPTS
        ):
            self.faults.append(f"inline {tag} without nonce: {where}")

    def _look_at_form(self, tag: str, given: dict[str, str | None], where: str) -> None:
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._post_form, self._has_token = where, False
        elif tag == "input" and given.get("name") == "csrfmiddlewaretoken":
            self._has_token = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._post_form:
            if not self._has_token:
                self.faults.append(f"POST form without csrf token: {self._post_form}")
            self._post_form = None


def faults_of(html: str) -> list[str]:
    """What is wrong with a page: inline code and styles (our CSP blocks them), forms without csrf token."""
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.faults
