"""The place in a text where searched words stand, with marks, though they were typed without."""

from core.text import fold

AROUND = 90


def snippet(text: str, words: str) -> str:
    """Some words around the first place where a word of ``words`` stands; nothing where none does."""
    wanted = set(fold(words).split())
    pieces = text.split()
    place = next((place for place, piece in enumerate(pieces) if wanted & set(fold(piece).split())), None)
    if place is None:
        return ""
    first, last = place, place + 1
    while first > 0 and sum(map(len, pieces[first:place])) < AROUND // 2:
        first -= 1
    while last < len(pieces) and sum(map(len, pieces[place:last])) < AROUND:
        last += 1
    return f"{'… ' if first else ''}{' '.join(pieces[first:last])}{' …' if last < len(pieces) else ''}"
