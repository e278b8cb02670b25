"""Vietnamese text: one normal form, a search key without marks, a sort key in alphabet order.

The database has no Vietnamese collation (the embedded engine comes without ICU), so names carry
their keys in stored columns.
"""

import re
import unicodedata
from functools import lru_cache

# huyền, hỏi, ngã, sắc, nặng: the order of the tones in Vietnamese dictionaries
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_ALPHABET = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: f"{position:02d}" for position, letter in enumerate(_ALPHABET)}
_LETTER = re.compile(r"[^\W_]")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200c\u200d\u2060\ufeff]")


def clean(text: str) -> str:
    """One line of text in NFC, with Đ for Ð, no invisible characters and single spaces."""
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ")
    if text.isprintable():  # nothing invisible and no other space than the common one: nearly every text
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_lines(text: str) -> str:
    """Text of several lines: each one cleaned, line breaks kept, no trailing blank lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip() if text else ""


class _Folded(dict[int, str]):
    """What each character becomes in a search key; found once for each."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", {"đ": "d", "Đ": "d", "Ð": "d"}.get(chr(code), chr(code)))
        letters = "".join(one for one in plain if not unicodedata.combining(one)).lower()
        self[code] = "".join(one if _LETTER.match(one) else " " for one in letters)
        return self[code]


class _Ordered(dict[str, tuple[str, str]]):
    """Place in the alphabet and tone of each letter; found once for each."""

    def __missing__(self, letter: str) -> tuple[str, str]:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONES))
        self[letter] = _ORDER.get(base, "99"), next((_TONES[one] for one in parts if one in _TONES), "0")
        return self[letter]


_FOLDED, _ORDERED = _Folded(), _Ordered()


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Search key: lower case, no marks, đ as d, anything but letters and digits as one space.

    Typing ``ca phe`` then finds ``Cà phê``; ``hoà`` and ``hòa`` are the same.
    """
    return " ".join(text.translate(_FOLDED).split())


def sort_key(text: str) -> str:
    """ASCII key whose order is the Vietnamese dictionary's: letters first, tones only as tie-break."""
    places = [_ORDERED[letter] for letter in clean(text).lower()]
    return "".join(order for order, _ in places) + "!" + "".join(tone for _, tone in places)


def person_sort_key(full_name: str) -> str:
    """Sort key of a person: by given name (the last word), then by the whole name."""
    words = clean(full_name).split(" ")
    return sort_key(" ".join([words[-1], *words[:-1]]))
