"""The office's own words: figures named in them as ``{{ so.code }}`` are those of the snapshot, always."""

import difflib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from core.documents import Number
from core.errors import Incomplete
from core.text import clean_lines

FIGURE = re.compile(r"\{\{\s*so\.([a-z0-9_]+)\s*\}\}")
BRACES = re.compile(r"\{\{.*?\}\}|\{\{|\}\}")
UNKNOWN = "(chưa có số liệu)"
Figures = Mapping[str, Mapping[str, Any]]


def parts_of(text: str, figures: Figures) -> tuple[str | Number, ...]:
    """The text cut at its figures; each shows what the snapshot says, with the way to its rows."""
    parts: list[str | Number] = []
    end = 0
    for found in FIGURE.finditer(text):
        if found.start() > end:
            parts.append(text[end : found.start()])
        figure = figures.get(found[1])
        parts.append(Number(figure["shown"], _link(found[1], figure)) if figure else UNKNOWN)
        end = found.end()
    if end < len(text):
        parts.append(text[end:])
    return tuple(parts)


def _link(code: str, figure: Mapping[str, Any]) -> str:
    if not (figure["list"] and figure["value"]):
        return ""
    return f"{urlencode({'so': code})}&{address_of(figure['list'], figure['where'])}"


def address_of(of: str, where: Mapping[str, Any]) -> str:
    """The query that opens the rows of a list that fit ``where``."""
    return urlencode({"danh-sach": of, **{f"cot-{name}": value for name, value in where.items()}})


def resolved(text: str, figures: Figures) -> str:
    """The text as printed."""
    return "".join(one.shown if isinstance(one, Number) else one for one in parts_of(text, figures))


def cleaned(texts: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    """One text for each part a kind asks for, in NFC, lines kept."""
    return {part: clean_lines(texts.get(part, "")) for part in parts}


def require_known(texts: Mapping[str, str], figures: Figures) -> None:
    """Refuse texts that name a figure there is none of; says which, and what was probably meant."""
    wrong = []
    for text in texts.values():
        for found in BRACES.findall(text):
            named = FIGURE.fullmatch(found)
            if named is None:
                wrong.append(f"“{found}” không phải cách ghi số liệu; hãy ghi dạng {{{{ so.tên_số_liệu }}}}.")
            elif named[1] not in figures:
                near = difflib.get_close_matches(named[1], figures, 1)
                meant = f" Có phải {{{{ so.{near[0]} }}}}?" if near else ""
                wrong.append(f"Báo cáo này không có số liệu “{named[1]}”.{meant}")
    if wrong:
        raise Incomplete("Lời văn nhắc đến số liệu không có: " + " ".join(dict.fromkeys(wrong)), wrong)
