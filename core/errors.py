"""Exceptions the acts raise; views turn them into messages a person can act on."""


class ActRefused(Exception):
    """An act cannot be done now. The message says in Vietnamese what is wrong and how to mend it."""


class StaleVersion(ActRefused):
    """Somebody else changed the row since it was read; ``current`` is the row as it is now."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class Incomplete(ActRefused):
    """Several things are missing before the act; ``missing`` lists them for the page."""

    def __init__(self, message: str, missing: list[str]) -> None:
        super().__init__(message)
        self.missing = missing


class LooksAlike(ActRefused):
    """Rows much like the new one are there already; whoever has seen ``alike`` may confirm and go on."""

    def __init__(self, message: str, alike: list) -> None:
        super().__init__(message)
        self.alike = alike
