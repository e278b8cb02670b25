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
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200c\u200d\u2060\ufeff]")


def clean(text: str) -> str:
    """One line of text in NFC, with Đ for Ð, no invisible characters and single spaces."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("Ð", "Đ")
    return _SPACES.sub(" ", text).strip()


def clean_lines(text: str) -> str:
    """Text of several lines: each one cleaned, line breaks kept, no trailing blank lines."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines).strip()


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Search key: lower case, no marks, đ as d, anything but letters and digits as one space.

    Typing ``ca phe`` then finds ``Cà phê``; ``hoà`` and ``hòa`` are the same.
    """
    plain = unicodedata.normalize("NFD", text.replace("Ð", "Đ").replace("Đ", "D").replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[^\W_]+", letters))


def sort_key(text: str) -> str:
    """ASCII key whose order is the Vietnamese dictionary's: letters first, tones only as tie-break."""
    letters, tones = [], []
    for character in clean(text).lower():
        parts = unicodedata.normalize("NFD", character)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        letters.append(_ORDER.get(base, "99"))
        tones.append(next((_TONES[c] for c in parts if c in _TONES), "0"))
    return "".join(letters) + "!" + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Sort key of a person: by given name (the last word), then by the whole name."""
    words = clean(full_name).split(" ")
    return sort_key(" ".join([words[-1], *words[:-1]]))
