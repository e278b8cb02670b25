"""An undefined variable in one of our templates fails the test instead of printing nothing."""

import sys

from django.template import Node, engines

from tests.harness.ours import is_ours


class UndefinedTemplateVariableError(Exception):
    """A template names a variable that its view does not give it."""


class Undefined(str):
    """Stands for `string_if_invalid`; Django asks for its truth whenever a variable cannot be found.

    Packages' templates count on an undefined variable being empty, so it stays false for them.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        variable = getattr(frame.f_locals.get("self"), "var", None)
        while frame is not None:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                if is_ours(node.origin.name):
                    line = node.token.lineno if getattr(node, "token", None) else "?"
                    raise UndefinedTemplateVariableError(f"{{{{ {variable} }}}} in {node.origin.name}:{line}")
                return False
            frame = frame.f_back
        return False


def watch() -> None:
    """Switch the check on for every Django template engine."""
    for engine in engines.all():
        if hasattr(engine, "engine"):
            engine.engine.string_if_invalid = Undefined()
