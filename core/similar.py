"""Whether two Vietnamese names may mean the same: typed without marks, in other order, a letter off."""

from difflib import SequenceMatcher

from core.text import fold

# 0.86 lets one letter differ in a name of eight, and keeps "Tân Phát 1" and "Tân Phú 2" apart
_CLOSE = 0.86


def core_name(name: str, *, without: tuple[str, ...] = ()) -> str:
    """The folded name without the words that many names share ("hợp tác xã", "công ty")."""
    folded = f" {fold(name)} "
    for words in without:
        folded = folded.replace(f" {words} ", " ")
    return " ".join(folded.split()) or fold(name)


def is_similar(one: str, other: str) -> bool:
    """Whether two names that went through :func:`core_name` are the same or nearly so."""
    if one == other or sorted(one.split()) == sorted(other.split()):
        return True
    numbers = [[word for word in name.split() if word.isdigit()] for name in (one, other)]
    return numbers[0] == numbers[1] and SequenceMatcher(None, one, other).ratio() >= _CLOSE
